"""Stories of the yearly review of the two subsidies: who is seen goes on, who is not is reminded, held, told and only then stopped."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Grant, User
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.amendments import reporting
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.amendments.reporting import NewAmendment
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.pages import amendment_papers
from doudi.mechanisms.entitlement.payment_runs import services as runs
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.disability.disability_subsidies import certificates
from doudi.programmes.disability.disability_subsidies.after import flow
from doudi.programmes.disability.disability_subsidies.after.looking_after import NURSING_AMENDING
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY

pytestmark = pytest.mark.django_db
OCTOBER = parse_month("2024-10")
MISSED = {"reason": "REVIEW_MISSED", "words": "两次通知未到"}


class Desk(Office):
    """The county's offices, and somebody severely disabled whose subsidy began in October 2023."""

    def __init__(self) -> None:
        super().__init__()
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.met = 0

    def award(self, *, until: str = "2030-01", from_month: str = "2024-09", decided: str = "2023-09-20") -> Award:
        self.met += 1
        new = NewPerson(number_of(dt.date(1970, 5, 6), self.met), f"残友{self.met}", VILLAGE)
        [person] = register_people([new], by=None, at=moment("2023-01-02"), because="登记")
        figures = {
            "disability": int(DisabilityClass.LIMB), "disability_grade": 1, "certificate_until": parse_month(until),
            "applied": parse_month("2023-09"),
        }  # fmt: skip
        family = Family(person.party.name, {}, [Member(str(person.pk), person.party.name, figures)])
        said = NewAward(
            person.pk, VILLAGE, family, dt.date.fromisoformat(decided), "某民残〔2023〕1号", person.party.name,
            f"62170000{person.pk:011d}", parse_month(from_month),
        )  # fmt: skip
        return awards.grant(NURSING_SUBSIDY, said, by=self.officer, at=moment(decided), because="审定")

    def due(self, award: Award) -> Amendment:
        """Opened by itself a year after the decision, and begun."""
        assert award.review_due_on is not None
        reporting.open_due_reviews(NURSING_AMENDING, on=dt.date(2024, 9, 1), at=moment("2024-09-01"))
        row = Amendment.objects.get(award=award)
        self.take(row, flow.START, self.clerk, "2024-09-02")
        return row

    def take(self, row: Amendment, action: Action, by: User, on: str, **said: Any) -> ActionTaken:
        return take(row.case, action, by=by, at=moment(on), because="情况属实", data=said)

    def seen(self, row: Amendment, on: str = "2024-09-03", way: str = "VIDEO") -> None:
        self.take(row, flow.LOOK, self.clerk, on, seen_on=on, way=way, found="本人在世，长期卧床")

    def told(self, row: Amendment, *days: str) -> None:
        for on in days:
            self.take(row, flow.CONTACT, self.clerk, on, told_on=on, way="PHONE", answer="无人接听")

    def propose(self, row: Amendment, outcome: str, on: str = "2024-09-06", **said: Any) -> None:
        told = {"outcome": outcome, "review_class": "STABLE", "words": "经复核属实。", **said}
        self.take(row, flow.PROPOSE, self.clerk, on, **told)

    def kept(self, row: Amendment, on: str) -> None:
        self.propose(row, "KEEP", on)
        self.take(row, flow.SIGN, self.head, on)
        self.take(row, flow.KEEP, self.officer, on, document="某民残复〔2024〕1号")

    def owed(self, month: str) -> int:
        """What a run of the month would pay, in fen; the draft is not kept."""
        at = moment(f"{month}-05")
        with transaction.atomic():
            run = runs.draft(NURSING_SUBSIDY, parse_month(month), county=self.county, by=self.officer, at=at)
            transaction.set_rollback(True)
        return run.amount


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_r_dis_07_at_least_once_a_year_a_review_opens_by_itself(desk: Desk) -> None:
    award = desk.award()
    assert award.review_due_on == dt.date(2024, 9, 20)
    assert reporting.open_due_reviews(NURSING_AMENDING, on=dt.date(2024, 8, 1), at=moment("2024-08-01")) == 0
    assert reporting.open_due_reviews(NURSING_AMENDING, on=dt.date(2024, 9, 1), at=moment("2024-09-01")) == 1
    assert reporting.open_due_reviews(NURSING_AMENDING, on=dt.date(2024, 9, 2), at=moment("2024-09-02")) == 0
    row = Amendment.objects.get()
    assert (row.case.flow, row.case.stage, row.get_occasion_display()) == (
        "disability_subsidies.nursing_reviews",
        "REPORTED",
        "定期复核",
    )


@pytest.mark.parametrize("way", ["FACE", "VIDEO", "VISIT"])
def test_r_dis_07_who_is_seen_in_any_way_goes_on_for_another_year(desk: Desk, way: str) -> None:
    award = desk.award()
    row = desk.due(award)
    with pytest.raises(Refused, match="复核须见到本人"):
        desk.propose(row, "KEEP")
    desk.seen(row, way=way)
    desk.kept(row, "2024-09-06")
    award.refresh_from_db()
    assert (award.until_month, award.held_until, award.review_due_on) == (None, None, dt.date(2025, 9, 6))
    assert row.case.stage == "KEPT"


def test_r_dis_07_a_missed_review_is_reminded_held_told_and_only_then_stopped(desk: Desk) -> None:
    award = desk.award()
    row = desk.due(award)
    missed = {"reason": "NOT_REVIEWED"}
    with pytest.raises(Refused, match="须先通知本人2次"):
        desk.propose(row, "STOP", **missed)
    with pytest.raises(Refused, match="须先通知本人2次才能暂缓发放（已通知0次）"):
        desk.take(row, flow.HOLD, desk.officer, "2024-09-03", **MISSED)
    desk.told(row, "2024-09-03", "2024-09-05")
    with pytest.raises(Refused, match="须先按“未按期参加复核”暂缓发放"):
        desk.propose(row, "STOP", **missed)
    desk.take(row, flow.HOLD, desk.officer, "2024-09-05", **MISSED)
    award.refresh_from_db()
    assert award.held_until == OCTOBER
    desk.propose(row, "STOP", **missed)
    with pytest.raises(Refused, match="减发、停发须先书面告知本人"):
        desk.take(row, flow.SIGN, desk.head, "2024-09-06")
    desk.take(row, flow.SIGN_ADVERSE, desk.head, "2024-09-06")
    with pytest.raises(Refused, match="不能办理"):
        desk.take(row, flow.DECIDE, desk.officer, "2024-09-06", document="某民残停〔2024〕1号")
    desk.take(row, flow.TELL_FIRST, desk.clerk, "2024-09-09", told_on="2024-09-09")
    lapse([flow.NURSING_REVIEWS], today=dt.date(2024, 9, 18), at=moment("2024-09-18"))
    row.case.refresh_from_db()
    desk.take(row, flow.DECIDE, desk.officer, "2024-09-20", document="某民残停〔2024〕1号")
    award.refresh_from_db()
    assert (award.until_month, row.case.stage) == (OCTOBER - 1, "DECIDED")


def test_r_dis_07_alive_and_eligible_the_hold_is_released_at_once(desk: Desk) -> None:
    award = desk.award(from_month="2024-10")
    row = desk.due(award)
    desk.told(row, "2024-09-03", "2024-09-05")
    desk.take(row, flow.HOLD, desk.officer, "2024-09-05", **MISSED)
    desk.seen(row, "2024-09-12", way="VISIT")
    desk.kept(row, "2024-09-12")
    award.refresh_from_db()
    assert award.held_until is None
    assert AwardChange.objects.filter(award=award, kind=AwardChange.Kind.RELEASE).count() == 1
    assert desk.owed("2024-10") == 10_000


def test_r_dis_07_who_comes_after_the_hold_has_run_is_paid_what_was_held(desk: Desk) -> None:
    award = desk.award(from_month="2024-10")
    row = desk.due(award)
    desk.told(row, "2024-09-03", "2024-09-05")
    desk.take(row, flow.HOLD, desk.officer, "2024-09-05", **MISSED)
    assert desk.signed(NURSING_SUBSIDY, "2024-10").amount == 0
    desk.seen(row, "2024-10-10")
    desk.kept(row, "2024-10-10")
    assert desk.owed("2024-11") == 20_000


def test_r_dis_01_nothing_is_stopped_for_a_reason_that_the_rules_do_not_bear_out(desk: Desk) -> None:
    row = desk.due(desk.award())
    desk.seen(row)
    with pytest.raises(Refused, match=r"每月仍可享受100\.00元，不能以“残疾人证到期、注销或等级不再符合”停发"):
        desk.propose(row, "STOP", reason="CERTIFICATE")
    person = Person.objects.get()
    reporting.put_down(
        row, "certificate_cancelled", 1, person=person, evidence="残联名单", on=dt.date(2024, 9, 3), by=desk.clerk, at=moment("2024-09-03")
    )  # fmt: skip
    with pytest.raises(Refused, match="不能按维持不变办理"):
        desk.propose(row, "KEEP")
    desk.propose(row, "STOP", reason="CERTIFICATE")
    assert row.case.stage == "PROPOSED"


def test_a_subsidy_of_one_person_has_nobody_joining(desk: Desk) -> None:
    row = desk.due(desk.award())
    desk.award()
    other = Person.objects.order_by("-pk")[0]
    with pytest.raises(Refused, match="按人发放，没有成员的增减"):
        reporting.join(row, other, relation="之妻", because="结婚", by=desk.clerk, at=moment("2024-09-03"))


def test_r_dis_05_the_township_is_told_of_certificates_that_end_within_six_months(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2024-09-12"))
    today = dt.date(2024, 9, 12)
    ending, ended, later = (
        desk.award(until="2025-03"),
        desk.award(until="2024-08", from_month="2023-10"),
        desk.award(until="2025-04"),
    )
    assert set(certificates.ending(desk.clerk, today)) == {ending.pk, ended.pk}
    (item,) = certificates.worklist(desk.clerk, today)
    assert (item.number, item.overdue, item.due) == (2, True, dt.date(2024, 8, 31))
    assert certificates.worklist(desk.officer, today) == []
    assert certificates.worklist(somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN), today) == []
    page = acting(desk.clerk).get(reverse("disability_subsidies:certificates")).content.decode()
    assert "已到期" in page
    assert ending.party.name in page
    assert later.party.name not in page
    # A renewed certificate, as a decision has it, is not told of any more.
    _, family = _facts(ended)
    family.people[0].figures["certificate_until"] = parse_month("2034-08")
    awards.adjust(
        ended, family, from_month=parse_month("2024-10"), decided_on=today, document="某1号", by=desk.officer, at=moment(today), because="换证"
    )  # fmt: skip
    assert set(certificates.ending(desk.clerk, today)) == {ending.pk}


def test_the_list_of_certificates_asks_the_same_questions_for_one_and_for_three(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2024-09-12"))
    client, counts = acting(desk.clerk), []
    for more in (1, 2):
        for _ in range(more):
            desk.award(until="2025-01")
        client.get(reverse("disability_subsidies:certificates"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse("disability_subsidies:certificates")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_pages_of_a_review(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2024-09-12"))
    row = desk.due(desk.award())
    shown = acting(desk.clerk).get(reverse("disability_subsidies:nursing_review", args=[row.pk])).content.decode()
    assert "登记复核情况" in shown
    assert "join/new" not in shown
    assert acting(desk.clerk).get(reverse("disability_subsidies:nursing_reviews")).status_code == 200
    award = acting(desk.officer).get(reverse("disability_subsidies:award", args=[row.award_id])).content.decode()
    assert row.case.number in award


def _facts(award: Award) -> Any:
    from doudi.mechanisms.entitlement.awards.queries import family_of

    return family_of(award, parse_month("2024-10"))


# --- moving to another county ------------------------------------------------------------------------------------------


def moving(desk: Desk) -> tuple[Award, Amendment]:
    """Whose registration goes to the neighbouring county; reported by himself, and begun."""
    award = desk.award()
    new = NewAmendment(Occasion.MOVE, "户籍迁往邻县。", reporter=award.party.name, leaves_to="邻县民政局")
    row = reporting.report(NURSING_AMENDING, award, new, by=desk.clerk, at=moment("2024-09-02"))
    desk.take(row, flow.START, desk.clerk, "2024-09-02")
    return award, row


def test_r_dis_04_who_moves_to_another_county_is_paid_to_the_end_of_the_month_and_his_file_goes_along(
    desk: Desk,
) -> None:
    award, row = moving(desk)
    desk.seen(row)
    with pytest.raises(Refused, match="由迁入地保障"):
        desk.propose(row, "KEEP")
    desk.propose(row, "STOP", reason="MOVED")
    desk.take(row, flow.SIGN_ADVERSE, desk.head, "2024-09-06")
    desk.take(row, flow.TELL_FIRST, desk.clerk, "2024-09-06", told_on="2024-09-06")
    lapse([flow.NURSING_REVIEWS], today=dt.date(2024, 9, 14), at=moment("2024-09-14", 1))
    row.case.refresh_from_db()
    desk.take(row, flow.DECIDE, desk.officer, "2024-09-14", document="某民残停〔2024〕1号")
    award.refresh_from_db()
    assert award.until_month == parse_month("2024-09")
    assert (desk.owed("2024-09") > 0, desk.owed("2024-10")) == (True, 0)
    handed = {"handed_on": "2024-09-18", "receiver": "李某 0797-7000000"}
    with pytest.raises(Refused, match="须先向邻县民政局移交档案"):
        desk.take(row, flow.SERVE, desk.clerk, "2024-09-18", told_on="2024-09-18")
    desk.take(row, flow.HAND_OVER, desk.clerk, "2024-09-18", **handed)
    with pytest.raises(Refused, match="档案已经移交"):
        desk.take(row, flow.HAND_OVER, desk.officer, "2024-09-18", **handed)
    letter = amendment_papers.transfer(row.case)
    assert (letter.to, letter.last_month) == ("邻县民政局", parse_month("2024-09"))
    desk.take(row, flow.SERVE, desk.clerk, "2024-09-18", told_on="2024-09-18")
    assert row.case.stage == "SERVED"


def test_nothing_is_handed_over_of_whose_subsidy_goes_on(desk: Desk) -> None:
    row = desk.due(desk.award())
    desk.seen(row)
    with pytest.raises(Refused, match="不能办理"):
        desk.take(row, flow.HAND_OVER, desk.clerk, "2024-09-03", handed_on="2024-09-03", receiver="李某")
