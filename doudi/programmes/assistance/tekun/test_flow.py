"""Stories of recognition as tekun: fifteen days and fifteen, a new notice after an objection, three in ten visited."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from doudi.base.models import Grant, StoredFile, User
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.appeals.declare import ROADS
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.appeals.services import NewAppeal, register
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.queries import flow_of
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category, Person
from doudi.mechanisms.registry.services import NewCategory, NewPerson, end_category, put_in_category, register_people
from doudi.programmes.assistance.tekun import flow, handling
from doudi.programmes.assistance.tekun.models import Reassessment, TekunApplication
from doudi.programmes.assistance.tekun.rules import Child, Supporter

pytestmark = pytest.mark.django_db
FACTS = {"residence": int(Residence.RURAL), "supporter": int(Supporter.NONE), "own_income": 0}


class Hall(Office):
    def __init__(self) -> None:
        super().__init__()
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
        )

    def take(
        self, case: Case, action: Action, by: User, on: str, second: User | None = None, **said: Any
    ) -> ActionTaken:
        second = second or (self.companion if action.pair else None)
        return take(
            case, action, by=by, at=moment(on), because="情况属实", data=said, files=[self.photo], together_with=second
        )

    def person(self, sequence: int, born: str = "1950-03-04") -> Person:
        new = NewPerson(number_of(dt.date.fromisoformat(born), sequence), f"五保{sequence}", VILLAGE)
        return register_people([new], by=None, at=moment("2024-01-02"), because="登记")[0]

    def accepted(self, on: str = "2024-09-24", sequence: int = 1, person: Person | None = None, **facts: int) -> Case:
        person = person or self.person(sequence)
        row = handling.apply(
            flow.APPLICATIONS, person, {**FACTS, **facts}, by=self.clerk, at=moment(on), account="6217000012345678"
        )
        self.take(row.case, flow.SUBMIT, self.clerk, on)
        self.take(row.case, flow.ACCEPT, self.clerk, on)
        return row.case

    def surveyed(self, **more: Any) -> Case:
        case = self.accepted(**more)
        self.take(case, flow.SURVEY, self.clerk, "2024-10-09", visited_on="2024-10-09", found="独居，无劳动能力")
        return case

    def posted(self, **more: Any) -> Case:
        case = self.surveyed(**more)
        self.take(case, flow.OPINE, self.clerk, "2024-10-11", proposal="ADMIT")
        self.take(case, flow.SIGN, self.head, "2024-10-14")
        self.take(case, flow.POST, self.clerk, "2024-10-15", posted_on="2024-10-15")
        return case

    def at_county(self, received: str = "2024-10-25", **more: Any) -> Case:
        case = self.posted(**more)
        lapse([flow.APPLICATIONS], today=dt.date(2024, 10, 23), at=moment("2024-10-23"))
        case.refresh_from_db()
        self.take(case, flow.FORWARD, self.clerk, received, received_on=received)
        return case

    def confirmed(self) -> Case:
        case = self.at_county()
        self.visit_if_drawn(case)
        self.take(case, flow.CONFIRM, self.officer, "2024-11-05", document="某民特〔2024〕3号")
        return case

    def visit_if_drawn(self, case: Case) -> None:
        if case.site_visit:
            self.take(
                case, flow.VISIT, self.officer, "2024-10-30", second=self.second, visited_on="2024-10-30", found="一致"
            )


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_ex_17_fifteen_days_for_the_township_fifteen_for_the_county_ten_to_reassess(hall: Hall) -> None:
    assert hall.accepted("2024-09-24").due_on == dt.date(2024, 10, 18)
    assert hall.at_county("2024-10-25", sequence=2).due_on == dt.date(2024, 11, 15)
    hall.visit_if_drawn(case := Case.objects.get(stage="COUNTY_REVIEW"))
    hall.take(case, flow.CONFIRM, hall.officer, "2024-11-05", document="某民特〔2024〕3号")
    award = Award.objects.get()
    row = handling.report_change(flow.REASSESSMENTS, award, by=hall.clerk, at=moment("2025-01-20"), because="卧床")
    assert row.case.due_on == dt.date(2025, 2, 8)  # a Saturday that is worked
    hall.take(row.case, flow.ASSESS, hall.clerk, "2025-02-08", visited_on="2025-02-08", eats=True)
    assert Reassessment.objects.get().items["eats"] is True
    assert Reassessment.objects.get().items["walks"] is False


def test_recognised_and_paid_from_the_next_month(hall: Hall) -> None:
    case = hall.confirmed()
    award = Award.objects.get()
    assert (case.stage, award.amount, award.from_month) == ("CONFIRMED", 103_000, parse_month("2024-12"))


def test_a_refusal_that_is_revoked_is_decided_on_the_facts_anew(hall: Hall) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case)
    hall.take(
        case, flow.REFUSE, hall.officer, "2024-11-05", ground="SUPPORT", words="有侄子。", document="某民特〔2024〕4号"
    )
    hall.take(case, flow.TELL, hall.clerk, "2024-11-06", told_on="2024-11-06")
    new = NewAppeal(AppealRoad.RECONSIDERATION, case.title, "侄子没有赡养义务。", dt.date(2024, 11, 20), "某县人民政府")
    appeal = register(ROADS[AppealRoad.RECONSIDERATION], case, new, by=hall.second, at=moment("2024-11-20"))
    steps = flow_of(appeal)
    take(appeal, steps.action("answer"), by=hall.second, at=moment("2024-11-22"), data={"words": "有据。"})
    said = {"decided_on": "2024-12-20", "document": "某复决〔2024〕9号", "words": "适用依据错误。"}
    take(appeal, steps.action("revoke"), by=hall.second, at=moment("2024-12-23"), data=said)
    case.refresh_from_db()
    assert (case.stage, TekunApplication.objects.get().proposal) == ("COUNTY_REVIEW", "")
    hall.visit_if_drawn(case)
    hall.take(case, flow.CONFIRM, hall.officer, "2024-12-25", document="某民特〔2024〕9号")
    assert Award.objects.get().from_month == parse_month("2025-01")


def test_r_tk_03_after_an_objection_a_new_opinion_and_a_new_notice(hall: Hall) -> None:
    case = hall.posted()
    hall.take(case, flow.OBJECT, hall.clerk, "2024-10-18", words="有侄子赡养", real_name=True)
    assert case.due_on == dt.date(2024, 11, 8)
    said: dict[str, Any] = {"visited_on": "2024-10-25", "found": "侄子无法定义务", "proposal": "ADMIT"}
    hall.take(case, flow.OPINE_AGAIN, hall.clerk, "2024-10-28", **said)
    with pytest.raises(Refused, match="不能办理"):
        hall.take(case, flow.FORWARD, hall.clerk, "2024-10-28", received_on="2024-10-28")
    hall.take(case, flow.SIGN, hall.head, "2024-10-29")
    hall.take(case, flow.POST, hall.clerk, "2024-10-29", posted_on="2024-10-29")
    assert case.due_on == dt.date(2024, 11, 5)
    lapse([flow.APPLICATIONS], today=dt.date(2024, 11, 6), at=moment("2024-11-06"))
    case.refresh_from_db()
    hall.take(case, flow.FORWARD, hall.clerk, "2024-11-06", received_on="2024-11-06")
    assert case.site_visit == "实名举报，须全部入户"


def test_r_tk_03_who_is_drawn_is_visited_before_the_decision(hall: Hall) -> None:
    case = hall.at_county()
    Case.objects.filter(pk=case.pk).update(site_visit="随机抽查（30%）")
    case.refresh_from_db()
    with pytest.raises(Refused, match="须先办理“县级入户抽查”"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-11-05", document="某3号")


def test_r_tk_03_a_proposed_refusal_is_not_posted(hall: Hall) -> None:
    case = hall.accepted(supporter=int(Supporter.ABLE))
    hall.take(case, flow.SURVEY, hall.clerk, "2024-10-09", visited_on="2024-10-09", found="其子赡养")
    hall.take(case, flow.OPINE, hall.clerk, "2024-10-11", proposal="REFUSE")
    with pytest.raises(Refused, match="不公示，请直接上报"):
        hall.take(case, flow.SIGN, hall.head, "2024-10-14")
    hall.take(case, flow.SIGN_REFUSAL, hall.head, "2024-10-14")
    with pytest.raises(Refused, match="不能办理"):
        hall.take(case, flow.POST, hall.clerk, "2024-10-15", posted_on="2024-10-15")
    hall.take(case, flow.FORWARD, hall.clerk, "2024-10-15", received_on="2024-10-15")
    hall.visit_if_drawn(case)
    said: dict[str, Any] = {"ground": "SUPPORT", "words": "其子有赡养能力", "document": "某民特〔2024〕6号"}
    hall.take(case, flow.REFUSE, hall.officer, "2024-11-01", **said)
    assert case.stage == "REFUSED"
    admitted = hall.accepted(sequence=2)
    hall.take(admitted, flow.SURVEY, hall.clerk, "2024-10-09", visited_on="2024-10-09", found="独居")
    hall.take(admitted, flow.OPINE, hall.clerk, "2024-10-11", proposal="ADMIT")
    with pytest.raises(Refused, match="须先公示，不能直接上报"):
        hall.take(admitted, flow.SIGN_REFUSAL, hall.head, "2024-10-14")


def test_nobody_is_recognised_whom_the_rules_do_not_recognise(hall: Hall) -> None:
    case = hall.accepted(supporter=int(Supporter.ABLE))
    hall.take(case, flow.SURVEY, hall.clerk, "2024-10-09", visited_on="2024-10-09", found="其子赡养")
    with pytest.raises(Refused, match="不符合特困人员条件"):
        hall.take(case, flow.OPINE, hall.clerk, "2024-10-11", proposal="ADMIT")
    with pytest.raises(Refused, match="还没有办理"):
        hall.take(hall.accepted(sequence=2), flow.OPINE, hall.clerk, "2024-10-11", proposal="ADMIT")


@pytest.mark.parametrize(
    ("facts", "why"),
    [({"own_income": 71_500}, "不低于低保标准 715 元"), ({"property_over": 1}, "财产超过规定")],
    ids=["income equal to the standard", "property"],
)
def test_r_tk_01_who_has_a_source_of_living_is_not_proposed(hall: Hall, facts: dict[str, int], why: str) -> None:
    case = hall.surveyed(**facts)
    with pytest.raises(Refused, match="不能拟同意") as raised:
        hall.take(case, flow.OPINE, hall.clerk, "2024-10-11", proposal="ADMIT")
    assert "不符合特困人员条件" in raised.value.sentence
    sheet = handling.HANDLING.assessed(handling.HANDLING.of(case), dt.date(2024, 10, 11)).sheet
    assert why in sheet.text()


@pytest.mark.parametrize("kind", [Category.Kind.ORPHAN, Category.Kind.UNATTENDED_CHILD])
def test_r_tk_02_a_child_on_the_childrens_rolls_has_chosen_that(hall: Hall, kind: Category.Kind) -> None:
    child = hall.person(5, "2015-03-04")
    told = {"person": child, "supporter": int(Supporter.NO_CAPACITY), "child_choice": int(Child.CHOSE_TEKUN)}
    new = NewCategory(child.pk, kind, dt.date(2024, 1, 1), because="儿童名册")
    put_in_category([new], by=None, at=moment("2024-01-02"))
    case = hall.surveyed(**told)
    with pytest.raises(Refused, match="不能拟同意"):
        hall.take(case, flow.OPINE, hall.clerk, "2024-10-11", proposal="ADMIT")
    end_category(
        Category.objects.get(), on=dt.date(2024, 9, 30), by=None, at=moment("2024-10-10"), because="自愿转为特困"
    )
    hall.take(case, flow.OPINE, hall.clerk, "2024-10-11", proposal="ADMIT")


def test_r_tk_05_basic_living_and_care_by_residence_and_ability(hall: Hall) -> None:
    """EX-09 through the flow: three of the six items are not met."""
    case = hall.at_county(bathes=0, walks=0, dresses=0)
    hall.visit_if_drawn(case)
    hall.take(case, flow.CONFIRM, hall.officer, "2024-11-05", document="某民特〔2024〕3号")
    assert Award.objects.get().amount == 159_500


def test_opened_on_a_page_with_the_questions_of_the_rules(hall: Hall) -> None:
    [person] = register_people(
        [NewPerson(number_of(dt.date(1950, 3, 4), 7), "五保七", VILLAGE)],
        by=None,
        at=moment("2024-01-02"),
        because="登记",
    )
    client = Client()
    client.force_login(hall.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "自主洗澡" in client.get(reverse("tekun:application_new")).content.decode()
    said = {
        "number": person.id_number,
        "residence": "1",
        "supporter": "0",
        "disability": "0",
        "child_choice": "0",
        "eats": "on",
    }
    assert client.post(reverse("tekun:application_new"), said).status_code == 302
    row = TekunApplication.objects.get()
    assert (row.facts["eats"], row.facts["bathes"]) == (1, 0)
    shown = client.get(reverse("tekun:application", args=[row.pk])).content.decode()
    assert "自主吃饭" in shown
    assert person.id_number not in shown
    assert client.get(reverse("tekun:applications_flow")).status_code == 200
    officer = Client()
    officer.force_login(hall.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert officer.get(reverse("tekun:applications_board")).status_code == 200


def test_r_dibao_15_a_refusal_is_printed_with_reason_article_and_remedy(hall: Hall) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case)
    hall.take(
        case,
        flow.REFUSE,
        hall.officer,
        "2024-11-05",
        ground="SUPPORT",
        words="其女有赡养能力",
        document="某民特〔2024〕5号",
    )
    client = Client()
    client.force_login(hall.clerk, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("tekun:application_refusal", args=[case.pk])
    assert address in client.get(reverse("tekun:application", args=[case.pk])).content.decode()
    letter = client.get(address).content.decode()
    for words in (
        "法定义务人有履行义务能力：其女有赡养能力。",
        "第八条",
        "某民特〔2024〕5号",
        "60日内向",
        "最低生活保障",
    ):
        assert words in letter, words
