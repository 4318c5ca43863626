"""Stories of the two subsidies: township, federation, county; from the month of application; at any window of the country."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.models import Grant, StoredFile, User
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.awards import register as registers
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.front_door.declare import Home, Someone
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.mechanisms.registry.models import Category, Person
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.disability.disability_subsidies import flow, handling, known_here
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication

pytestmark = pytest.mark.django_db
LIVING, NURSING = "living_subsidy", "nursing_subsidy"
CERTIFIED = {"disability": int(DisabilityClass.LIMB), "disability_grade": 2}


class Hall(Office):
    def __init__(self) -> None:
        super().__init__()
        self.centre = somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)
        self.far_clerk = somebody("farclerk", Role.TOWNSHIP_CLERK, OTHER_TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
        )
        self.met = 0

    def person(self, *kinds: str) -> Person:
        self.met += 1
        [person] = register_people(
            [NewPerson(number_of(dt.date(1970, 5, 6), self.met), f"残友{self.met}", VILLAGE)],
            by=None,
            at=moment("2024-01-02"),
            because="登记",
        )
        for kind in kinds:
            Category.objects.create(party=person.party, kind=kind, from_on=dt.date(2024, 1, 1), because="测试")
        return person

    def applied(self, kind: str = NURSING, on: str = "2024-09-10", *, who: Person | None = None, **more: Any) -> Case:
        facts = {**CERTIFIED, **more.pop("facts", {})}
        said = {"by": self.clerk, "at": moment(on), "account": "6217000012345678", **more}
        return handling.apply(flow.APPLICATIONS, who or self.person(), facts, kind=kind, **said).case

    def submitted(self, kind: str = NURSING, *, on: str = "2024-09-10", **more: Any) -> Case:
        case = self.applied(kind, on, **more)
        self.take(case, flow.SUBMIT, self.clerk, on, signed=True)
        return case

    def checked(self, *asked: Any, **more: Any) -> Case:
        case = self.submitted(*asked, **more)
        self.take(case, flow.FIRST_CHECK, self.clerk, "2024-09-12", found="人证相符，长期卧床")
        return case

    def verified(self, *asked: Any, certificate: str = "AS_DECLARED", said: Any = None, **more: Any) -> Case:
        case = self.checked(*asked, **more)
        told = {"number": "残核2024-8", "certificate": certificate, **(said or {})}
        self.take(case, flow.VERIFY, self.centre, "2024-09-18", **told)
        return case

    def take(self, case: Case, action: Action, by: User, on: str, **said: Any) -> ActionTaken:
        files = [self.photo] if any(field.kind == "photo" for field in action.fields) else []
        return take(case, action, by=by, at=moment(on), because="情况属实", data=said, files=files)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_r_dis_02_township_federation_county_and_paid_from_the_month_of_application(hall: Hall) -> None:
    case = hall.verified()
    hall.take(case, flow.CONFIRM, hall.officer, "2024-10-08", document="某民残〔2024〕5号")
    award = Award.objects.get()
    assert (award.benefit, award.amount, award.from_month) == (NURSING, 10_000, parse_month("2024-09"))


def test_r_dis_02_the_county_does_not_decide_before_the_federation_has_answered(hall: Hall) -> None:
    case = hall.checked()
    with pytest.raises(Refused, match="待残联核证"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-18", document="某民残〔2024〕5号")


GRADE_1 = {"disability": int(DisabilityClass.LIMB), "disability_grade": 1}
KINDS = Category.Kind


def test_r_dibao_13_what_the_bureau_decided_itself_is_known_before_a_roll_is_entered(hall: Hall) -> None:
    """Dibao, tekun and orphans' allowances that were granted here count, though no list says so yet."""
    home = Home(None, "", VILLAGE, False, ())
    nobody = Someone(1, "残友", "户主", None, "男", frozenset(), {}, {})
    assert known_here.registered(home, nobody)["dibao"] == 0
    on_dibao = replace(home, receives={"dibao": 50_000})
    assert known_here.registered(on_dibao, nobody)["dibao"] == 1
    found = known_here.registered(home, replace(nobody, receives={"tekun": 90_000, "orphan": 136_000}))
    assert (found["tekun"], found["orphan"], found["unattended_in_full"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("kinds", "facts", "yuan"),
    [
        ((KINDS.DIBAO_RURAL,), GRADE_1, 200),
        ((KINDS.DIBAO_RURAL, KINDS.TEKUN), GRADE_1, 0),
        ((KINDS.DIBAO_RURAL, KINDS.ORPHAN), CERTIFIED, 100),
        ((KINDS.DIBAO_RURAL,), {**GRADE_1, "work_injury_care": 1}, 0),
    ],
    ids=["dibao", "destitute", "orphan", "work injury"],
)
def test_ex_29_what_else_one_receives_through_the_flow(hall: Hall, kinds: Any, facts: Any, yuan: int) -> None:
    who = hall.person(*kinds)
    for number, kind in enumerate((LIVING, NURSING)):
        case = hall.verified(kind, on="2024-08-12", who=who, facts=facts)
        document = f"某民残〔2024〕{number}号"
        try:
            hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document=document)
        except Refused:
            said = {"ground": "OVERLAP", "words": "另有待遇。", "document": document}
            hall.take(case, flow.REFUSE, hall.officer, "2024-09-20", **said)
    awarded = Award.objects.all()
    assert sum(each.amount for each in awarded) == yuan * 100
    assert {each.from_month for each in awarded} <= {parse_month("2024-08")}


@pytest.mark.parametrize(("other", "given"), [(5_000, True), (12_000, False)])
def test_ex_30_the_higher_of_two_nursing_subsidies_through_the_flow(hall: Hall, other: int, given: bool) -> None:
    """The age allowance stacks and is paid by the elderly programme; tests/test_entitlements.py adds them up."""
    [who] = register_people(
        [NewPerson(number_of(dt.date(1942, 3, 4), 82), "高龄残友", VILLAGE)], by=None, at=moment("2024-01-02"), because="登记"
    )  # fmt: skip
    Category.objects.create(party=who.party, kind=KINDS.AGE_ALLOWANCE, from_on=dt.date(2022, 3, 1), because="高龄名册")
    case = hall.verified(on="2024-08-12", who=who, facts=GRADE_1)
    row = handling.HANDLING.of(case)
    SubsidyApplication.objects.filter(pk=row.pk).update(facts={**row.facts, "elder_nursing": other})
    if given:
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")
        assert Award.objects.get().amount == 10_000
    else:
        with pytest.raises(Refused, match="不符合补贴条件"):
            hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")


def test_ex_31_a_certificate_that_lapsed_and_was_renewed_through_the_flow(hall: Hall) -> None:
    """Paid to June, from September on the new certificate; the two months between are what may be back-paid (test_rules)."""
    who = hall.person()
    first = hall.submitted(on="2024-01-08", who=who, facts=GRADE_1)
    hall.take(first, flow.FIRST_CHECK, hall.clerk, "2024-01-09", found="人证相符，长期卧床")
    told = {"number": "残核2024-1", "certificate": "AS_DECLARED", "until": "2024-06-20"}
    hall.take(first, flow.VERIFY, hall.centre, "2024-01-10", **told)
    hall.take(first, flow.CONFIRM, hall.officer, "2024-01-12", document="某民残〔2024〕1号")
    register = registers.load(NURSING_SUBSIDY, known=moment("2024-07-01"))
    due = [register.due(parse_month(month)).tolist() for month in ("2024-06", "2024-07")]
    assert due == [[10_000], [0]]  # the certificate is no longer valid, whether somebody has decided the stop or not
    awards.stop(
        Award.objects.get(), reason="OTHER", from_month=parse_month("2024-07"), decided_on=dt.date(2024, 7, 2),
        document="某民残〔2024〕9号", by=hall.officer, at=moment("2024-07-02"), because="残疾人证到期",
    )  # fmt: skip
    second = hall.verified(on="2024-09-12", who=who, facts=GRADE_1)
    hall.take(second, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕12号")
    assert [(each.from_month, each.until_month) for each in Award.objects.order_by("pk")] == [
        (parse_month("2024-01"), parse_month("2024-06")),
        (parse_month("2024-09"), None),
    ]


def test_ex_32_sixteen_workdays_across_the_labour_day_holiday(hall: Hall) -> None:
    case = hall.submitted(on="2024-04-26")
    hall.take(case, flow.FIRST_CHECK, hall.clerk, "2024-04-26", found="人证相符，长期卧床")
    case.refresh_from_db()
    assert case.clock_due_on == dt.date(2024, 5, 21)


def test_who_put_down_the_federations_answer_does_not_decide(hall: Hall) -> None:
    case = hall.checked()
    hall.take(case, flow.VERIFY, hall.officer, "2024-09-18", number="残核2024-8", certificate="AS_DECLARED")
    with pytest.raises(Refused, match="officer"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")
    hall.take(case, flow.CONFIRM, hall.second, "2024-09-20", document="某民残〔2024〕5号")


def test_the_certificate_as_the_federation_has_it_decides(hall: Hall) -> None:
    case = hall.checked()
    told = {"number": "残核2024-8", "certificate": "DIFFERS"}
    with pytest.raises(Refused, match="类别和等级"):
        hall.take(case, flow.VERIFY, hall.centre, "2024-09-18", **told)
    hall.take(
        case, flow.VERIFY, hall.centre, "2024-09-18", **told, disability=str(int(DisabilityClass.LIMB)), grade="3"
    )
    with pytest.raises(Refused, match="不符合补贴条件"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")
    hall.take(case, flow.REFUSE, hall.officer, "2024-09-20", ground="CERTIFICATE", words="三级肢体残疾。", document="某民残〔2024〕6号")  # fmt: skip
    case.refresh_from_db()
    assert case.stage == "REFUSED"
    assert not Award.objects.exists()


def test_a_cancelled_certificate_gives_nothing(hall: Hall) -> None:
    case = hall.verified(certificate="INVALID")
    with pytest.raises(Refused, match="没有有效的残疾人证"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")


def test_r_dis_01_nobody_is_refused_what_the_rules_give(hall: Hall) -> None:
    case = hall.verified()
    with pytest.raises(Refused, match="每月可享受100"):
        hall.take(case, flow.REFUSE, hall.officer, "2024-09-20", ground="OVERLAP", words="已有养老金。", document="某民残〔2024〕6号")  # fmt: skip


def test_r_dis_03_received_at_another_window_it_counts_from_that_day(hall: Hall) -> None:
    window: dict[str, Any] = {"applied_on": dt.date(2024, 8, 28), "window": "外省某市某街道窗口"}
    case = hall.verified(on="2024-09-02", **window)
    hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")
    assert Award.objects.get().from_month == parse_month("2024-08")


def test_r_dis_03_any_township_of_the_county_takes_it_in(hall: Hall) -> None:
    with pytest.raises(Refused):
        hall.applied(by=hall.far_clerk)
    case = hall.applied(by=hall.far_clerk, window_area=OTHER_TOWN, window="西镇便民服务中心")
    assert case.area_code == VILLAGE


def test_r_dis_03_sixteen_workdays_in_all_that_run_past_the_festival(hall: Hall) -> None:
    case = hall.submitted(on="2024-09-10")
    hall.take(case, flow.FIRST_CHECK, hall.clerk, "2024-09-10", found="人证相符，长期卧床")
    case.refresh_from_db()
    assert case.clock_due_on == dt.date(2024, 10, 9)  # Mid-Autumn and National Day between, two weekend days worked


def test_what_the_bureau_knows_is_not_asked_and_cannot_be_claimed(hall: Hall) -> None:
    case = hall.verified(LIVING, facts={"dibao": 1})
    with pytest.raises(Refused, match="不在低保家庭中"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")
    poor = hall.person(Category.Kind.DIBAO_RURAL)
    row = handling.HANDLING.of(hall.verified(LIVING, who=poor))
    hall.take(row.case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕7号")
    assert Award.objects.get().amount == 10_000


def test_a_destitute_person_gets_neither(hall: Hall) -> None:
    case = hall.verified(who=hall.person(Category.Kind.TEKUN))
    with pytest.raises(Refused, match="特困供养"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-09-20", document="某民残〔2024〕5号")


def test_one_may_apply_for_both_but_for_neither_twice(hall: Hall) -> None:
    poor = hall.person(Category.Kind.DIBAO_RURAL)
    hall.applied(LIVING, who=poor)
    hall.applied(NURSING, who=poor)
    with pytest.raises(Refused, match="不能重复申请"):
        hall.applied(NURSING, who=poor)


def test_what_is_missing_is_told_once_and_the_township_has_its_days_again(hall: Hall) -> None:
    case = hall.submitted(on="2024-09-10")
    hall.take(case, flow.SUPPLEMENT, hall.clerk, "2024-09-11", missing="长期照护情况的说明")
    hall.take(case, flow.SUBMIT, hall.clerk, "2024-09-20", signed=True)
    case.refresh_from_db()
    assert (case.stage, case.due_on) == ("SUBMITTED", dt.date(2024, 9, 27))


def test_a_refusal_says_how_to_go_against_it(hall: Hall) -> None:
    case = hall.verified(certificate="INVALID")
    taken = hall.take(case, flow.REFUSE, hall.officer, "2024-09-20", ground="CERTIFICATE", words="证件已注销。", document="某民残〔2024〕6号")  # fmt: skip
    assert "行政复议" in taken.data["remedy"]
    hall.take(case, flow.TELL, hall.clerk, "2024-09-23", told_on="2024-09-23")


def test_it_is_registered_on_the_page_and_looked_at_by_stage(hall: Hall) -> None:
    person = hall.person()
    client = acting(hall.clerk)
    address = reverse("disability_subsidies:application_new")
    assert "低保" not in client.get(address).content.decode().split("<form", 1)[1].split("</form>")[0].replace(
        "不在低保", ""
    )
    said = {
        "number": number_of(dt.date(1970, 5, 6), 1),
        "kind": NURSING,
        **CERTIFIED,
        "care_needed": 12,
        "registered_here": "on",
    }
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    row = SubsidyApplication.objects.get()
    assert (row.person, row.kind, row.facts["care_needed"]) == (person, NURSING, 12)
    page = client.get(answer["Location"]).content.decode()
    assert "重度残疾人护理补贴" in page
    assert '每月 <b class="number">100.00</b> 元' in page
    listed = client.get(reverse("disability_subsidies:applications")).content.decode()
    assert person.party.name in listed


def test_the_list_costs_the_same_for_one_and_for_three(hall: Hall, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = acting(hall.clerk)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            hall.submitted()
        client.get(reverse("disability_subsidies:applications"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("disability_subsidies:applications"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_r_dibao_15_a_refusal_is_printed_with_reason_article_and_remedy(hall: Hall) -> None:
    case = hall.verified(certificate="INVALID")
    hall.take(case, flow.REFUSE, hall.officer, "2024-09-20", ground="CERTIFICATE", words="证件已注销", document="某民残〔2024〕6号")  # fmt: skip
    browser = acting(hall.clerk)
    address = reverse("disability_subsidies:application_refusal", args=[case.pk])
    assert address in browser.get(reverse("disability_subsidies:application", args=[case.pk])).content.decode()
    letter = browser.get(address).content.decode()
    for words in ("不予审定通知书", "不符合规定：证件已注销。", "某民残〔2024〕6号", "60日内向", "没有有效的残疾人证"):
        assert words in letter, words
    assert browser.get(f"{address}?as=docx").content[:2] == b"PK"
