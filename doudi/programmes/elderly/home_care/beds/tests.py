"""Stories of family care beds: the whole road, what is refused on it, what is paid, and how a bed ends."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.models import Record
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.orders.models import Absence, Order, State
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.elderly.home_care import accounts, assessments, plans
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.assessing import QUESTIONS
from doudi.programmes.elderly.home_care.beds import applying, following, furnishing
from doudi.programmes.elderly.home_care.beds import queries as beds
from doudi.programmes.elderly.home_care.beds.fittings import Fitting
from doudi.programmes.elderly.home_care.beds.flow import BEDS
from doudi.programmes.elderly.home_care.beds.furnishing import Found, Installed
from doudi.programmes.elderly.home_care.beds.stories import DAY, KIT, Beds, read
from doudi.programmes.elderly.home_care.figures import INDICATORS
from doudi.programmes.elderly.home_care.models import CareBed, SettledBed
from doudi.programmes.elderly.home_care.plans import Wanted
from doudi.programmes.elderly.home_care.testing import NOVEMBER, clock

pytestmark = pytest.mark.django_db
WHOLE = Period(dt.date(2024, 11, 1), dt.date(2024, 11, 30))
BUILT, STANDING = (each for each in INDICATORS if each.code.startswith("home_care.beds"))


@pytest.fixture
def county(db: None) -> Beds:
    return Beds()


def test_a_bed_from_the_application_to_service_has_its_number_and_its_subsidy_within_the_cap(county: Beds) -> None:
    bed = county.serving()
    assert bed.case.stage == "SERVING"
    assert bed.number == "床202411-000001"
    assert (bed.cost, bed.subsidy) == (3900_00, 3000_00), "the test value of home.bed_build_cap is 3,000 yuan"
    assert (bed.accepted_on, bed.served_since) == (dt.date(2024, 11, 18), dt.date(2024, 11, 20))
    assert beds.check_due_on(bed, dt.date(2024, 12, 1)) == dt.date(2025, 11, 20), "it is checked within a year"
    assert verify_chain() is None
    assert Record.objects.filter(action="home_care.bed_design").exists()


def test_home_bed_build_cap_is_unset_and_nothing_is_approved_before_the_county_has_set_it(db: None) -> None:
    county = Beds(cap=None)
    bed = county.signed(county.surveyed(county.applied()))
    with pytest.raises(Refused, match=r"床位建设补贴上限.*尚无取值"):
        county.approved(bed)
    county.give("build_cap", 2000)
    assert county.approved(bed).subsidy == 2000_00


def test_r_home_03_a_bed_asks_for_an_assessment_that_holds(county: Beds) -> None:
    well = county.person("赵爷爷", 1945)
    county.in_hardship(well)
    full = county.published(well, answers={code: each.most for code, each in QUESTIONS.items()})
    with pytest.raises(Refused, match="未达到建床的失能等级"):
        county.applied(full)
    waiting = county.person("钱奶奶", 1944)
    county.in_hardship(waiting)
    unpublished = assessments.submit(county.assessed(waiting))
    with pytest.raises(Refused, match="现行有效的能力评估"):
        county.applied(unpublished)
    with pytest.raises(Refused, match="现行有效的能力评估"):
        county.applied(at=clock(6, month=11) + 365 * DAY)


def test_r_home_01_who_is_in_no_hardship_gets_no_bed(county: Beds) -> None:
    other = county.person("孙奶奶", 1943)
    with pytest.raises(Refused, match="不属于经济困难老年人"):
        county.applied(county.published(other))
    assert not CareBed.objects.exists()


def test_a_person_has_one_bed(county: Beds) -> None:
    county.applied()
    with pytest.raises(Refused, match="一人只建一张"):
        county.applied()
    with pytest.raises(Refused):
        applying.apply(applying.NewBed(county.assessment, county.provider, county.helper, clock(7)))
    assert CareBed.objects.count() == 1


def test_r_home_17_the_minimum_kit_is_designed_installed_and_found(county: Beds) -> None:
    bed = county.surveyed(county.applied(), RAIL=True)
    for kit, lacks in (
        ({Fitting.CARE_BED: 1}, "紧急呼叫器"),
        ({Fitting.CALL: 1, Fitting.SMOKE: 1}, "被动感应设备"),
        (KIT, "床边护栏"),
    ):
        furnishing.set_design(read(bed), kit, by=county.clerk, at=clock(9))
        with pytest.raises(Refused, match=lacks):
            county.take(bed.case, "design", county.clerk, clock(9), answering="县智慧养老服务中心")
    with pytest.raises(Refused, match="每床一件"):
        furnishing.set_design(read(bed), {**KIT, Fitting.CALL: 2}, by=county.clerk, at=clock(9))
    bed = county.approved(county.signed(bed, {**KIT, Fitting.RAIL: 1}))
    rows = list(bed.fittings.all())
    with pytest.raises(Refused, match="请填写设备编号"):
        furnishing.set_installed([Installed(rows[0], 1)], by=county.office, at=clock(14))
    furnishing.set_installed(
        [Installed(each, 0 if each.kind == Fitting.MATTRESS else each.quantity, "SB-8" if each.kind == Fitting.CALL else "") for each in rows],
        by=county.office, at=clock(14),
    )  # fmt: skip
    with pytest.raises(Refused, match="被动感应设备"):
        county.take(bed.case, "install", county.office, clock(14))
    assert county.installed(bed).case.stage == "BUILT"


def test_r_mod_09_a_device_that_was_not_seen_online_is_not_accepted(county: Beds) -> None:
    bed = county.installed(county.approved(county.signed(county.surveyed(county.applied()))))
    rows = list(bed.fittings.all())
    late = bed.case.opened_at.date() + 30 * DAY
    furnishing.set_found([Found(each, each.done or 0, None) for each in rows], by=county.clerk, at=clock(18))
    with pytest.raises(Refused, match="7天内没有上线"):
        county.take(bed.case, "accept", county.clerk, clock(18), elder=True, found="逐项核对。")
    with pytest.raises(Refused, match="不能晚于今天"):
        furnishing.set_found([Found(rows[0], 1, late)], by=county.clerk, at=clock(18))
    county.take(bed.case, "rework", county.clerk, clock(18), because="呼叫器没有上线")
    assert county.accepted(county.installed(bed, clock(19)), clock(21)).number


def test_r_fund_05_one_device_is_not_paid_for_at_two_beds(county: Beds) -> None:
    first = county.installed(county.approved(county.signed(county.surveyed(county.applied()))))
    used = first.fittings.exclude(device=None).values_list("device", flat=True)[0]
    other = county.person("周爷爷", 1942)
    county.in_hardship(other)
    second = county.approved(county.signed(county.surveyed(county.applied(county.published(other)))))
    call = second.fittings.get(item=int(Fitting.CALL))
    with pytest.raises(Refused, match=f"设备编号{used}已用在另一处"):
        furnishing.set_installed([Installed(call, 1, str(used))], by=county.office, at=clock(15))


def test_r_home_02_a_bed_counts_once_service_runs(county: Beds) -> None:
    bed = county.accepted(county.installed(county.approved(county.signed(county.surveyed(county.applied())))))
    with pytest.raises(Refused, match="还没有执行中的照护服务计划"):
        county.take(bed.case, "serve", county.clerk, clock(19))
    assert (figure(BUILT, WHOLE, area_code=COUNTY).records, figure(STANDING, WHOLE, area_code=COUNTY).records) == (1, 0)
    county.planned()
    county.take(bed.case, "serve", county.clerk, clock(20))
    assert figure(STANDING, WHOLE, area_code=COUNTY).records == 0, "nobody has come yet"
    county.serve("H01", clock(21), 63)
    assert figure(STANDING, WHOLE, area_code=COUNTY).records == 1


def test_its_own_provider_serves_it(county: Beds) -> None:
    bed = county.accepted(county.installed(county.approved(county.signed(county.surveyed(county.applied())))))
    other = care.sign_provider("P02", "颐乐照护站", area_code=county.provider.area_code, since=dt.date(2024, 1, 1), by=county.officer, at=clock(1, month=1))  # fmt: skip
    new = county.plan(
        county.assessment,
        (Wanted("H01", 2),),
        provider=other,
        since=dt.date(2024, 11, 20),
        agreed_on=dt.date(2024, 11, 12),
        at=clock(18),
    )
    plans.approve(plans.draft(new), by=county.officer, at=clock(19))
    with pytest.raises(Refused, match="与床位的服务机构康护居家服务中心不一致"):
        county.take(bed.case, "serve", county.clerk, clock(20))


def test_a_month_is_paid_with_the_settlement_the_fittings_once(county: Beds) -> None:
    bed = county.serving()
    county.serve("H01", clock(21), 63)
    made = care.draft(county.provider, NOVEMBER, by=county.officer, at=clock(1, month=12))
    assert made.beds == 3000_00 + 120_00
    assert made.payable == 40_00 + made.beds, "the coefficient is that of the visits"
    assert "家庭养老床位建设补贴1张 3,000.00元" in made.words
    assert "月运营补贴1张 120.00元" in made.words
    again = care.draft(county.provider, NOVEMBER, by=county.officer, at=clock(2, month=12))
    assert (again.beds, SettledBed.objects.count()) == (made.beds, 2), "computed anew, not twice"
    care.confirm_settlement(again, by=county.office, at=clock(3, month=12))
    care.sign(again, by=county.leader, at=clock(10, month=12))
    assert ledger.balance(accounts.OWED, county.provider.organisation.party) == again.payable
    december = care.draft(county.provider, NOVEMBER + 1, by=county.officer, at=clock(31, month=12))
    assert december.beds == 0, "nobody came in December, and the fittings are paid"
    assert {each.month for each in read(bed).settled.all()} == {NOVEMBER}


def test_a_visit_that_is_held_is_no_service_until_it_is_released(county: Beds) -> None:
    county.serving()
    order = county.serve("H01", clock(21), 63)
    Order.objects.filter(pk=order.pk).update(held="待核实")
    made = care.draft(county.provider, NOVEMBER, by=county.officer, at=clock(1, month=12))
    assert made.beds == 3000_00
    care.confirm_settlement(made, by=county.office, at=clock(3, month=12))
    care.sign(made, by=county.leader, at=clock(10, month=12))
    Order.objects.filter(pk=order.pk).update(held="")
    after = care.draft(county.provider, NOVEMBER + 1, by=county.officer, at=clock(31, month=12))
    assert after.beds == 120_00, "November's, after its release"


def test_a_month_of_a_bed_is_unset_and_blocks_the_settlement(db: None) -> None:
    county = Beds(month=None)
    county.serving()
    county.serve("H01", clock(21), 63)
    with pytest.raises(Refused, match=r"床位月运营补贴.*尚无取值"):
        care.draft(county.provider, NOVEMBER, by=county.officer, at=clock(1, month=12))
    county.give("month", 0)
    assert care.draft(county.provider, NOVEMBER, by=county.officer, at=clock(1, month=12)).beds == 3000_00


def test_a_second_bed_of_one_person_gets_no_second_subsidy(county: Beds) -> None:
    bed = county.serving()
    county.take(bed.case, "retire", county.clerk, clock(25), cause="REFUSED", words="老人去女儿家住")
    again = county.approved(
        county.signed(county.surveyed(county.applied(at=clock(26)), clock(26)), at=clock(27)), clock(29)
    )
    assert (again.cost, again.subsidy) == (3900_00, 0)


def test_r_home_13_a_pause_cancels_visits_and_ends_after_ninety_days_or_with_a_new_visit(county: Beds) -> None:
    bed = county.serving()
    order = county.order("H01", clock(28))
    county.take(bed.case, "pause", county.clerk, clock(25), cause="HOSPITAL", since=dt.date(2024, 11, 25))
    order.refresh_from_db()
    assert order.state == State.CANCELLED
    assert Absence.objects.get().until is None
    with pytest.raises(Refused, match="已暂停满30天"):
        county.take(bed.case, "resume", county.clerk, clock(25, month=12))
    county.take(
        bed.case,
        "revisit",
        county.clerk,
        clock(26, month=12),
        second=county.companion,
        visited_on=dt.date(2024, 12, 26),
        found="能坐起，须重新评估。",
    )
    assert read(bed).case.stage == "SERVING"
    assert Absence.objects.get().until == dt.date(2024, 12, 25)
    county.take(bed.case, "pause", county.clerk, clock(27, month=12), cause="AWAY", since=dt.date(2024, 12, 27))
    last = dt.date(2024, 12, 27) + 90 * DAY
    lapse([BEDS], today=last, at=dt.datetime.combine(last, dt.time(1), clock(1).tzinfo))
    assert read(bed).case.stage == "PAUSED"
    lapse([BEDS], today=last + DAY, at=dt.datetime.combine(last + DAY, dt.time(1), clock(1).tzinfo))
    assert read(bed).case.stage == "RETIRED"
    assert read(bed).retired_on == last + DAY


def test_a_short_pause_is_taken_up_again_by_one(county: Beds) -> None:
    bed = county.serving()
    county.take(bed.case, "pause", county.clerk, clock(22), cause="HOSPITAL", since=dt.date(2024, 11, 22))
    county.take(bed.case, "resume", county.clerk, clock(27))
    assert (read(bed).case.stage, read(bed).paused_on) == ("SERVING", None)


def test_a_year_is_checked_by_two(county: Beds) -> None:
    bed = county.serving()
    on = dt.date(2025, 11, 10)
    at = dt.datetime.combine(on, dt.time(10), clock(1).tzinfo)
    assert not beds.to_check(county.clerk, dt.date(2025, 10, 20), within=30).exists()
    assert list(beds.to_check(county.clerk, dt.date(2025, 10, 21), within=30)) == [bed.case]
    with pytest.raises(Refused):
        county.take(bed.case, "check", county.clerk, at, visited_on=on, works=True, found="都好用。")
    county.take(
        bed.case, "check", county.clerk, at, second=county.companion, visited_on=on, works=True, found="都好用。"
    )
    assert beds.check_due_on(read(bed), on) == on + 365 * DAY


def test_who_looked_at_the_home_does_not_approve(county: Beds) -> None:
    bed = county.signed(county.surveyed(county.applied()))
    with pytest.raises(Refused):
        county.take(bed.case, "approve", county.officer, clock(13), document="县民养〔2024〕30号")
    assert read(bed).case.stage == "SIGNED"


def test_a_provider_fits_its_own_beds_only(county: Beds) -> None:
    bed = county.approved(county.signed(county.surveyed(county.applied())))
    call = bed.fittings.get(item=int(Fitting.CALL))
    with pytest.raises(Refused, match="您没有权限"):
        furnishing.set_installed([Installed(call, 1, "SB-1")], by=county.clerk, at=clock(15))


def test_a_death_ends_an_application_and_retires_a_bed(county: Beds) -> None:
    bed = county.serving()
    other = county.person("周爷爷", 1942)
    county.in_hardship(other)
    waiting = county.applied(county.published(other))
    for person in (county.old, other):
        record_death(person, died_on=dt.date(2024, 11, 24), by=county.clerk, at=clock(25), because="村（社区）报告")

    class Died:
        def __init__(self, pk: int) -> None:
            self.person_id = pk

    following.certified([Died(county.old.pk), Died(other.pk)], county.clerk, clock(25))  # type: ignore[list-item]  # all that is read of it
    assert (read(bed).case.stage, read(waiting).case.stage) == ("RETIRED", "ENDED")
    assert not Case.objects.filter(closed_at=None).exists()


def test_a_bed_that_nobody_plans_for_any_more_is_told(county: Beds) -> None:
    bed = county.serving()
    assert not beds.unserved(county.clerk).exists()
    plan = county.assessment.plans.get()
    plans.end(plan, on=dt.date(2024, 11, 30), because="家属要求停止", by=county.clerk, at=clock(28))
    assert list(beds.unserved(county.clerk)) == [bed.case]
