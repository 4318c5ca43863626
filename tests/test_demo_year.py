"""The demo county's year: paid from January to November by the services, explained household by household, closed to the fen."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import chinese_month
from doudi.base.records import verify_chain
from doudi.base.spans import Period
from doudi.demo.build import MONTH, TODAY
from doudi.demo.cases import dossier_of
from doudi.demo.county import COUNTY, build
from doudi.demo.dossier import Dossier
from doudi.demo.people_in_office import enter_county, enter_users
from doudi.demo.senders.money import payments
from doudi.demo.senders.office import Office
from doudi.demo.year import at_home
from doudi.demo.year.calendar import Year, helped
from doudi.demo.year.staff import moment
from doudi.demo.year.temporary_plan import plan
from doudi.mechanisms.casework.appeals.models import Appeal
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.notices.models import NoticeState, Objection, PublicNotice
from doudi.mechanisms.casework.queries import worklist
from doudi.mechanisms.casework.surveys.models import Survey, SurveyItem
from doudi.mechanisms.entitlement.amendments.models import Amendment
from doudi.mechanisms.entitlement.applications.models import ForAward
from doudi.mechanisms.entitlement.archives.models import ArchivedPaper
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.granting import NewAward, grant
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.register import roll
from doudi.mechanisms.entitlement.deaths.queries import proposals
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.payment_runs.models import Correction, Payment, PaymentRun
from doudi.mechanisms.entitlement.payment_runs.queries import balance
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.indicators.declare import Indicator
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.models import BankLine, Outcome
from doudi.mechanisms.ledger.debts.models import Debt, Instalment
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.ledger.queries import closings_in_force
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.dibao.flow import APPLICATIONS as DIBAO_FLOW
from doudi.programmes.assistance.dibao.models import Application
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT, dibao
from doudi.programmes.assistance.tekun.benefit import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.flow import APPLICATIONS as TEKUN_FLOW
from doudi.programmes.assistance.tekun.models import TekunApplication
from doudi.programmes.assistance.temporary import queries as reserves
from doudi.programmes.assistance.temporary.figures import INDICATORS
from doudi.programmes.assistance.temporary.flow import APPLICATIONS
from doudi.programmes.assistance.temporary.models import ReserveUse, TemporaryGrant
from doudi.programmes.children.child_allowances.benefit import ORPHAN, UNATTENDED_CHILD
from doudi.programmes.children.child_allowances.models import ChildApplication
from doudi.programmes.disability.disability_subsidies.benefit import LIVING_SUBSIDY, NURSING_SUBSIDY
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication
from doudi.programmes.elderly.age_allowances.programme import ELDER_NURSING, SERVICE_SUBSIDY
from doudi.programmes.integrity.near_relatives.models import RelativeDeclaration

PEOPLE, SCALE = 12_000, 0.12
JANUARY, JUNE = MONTH - 10, MONTH - 5
# Whose amounts the county has not set; and care money that goes to somebody else, for which nobody of the demo has an agreement.
NOT_GIVEN = {ELDER_NURSING.code, SERVICE_SUBSIDY.code, "tekun_care"}
PAID = [code for code in BENEFITS if code not in NOT_GIVEN]
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 11, 30))


@dataclass
class Told:
    dossier: Dossier
    users: dict[str, User]


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Told]:
    """A small county with its year behind it, for all stories of this module; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        county = build(PEOPLE, seed=3, on=dt.date(2024, 11, 30))
        dossier = dossier_of(county, seed=3, month=MONTH)
        enter_county(county)
        users = enter_users(county, month=MONTH)
        passing = Year(dossier, users, newest=MONTH, seed=3, progress=lambda step: None)
        passing.begin()
        for month in range(JANUARY, MONTH + 1):
            passing.pass_month(month)
            passing.close(month)
        passing.december()
        passing.draft()
        yield Told(dossier, users)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_the_database(year: Told, db: None) -> None:
    """Each story in a savepoint of its own."""


def run_of(code: str, month: int) -> PaymentRun:
    return PaymentRun.objects.get(benefit=code, month=month)


def test_every_benefit_is_paid_for_eleven_months_and_every_month_is_closed() -> None:
    for code in PAID:
        states = (
            PaymentRun.objects.filter(benefit=code, month__lte=MONTH).order_by("month").values_list("month", "state")
        )
        assert list(states) == [(month, "CLOSED") for month in range(JANUARY, MONTH + 1)], code
    assert [each.period.month for each in closings_in_force(Book.MONEY)] == list(range(JANUARY, MONTH + 1))
    assert not PaymentRun.objects.filter(benefit__in=NOT_GIVEN).exists()


def test_not_a_fen_is_missing() -> None:
    for run in PaymentRun.objects.filter(month__lte=MONTH):
        assert balance(run).difference == 0, run
        assert run.amount == (run.payments.aggregate(sum=Sum("amount"))["sum"] or 0), run
    call_command("verify_ledger")
    assert verify_chain() is None


@pytest.mark.parametrize("code", PAID)
def test_every_household_explained_one_by_one_adds_up_to_the_roll(code: str) -> None:
    run = run_of(code, MONTH)
    whole = roll(BENEFITS[code], MONTH, known=run.known_at)
    due = dict(zip(whole.register.ids.tolist(), whole.due.tolist(), strict=True))
    explained = 0
    for award in awards.in_force(Award.objects.filter(benefit=code), MONTH).select_related("party"):
        sheet = awards.worksheet(award, MONTH, known=run.known_at, with_turns=False)
        assert sheet.result == due[award.pk] > 0, sheet.text()
        assert not sheet.parts or sum(amount for _, amount in sheet.parts) == sheet.result
        explained += sheet.result
    stopped_since = sum(
        due[each.pk] for each in Award.objects.filter(benefit=code, until_month__lt=MONTH) if each.pk in due
    )
    assert explained + stopped_since == whole.total == sum(run.payments.values_list("regular", flat=True))


def test_households_receive_what_the_roll_of_the_files_says(year: Told) -> None:
    """The bureau's own roll and the awards tell one story; a child that stands on two rolls is awarded once (R-CMP-04 finds it)."""
    due = dict(run_of("dibao", MONTH).payments.values_list("party", "regular"))
    parties = dict(Household.objects.values_list("number", "pk"))
    cases = [case for case in year.dossier.cases if case.since <= MONTH and not 0 < case.until <= MONTH]
    listed = [person.number for case in cases for person in case.members]
    twice = {number for number in listed if listed.count(number) > 1}
    other = [case for case in cases if due.get(parties[case.number]) != case.per_head * len(case.members) * 100]
    assert len(cases) > 150
    assert all(twice & {person.number for person in case.members} for case in other)
    assert len(other) == len(twice)


def test_ex_22_the_standard_rises_in_june_and_the_months_since_january_are_back_paid(year: Told) -> None:
    """EX-22: two people with 600 元: 1,170 → 1,270; 5 × 100 with June's; who came in May has one month of it."""
    first, second = (
        {
            each.month: (each.regular, each.arrears)
            for each in Payment.objects.filter(party__household__number=case.number)
        }
        for case in year.dossier.examples
    )
    assert first[JUNE - 1] == (117_000, 0)
    assert first[JUNE] == (127_000, 50_000)
    assert sorted(second)[0] == JUNE - 1
    assert second[JUNE] == (127_000, 10_000)
    assert first[MONTH] == second[MONTH] == (127_000, 0)


def test_ex_22_the_file_of_payments_says_what_was_paid_for_each_month(year: Told, tmp_path: Path) -> None:
    """The bureau's own file of the months April to September: the old standard before June, and the difference paid in June."""
    file = payments(Office(year.dossier, month=MONTH - 2, newest=MONTH, seed=3, folder=tmp_path))
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("gb18030"))))
    told: dict[tuple[str, str], int] = Counter()
    for row in rows:
        if row["补贴项目"] == "特困供养" and row["备注"] in ("", "提标补发"):
            told[row["身份证号码(18位)"], row["所属月份"] + row["备注"]] += int(row["金额"]) * 100
    paid = run_of("tekun", JUNE - 1).payments.filter(omitted="").select_related("party__person")
    listed = {number for number, _ in told}  # who has died since is not on the bureau's roll any more
    may = [each for each in paid if each.party.person.id_number in listed]
    regular = {each.party.person.id_number: each.regular for each in may}
    raised = dict(Correction.objects.filter(run=run_of("tekun", JUNE), month=JUNE - 1).values_list("award", "amount"))
    late = {each.party.person.id_number: raised[each.award_id] for each in may}
    assert len(regular) >= 8
    assert {number: told[number, "2024.05"] for number in regular} == regular
    assert {number: told[number, "2024.05提标补发"] for number in regular} == late
    assert not any(month.startswith("2024.06提") for _, month in told)


def test_june_back_pays_everybody_on_dibao_and_no_month_before() -> None:
    arrears = dict(PaymentRun.objects.filter(benefit="dibao").values_list("month").annotate(Sum("payments__arrears")))
    on_since_may = run_of("dibao", JUNE - 1).payments.filter(omitted="").values("award")
    paid_in_june = run_of("dibao", JUNE).payments.filter(omitted="", award__in=on_since_may)
    assert paid_in_june.exists()
    assert not paid_in_june.filter(arrears=0, award__from_month__lt=JUNE).exists()
    assert arrears[JUNE] > 10 * max(amount for month, amount in arrears.items() if month != JUNE)


def test_people_die_leave_are_held_and_come_during_the_year() -> None:
    kinds = set(AwardChange.objects.values_list("kind", flat=True))
    assert kinds >= {"GRANT", "STOP", "ADJUST", "HOLD", "DEFER_EXIT", "ACCOUNT"}
    held = Payment.objects.filter(benefit="dibao", omitted="HELD", month__lt=MONTH)
    assert held.exists()
    for each in held:  # a hold ends by itself, and the next run pays what was held
        following = Payment.objects.get(benefit="dibao", party=each.party, month=each.month + 1)
        assert following.arrears >= each.regular
    for month in range(JANUARY + 1, MONTH + 1):
        assert AwardChange.objects.filter(kind="GRANT", from_month=month).exists(), chinese_month(month)


def test_some_lines_come_back_each_month_and_are_paid_in_the_end() -> None:
    for month in range(JANUARY, MONTH + 1):
        files = [
            file for run in PaymentRun.objects.filter(month=month) for file in run.files.values_list("file", flat=True)
        ]
        back = BankLine.objects.filter(file__in=files, outcome=Outcome.RETURNED)
        assert back.exists(), chinese_month(month)
        assert not back.filter(words="").exists()
        assert month == MONTH or not back.filter(retried_by=None).exists()


def test_the_figures_of_the_summary_at_the_size_of_this_county() -> None:
    def told(indicators: tuple[Indicator, ...], code: str) -> Decimal:
        found = next(each for each in indicators if each.code == code)
        return figure(found, YEAR, area_code=f"{COUNTY}000000").value

    assert told(dibao.indicators, "dibao.deferred_households") == 9
    assert told(dibao.indicators, "dibao.deferred_people") == 12
    assert told(INDICATORS, "temporary.times") == round(1_060 * SCALE)
    assert told(INDICATORS, "temporary.granted") == Decimal("29.98")
    assert told(INDICATORS, "temporary.allotted") == Decimal("24.96")
    assert told(dibao.indicators, "dibao.money") * 10**6 == sum(
        PaymentRun.objects.filter(benefit="dibao", month__lte=MONTH).values_list("amount", flat=True)
    )


def test_a_hundred_thousand_people_have_the_figures_of_the_summary() -> None:
    """74 households with 97 persons in deferred exit; 1,060 person-times and 2,498,500 元 of temporary assistance."""
    county = build(100_000, seed=7, on=dt.date(2024, 11, 30))
    dossier = dossier_of(county, seed=7, month=MONTH)
    in_grace = [each for each in dossier.graced if each.begins <= MONTH <= each.ends]
    assert (len(in_grace), sum(len(each.case.members) for each in in_grace)) == (74, 97)
    assert {each.group for each in in_grace} == {f"DE{number}" for number in range(1, 7)}
    grants = plan(helped(dossier), range(JANUARY, MONTH + 1), 1.0, random.Random(1))
    assert (sum(each.people for each in grants), sum(each.yuan for each in grants)) == (1_060, 2_498_500)


@pytest.mark.parametrize("scale", [0.3, 0.6, 1.0])
def test_nobody_is_to_get_more_than_the_rules_allow_in_a_county_of_any_size(year: Told, scale: float) -> None:
    """R-TEMP-01: the urban standard for each head and six months. The odd rest once came to more, for a single person."""
    january = dt.date(2024, 1, 31)
    standard = int(in_force(MeansPolicy, january, known=january).standard[Residence.URBAN])
    homes = helped(year.dossier)
    for seed in range(20):
        grants = plan(homes, range(JANUARY, MONTH + 1), scale, random.Random(seed))
        assert [each for each in grants if each.yuan * 100 > each.people * 6 * standard] == []


def test_the_desk_of_the_ninth_of_december_has_work_for_everybody(year: Told) -> None:
    officer = year.users["jiuzhu"]
    december = dict(PaymentRun.objects.filter(month=MONTH + 1).values_list("benefit", "state"))
    assert (december["dibao"], december["tekun"], december["living_subsidy"]) == ("CHECKED", "FROZEN", "DRAFT")
    assert bank.came_back(DIBAO_BENEFIT.channel)
    assert proposals(officer, TODAY)
    assert awards.review_due(officer, TODAY).exists()
    assert awards.grace_ending(officer, TODAY)
    assert Debt.objects.filter(state=Debt.State.PROPOSED).exists()
    assert Instalment.objects.filter(due_on__gt=TODAY).exists()
    late = [each.name for each in reserves.reserves(officer, TODAY) if each.unfiled]
    assert len(late) >= 1
    lies = {
        name: set(worklist(year.users[name], [APPLICATIONS], TODAY).values_list("stage", flat=True))
        for name in ("jiuzhu", "gucheng", "moshi")
    }
    assert "COUNTY_REVIEW" in lies["jiuzhu"]
    assert {"SUBMITTED", "INVESTIGATING", "URGENT"} <= lies["gucheng"] | lies["moshi"]


def test_temporary_assistance_of_the_year_ran_through_its_flow(year: Told) -> None:
    """Every grant has its case, all three roads were gone, some were refused and withdrawn, papers came late and one's never."""
    assert not TemporaryGrant.objects.filter(application=None).exists()
    stages = Counter(Case.objects.filter(flow=APPLICATIONS.code).values_list("stage", flat=True))
    assert stages["CLOSED"] > 25
    assert {"TOLD", "WITHDRAWN", "NOTICE", "TO_SIGN"} <= set(stages)
    taken = set(ActionTaken.objects.filter(case__flow=APPLICATIONS.code).values_list("action", flat=True))
    assert {
        "sign_here",
        "approve",
        "approve_reserve",
        "sign_first",
        "complete",
        "complete_up",
        "lapse",
        "check",
    } <= taken
    first = ReserveUse.objects.exclude(papers_due_on=None)
    assert first.filter(papers_completed_on__lte=F("papers_due_on")).exists()
    assert first.filter(papers_completed_on=None).count() <= 1  # in a county as small as this perhaps nobody's
    villages = {
        each.home.village.code for each in plan(helped(year.dossier), range(JANUARY, MONTH + 1), 1.0, random.Random(1))
    }
    assert villages == {
        each.code for each in year.dossier.county.villages if any(home.village == each for home in helped(year.dossier))
    }


BY_APPLICATION: dict[str, type[ForAward]] = {
    DIBAO_BENEFIT.code: Application,
    TEKUN_BENEFIT.code: TekunApplication,
    LIVING_SUBSIDY.code: SubsidyApplication,
    NURSING_SUBSIDY.code: SubsidyApplication,
    ORPHAN.code: ChildApplication,
    UNATTENDED_CHILD.code: ChildApplication,
}


def without_a_case(code: str) -> set[int]:
    """Awards of a benefit that began after January and that no confirmed application stands behind."""
    began = Award.objects.filter(benefit=code, from_month__gt=JANUARY)
    behind = BY_APPLICATION[code]._default_manager.filter(award__in=began, case__stage="CONFIRMED")
    return set(began.values_list("pk", flat=True)) - set(behind.values_list("award", flat=True))


def test_r_org_03_nobody_came_to_a_roll_in_the_year_without_application_and_confirmation() -> None:
    """What stood on the day the system began was entered as the former roll; the age allowance is given by age, without an application."""
    for code in BY_APPLICATION:
        assert without_a_case(code) == set(), code
    came = Counter(Award.objects.filter(from_month__gt=JANUARY, benefit__in=BY_APPLICATION).values_list("benefit"))
    assert came[(DIBAO_BENEFIT.code,)] >= 5
    assert came[(TEKUN_BENEFIT.code,)] >= 3


def test_an_award_that_goes_round_the_application_would_be_seen(year: Told) -> None:
    party = Household.objects.filter(number__startswith="BY").first()
    assert party is not None
    people = [str(each.person_id) for each in party.memberships.all()]
    facts = {"relation": int(Relation.SELF_OR_SPOUSE), "wages": 0}
    family = Family("某家", {"residence": int(Residence.RURAL)}, [Member(key, "某人", facts) for key in people])
    new = NewAward(party.pk, party.party.area_id or "", family, dt.date(2024, 6, 20), "云民低保确〔2024〕99999号")
    made = grant(DIBAO_BENEFIT, new, by=year.users["jiuzhu"], at=moment(dt.date(2024, 6, 20)), because="绕过申请")
    assert without_a_case(DIBAO_BENEFIT.code) == {made.pk}


def test_r_exit_01_deferred_exits_of_the_year_went_their_road_and_older_ones_were_taken_over(year: Told) -> None:
    """All six groups stand at the end of November; those that began in the year were reported, looked at by two, signed and decided."""
    given = AwardChange.objects.filter(kind=AwardChange.Kind.DEFER_EXIT, award__benefit=DIBAO_BENEFIT.code)
    in_the_year = given.filter(from_month__gt=JANUARY)
    decided = Amendment.objects.filter(change__in=in_the_year, outcome="DEFER", case__stage="SERVED")
    assert set(decided.values_list("change", flat=True)) == set(in_the_year.values_list("pk", flat=True))
    assert in_the_year.exists()
    assert not Amendment.objects.filter(change__in=given.exclude(pk__in=in_the_year)).exists()
    begun = [each for each in year.dossier.graced if each.begins > JANUARY]
    assert in_the_year.count() == len(begun)
    for row in decided:
        assert {"visit", "check", "sign", "decide"} <= set(row.case.actions.values_list("action", flat=True))


def test_r_dyn_02_whoever_leaves_dibao_was_told_first_and_had_time_to_answer(year: Told) -> None:
    """Only what was kept quiet is stopped by a decision that reaches back; the dead are seen to by themselves."""
    stops = AwardChange.objects.filter(kind=AwardChange.Kind.STOP, award__benefit=DIBAO_BENEFIT.code)
    quiet = stops.filter(because="隐瞒务工收入")
    others = stops.exclude(pk__in=quiet).exclude(reason="DEATH").filter(decided_on__lte=dt.date(2024, 11, 30))
    rows = Amendment.objects.filter(change__in=others).select_related("case")
    assert set(rows.values_list("change", flat=True)) == set(others.values_list("pk", flat=True))
    assert others.exists()
    for row in rows:
        told = row.case.actions.get(action="tell_first").at
        assert row.case.actions.get(action="lapse").at > told + dt.timedelta(days=5)
    assert quiet.count() == len([case for case in year.dossier.former if case.left == "隐瞒务工收入"])


def test_some_were_refused_with_reason_and_remedy_and_two_of_them_appealed() -> None:
    refused = ActionTaken.objects.filter(case__flow=DIBAO_FLOW.code, action="refuse")
    assert refused.count() >= 3
    assert all(each.data["basis"] and each.data["remedy"] for each in refused)
    results = Appeal.objects.values_list("result", "case__original__stage")
    assert set(results) == {("UPHELD", "TOLD"), ("REVOKED", "CONFIRMED")}
    taken = set(ActionTaken.objects.filter(case__flow=DIBAO_FLOW.code).values_list("action", flat=True))
    assert {"withdraw", "refuse_accept", "return", "supplement", "object", "visit", "reopen"} <= taken


def test_each_step_of_the_road_to_dibao_lies_on_a_desk(year: Told) -> None:
    """On the ninth of December: from the draft to the county's table, some of it late, one drawn for a visit or sent back."""
    stages = {
        name: set(worklist(year.users[name], [DIBAO_FLOW], TODAY).values_list("stage", flat=True))
        for name in ("gucheng", "moshi", "jiuzhu", "hedui")
    }
    assert {"SUBMITTED", "INVESTIGATING"} <= stages["gucheng"] | stages["moshi"]
    assert {"COUNTY_REVIEW", "FORWARDED"} <= stages["jiuzhu"]
    live = Case.objects.filter(flow=DIBAO_FLOW.code, closed_at=None)
    assert {"DRAFT", "SUPPLEMENT", "NOT_MET", "OPINION", "SIGNED", "NOTICE", "OBJECTED", "RETURNED"} <= set(
        live.values_list("stage", flat=True)
    )
    assert live.filter(due_on__lt=TODAY).exists()


def test_r_dibao_11_since_september_two_go_to_the_household_with_the_form_on_the_phone(year: Told) -> None:
    """Both surveyors and the family sign, the photo has its place and time, whoever went along answers for himself, and what was found
    stands beside what was declared."""
    since = moment(at_home.SINCE)
    flows = (DIBAO_FLOW.code, TEKUN_FLOW.code)
    visits = ActionTaken.objects.filter(
        case__flow__in=flows, case__opened_at__gte=since, action__in=("survey", "resurvey", "visit")
    )
    surveys = Survey.objects.select_related("companion").prefetch_related("items", "pictures__file")
    assert visits.count() == surveys.count() >= 10
    assert {each.case.flow for each in visits.select_related("case")} == set(flows)
    for each in surveys:
        kinds = Counter(picture.kind for picture in each.pictures.all())
        assert kinds == {"FIRST": 1, "SECOND": 1, "FAMILY": 1, "PHOTO": 1}
        assert each.latitude is not None
        assert all(picture.at and picture.latitude for picture in each.pictures.all() if picture.kind == "PHOTO")
    prints = [picture.file.sha256 for each in surveys for picture in each.pictures.all()]
    assert len(set(prints)) == len(prints)
    differing = [item for each in surveys for item in each.items.all() if item.difference]
    assert differing
    assert len(differing) < SurveyItem.objects.count() / 2
    answered = [each.companion.was_there for each in surveys if hasattr(each, "companion")]
    assert all(answered)
    assert len(surveys) - 3 <= len(answered) < len(surveys)  # a few of December wait for whoever went along


def test_r_pub_05_boards_are_photographed_on_the_first_and_the_last_day_and_come_down(year: Told) -> None:
    over = PublicNotice.objects.filter(state=NoticeState.OVER)
    assert over
    for each in over.prefetch_related("photos"):
        moments = {photo.moment: timezone.localdate(photo.taken_at) for photo in each.photos.all()}
        assert moments == {"FIRST": each.posted_on, "LAST": each.ends_on}
        assert not any(photo.doubts for photo in each.photos.all())
        assert each.taken_down_at is not None
        assert each.ends_on is not None
        assert timezone.localdate(each.taken_down_at) == each.ends_on + dt.timedelta(days=1)
    hanging = PublicNotice.objects.filter(state=NoticeState.POSTED)
    assert {each.photos.count() for each in hanging} == {1}
    assert Objection.objects.filter(answer=None).exists()


def test_somebody_joins_a_household_in_december(year: Told) -> None:
    joined = Amendment.objects.get(occasion="JOIN")
    assert (joined.case.stage, joined.members.get().joins) == ("PROPOSED", True)
    assert joined.before_fen is not None
    assert joined.after_fen is not None
    assert joined.after_fen > joined.before_fen


def test_r_dyn_01_the_year_s_reviews_are_carried_out_and_a_few_are_left(year: Told) -> None:
    """Whoever was on the rolls in January is looked at again within twelve months; who was not met is on the worklist."""
    since_january = Award.objects.filter(until_month=None, from_month__lte=JANUARY)
    done = AwardChange.objects.filter(kind=AwardChange.Kind.REVIEW).values("award")
    left = since_january.exclude(pk__in=done)
    assert 0 < left.count() < since_january.count() * 0.03
    assert set(awards.review_due(year.users["jiuzhu"], dt.date(2024, 12, 31))) == set(left)
    assert {each.month for each in done.dates("decided_on", "month")} == set(range(2, 12))


def test_a_child_is_paid_to_its_guardian(year: Told) -> None:
    rows = {row["person"].number: row["guardian"].name for row in year.dossier.rolls["children"]}
    both = (ORPHAN.code, UNATTENDED_CHILD.code)
    payees = Award.objects.filter(benefit__in=both).values_list("payee", flat=True)
    assert set(payees) == set(rows.values())
    assert all(Award.objects.filter(benefit=code).exists() for code in both)


def test_what_is_looked_after_in_december_changes_nothing_before_january() -> None:
    """A termination of tekun hangs, missed reviews are held, households move and part, near relatives are filed: all from January on."""
    stages = Counter(
        Amendment.objects.filter(case__opened_at__gte=moment(dt.date(2024, 12, 1))).values_list(
            "case__flow", "case__stage"
        )
    )
    assert stages["tekun.changes", "NOTICE"] > 0
    assert stages["disability_subsidies.nursing_reviews", "LOOKING"] > 1
    assert stages["dibao.changes", "COUNTY"] == 1
    assert stages["dibao.changes", "HEARING"] == 1
    since = AwardChange.objects.filter(at__gte=moment(dt.date(2024, 12, 2), 0), kind="HOLD", reason="REVIEW_MISSED")
    assert since.exists()
    assert not since.filter(from_month__lte=MONTH + 1).exists()
    filed = RelativeDeclaration.objects.order_by("pk")
    assert [each.visited_on is not None for each in filed] == [*[True] * (len(filed) - 1), False]
    assert filed.count() > 1
    assert ArchivedPaper.objects.count() > 3
