"""Stories of children's recognition (4.2): fifteen days and fifteen, mostly by data, nothing posted, the difference where something is paid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.models import Grant, StoredFile, User
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.children.child_allowances import flow, handling
from doudi.programmes.children.child_allowances.models import ChildApplication
from doudi.programmes.children.child_allowances.programme import PUBLICITIES
from doudi.programmes.children.child_allowances.rules import Parent

pytestmark = pytest.mark.django_db
ORPHAN, UNATTENDED = "orphan", "unattended_child"
GONE = {"father": int(Parent.DEAD), "mother": int(Parent.PRISON), "mother_months": 30}


class Hall(Office):
    def __init__(self) -> None:
        super().__init__()
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
        )
        self.met = 0

    def child(self, born: dt.date = dt.date(2014, 6, 1)) -> Person:
        self.met += 1
        new = NewPerson(number_of(born, self.met), f"孩子{self.met}", VILLAGE)
        return register_people([new], by=None, at=moment("2024-01-02"), because="登记")[0]

    def accepted(
        self, kind: str = UNATTENDED, on: str = "2024-09-10", *, who: Person | None = None, **facts: int
    ) -> Case:
        row = handling.apply(
            flow.APPLICATIONS,
            who or self.child(),
            {**GONE, **facts},
            kind=kind,
            guardian="祖母",
            guardian_relation="祖孙",
            by=self.clerk,
            at=moment(on),
            account="6217000012345678",
        )
        self.take(row.case, flow.SUBMIT, self.clerk, on, signed=True)
        self.take(row.case, flow.ACCEPT, self.clerk, on)
        return row.case

    def at_county(self, *asked: Any, proposal: str = "ADMIT", **facts: Any) -> Case:
        case = self.accepted(*asked, **facts)
        self.check(case, proposal=proposal)
        self.take(case, flow.FORWARD, self.head, "2024-09-23")
        return case

    def check(self, case: Case, **said: Any) -> ActionTaken:
        told = {"way": "DATA", "found": "司法、民政数据比对一致，随祖母生活。", "proposal": "ADMIT", **said}
        return self.take(case, flow.CHECK, self.clerk, "2024-09-20", **told)

    def take(self, case: Case, action: Action, by: User, on: str, **said: Any) -> ActionTaken:
        files = [self.photo] if any(field.kind in ("photo", "file") for field in action.fields) else []
        return take(case, action, by=by, at=moment(on), because="情况属实", data=said, files=files)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_fifteen_days_to_check_fifteen_to_confirm_paid_from_the_next_month(hall: Hall) -> None:
    case = hall.accepted()
    case.refresh_from_db()
    assert case.due_on == dt.date(2024, 10, 8)
    hall.check(case)
    hall.take(case, flow.FORWARD, hall.head, "2024-09-23")
    case.refresh_from_db()
    assert case.due_on == dt.date(2024, 10, 17)  # two weekend days are worked
    hall.take(case, flow.CONFIRM, hall.officer, "2024-10-10", document="某民童〔2024〕2号")
    award = Award.objects.get()
    assert (award.benefit, award.amount, award.from_month) == (UNATTENDED, 136_000, parse_month("2024-11"))


def test_the_difference_where_the_bureau_already_pays_for_the_child(hall: Hall) -> None:
    case = hall.at_county()
    ChildApplication.objects.update(facts={**GONE, "other_support": 45_000})
    hall.take(case, flow.CONFIRM, hall.officer, "2024-10-10", document="某民童〔2024〕2号")
    assert Award.objects.get().amount == 91_000


def test_what_the_bureau_pays_is_known_and_cannot_be_claimed_otherwise(hall: Hall) -> None:
    row = handling.HANDLING.of(hall.accepted(other_support=999_999))
    assert row.facts["other_support"] == 0


def test_what_the_check_found_goes_before_what_was_declared(hall: Hall) -> None:
    case = hall.accepted()
    with pytest.raises(Refused, match="不符合"):
        hall.check(case, mother=str(int(Parent.CARING)))
    hall.check(case, mother=str(int(Parent.CARING)), proposal="REFUSE")
    hall.take(case, flow.FORWARD, hall.head, "2024-09-23")
    with pytest.raises(Refused, match="拟不予确认"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-10-10", document="某民童〔2024〕2号")
    said = {"ground": "PARENTS", "words": "母亲在家抚养。", "document": "某民童〔2024〕3号"}
    taken = hall.take(case, flow.REFUSE, hall.officer, "2024-10-10", **said)
    assert "行政复议" in taken.data["remedy"]
    letter = acting(hall.officer).get(reverse("child_allowances:application_refusal", args=[case.pk])).content.decode()
    for words in ("不予确认通知书", "母亲在家抚养。", "某民童〔2024〕3号", "60日内向"):
        assert words in letter, words


def test_the_amount_proposed_is_that_of_what_was_found(hall: Hall) -> None:
    case = hall.accepted(mother=int(Parent.CARING))
    hall.check(case, mother=str(GONE["mother"]))
    assert handling.HANDLING.of(case).proposed_fen == 136_000


def test_confinement_shorter_than_six_months_does_not_count(hall: Hall) -> None:
    case = hall.accepted(mother_months=30)
    with pytest.raises(Refused, match="整数"):
        hall.check(case, mother_months="大约五个月")
    with pytest.raises(Refused, match="不符合"):
        hall.check(case, mother_months="5")
    hall.check(case, mother_months="6")


def test_an_orphan_is_one_by_both_parents(hall: Hall) -> None:
    with pytest.raises(Refused, match="不符合"):
        hall.check(hall.accepted(ORPHAN))
    case = hall.at_county(ORPHAN, mother=int(Parent.DEAD))
    hall.take(case, flow.CONFIRM, hall.officer, "2024-10-10", document="某民童〔2024〕2号")
    assert Award.objects.get().benefit == ORPHAN


def test_who_is_grown_and_not_at_school_is_not_admitted(hall: Hall) -> None:
    with pytest.raises(Refused, match="周岁"):
        hall.check(hall.accepted(who=hall.child(dt.date(2005, 3, 1))))


def test_who_checked_does_not_sign_and_who_signed_does_not_confirm(hall: Hall) -> None:
    case = hall.accepted()
    hall.check(case)
    Grant.objects.create(user=hall.clerk, role=Role.TOWNSHIP_LEADER, area_id=TOWN, since=dt.date(2020, 1, 1))
    with pytest.raises(Refused, match="clerk"):
        hall.take(case, flow.FORWARD, User.objects.get(pk=hall.clerk.pk), "2024-09-23")


def test_nobody_applies_for_a_child_without_a_guardian(hall: Hall) -> None:
    with pytest.raises(Refused, match="监护人"):
        handling.apply(flow.APPLICATIONS, hall.child(), GONE, kind=ORPHAN, guardian=" ", guardian_relation="", by=hall.clerk, at=moment("2024-09-10"))  # fmt: skip


def test_r_pub_03_nothing_of_a_child_is_posted_and_no_step_posts_it() -> None:
    assert not any(each.posted for each in PUBLICITIES)
    assert not {"post", "lapse"} & {action.code for action in flow.APPLICATIONS.actions}


def test_the_page_shows_no_parents_circumstances(hall: Hall) -> None:
    case = hall.accepted()
    page = acting(hall.clerk).get(reverse("child_allowances:application", args=[case.pk])).content.decode()
    assert "祖母（祖孙）" in page
    shown = page.split("办理记录")[0]
    assert "服刑" not in shown
    assert acting(hall.finance).get(reverse("child_allowances:application", args=[case.pk])).status_code in (403, 404)


def test_it_is_registered_on_the_page(hall: Hall) -> None:
    hall.child()
    client = acting(hall.clerk)
    said = {"number": number_of(dt.date(2014, 6, 1), 1), "kind": UNATTENDED, "guardian": "祖母", "guardian_relation": "祖孙",
            "father": int(Parent.DEAD), "mother": int(Parent.PRISON), "mother_months": 30, "care": 1}  # fmt: skip
    answer = client.post(reverse("child_allowances:application_new"), said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert ChildApplication.objects.get().guardian == "祖母"


def test_who_speaks_for_the_child_is_known_before_it_is_admitted(hall: Hall) -> None:
    case = hall.accepted()
    ChildApplication.objects.update(guardian=handling.UNKNOWN, guardian_relation=handling.UNKNOWN)
    with pytest.raises(Refused, match="监护人"):
        hall.check(case, guardian="祖母")
    hall.check(case, guardian="祖母", guardian_relation="祖孙")
    row = ChildApplication.objects.get()
    assert (row.guardian, row.guardian_relation) == ("祖母", "祖孙")
