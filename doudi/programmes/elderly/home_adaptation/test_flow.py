"""Stories of adapted homes: the whole road, and every rule with the breach that is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from doudi.base.calendar import months_later
from doudi.base.models import Record, StoredFile, User
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, VILLAGE, somebody
from doudi.mechanisms.casework import queries as cases
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.surveys.models import Survey
from doudi.mechanisms.entitlement.front_door import known
from doudi.mechanisms.entitlement.front_door.declare import Opening, When
from doudi.mechanisms.entitlement.testing_awards import moment as at_hour
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.phone.sent import Place
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Category, Kin
from doudi.programmes.elderly.home_adaptation import (
    accounts,
    aftercare,
    applying,
    flow,
    following,
    handling,
    paying,
    placing,
    planning,
    queries,
    telling,
)
from doudi.programmes.elderly.home_adaptation.building import Phase
from doudi.programmes.elderly.home_adaptation.catalogue import Item
from doudi.programmes.elderly.home_adaptation.door import ADAPTATION_DOOR
from doudi.programmes.elderly.home_adaptation.figures import INDICATORS
from doudi.programmes.elderly.home_adaptation.models import Adaptation, AdaptationPayment, ItemPhoto
from doudi.programmes.elderly.home_adaptation.planning import Planned
from doudi.programmes.elderly.home_adaptation.rules import Hardship
from doudi.programmes.elderly.home_adaptation.splitting import Prices
from doudi.programmes.elderly.home_adaptation.stories import DAY, HOME, HOUSE, START, USUAL, Builders, line_of, row_of

pytestmark = pytest.mark.django_db
FundClass = Adaptation.FundClass
HOUSEHOLDS = INDICATORS[0]


@pytest.fixture
def county() -> Builders:
    return Builders()


def refusal(county: Builders, case: Case, code: str, by: User, on: dt.date, **said: Any) -> str:
    """The sentence, and that nothing was done."""

    def now() -> Any:
        return (
            Case.objects.filter(pk=case.pk).values().get(),
            ActionTaken.objects.count(),
            AdaptationPayment.objects.count(),
        )

    before = now()
    with pytest.raises(Refused) as raised:
        county.take(case, code, by, on, **said)
    assert now() == before
    return raised.value.sentence


# --- the road -----------------------------------------------------------------------------------------------------------------


def test_a_home_from_the_application_to_the_last_visit(county: Builders) -> None:
    case = county.whole()
    row = row_of(case)
    assert (case.stage, row.government, row.family, row.fund_class) == ("FOLLOW_UP", 180_000, 0, FundClass.PUBLIC)
    assert (row.accepted_on, row.warranty_until) == (START + 18 * DAY, dt.date(2025, 3, 22))
    assert ledger.total(accounts.BANK.received) == 180_000
    visit: dict[str, Any] = {"score": "5", "found": "都在，好用。"}
    county.take(case, "first_visit", county.helper, dt.date(2024, 6, 20), visited_on=dt.date(2024, 6, 20), **visit)
    county.take(case, "second_visit", county.helper, dt.date(2025, 3, 20), visited_on=dt.date(2025, 3, 20), **visit)
    assert (case.stage, case.closed_at is not None) == ("ARCHIVED", True)
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert figure(HOUSEHOLDS, year, area_code=COUNTY).value == 1
    assert faults(Book.MONEY) == []
    assert verify_chain() is None


def test_ec_20_the_government_pays_basic_items_up_to_the_cap_and_the_family_the_rest(county: Builders) -> None:
    """EC-20: basics 1,200 + 600 + 300 + 350 + 80 and a smart toilet of 1,800: 2,530 and 1,800. Basics 3,450: 3,000 and 450 (+ optional)."""
    basics = [Planned(item, "家中", 1) for item in (Item.M01, Item.M13, Item.M17, Item.M11, Item.M24)]
    case = county.approved(lines=[*basics, Planned(Item.M14, "卫生间", 1, 180_000)])
    assert planning.planned_prices(row_of(case)) == Prices(253_000, 180_000)
    assert (row_of(case).government, row_of(case).family) == (253_000, 180_000)
    other, _ = county.elder(1941)
    more = [Planned(Item.M01, "卫生间", 1), Planned(Item.M01, "厨房", 1), Planned(Item.M13, "卫生间", 1), Planned(Item.M17, "卫生间", 1, 15_000), Planned(Item.M17, "浴室", 1)]  # fmt: skip
    again = county.planned(county.surveyed(county.applied(other)), more)
    assert planning.planned_prices(row_of(again)) == Prices(345_000, 0)
    county.approved(again)
    assert (row_of(again).government, row_of(again).family) == (300_000, 45_000)
    toilet = county.planned(
        county.surveyed(county.applied(county.elder(1940)[0])), [*more, Planned(Item.M14, "卫生间", 1)]
    )
    county.approved(toilet)
    assert (row_of(toilet).government, row_of(toilet).family) == (300_000, 45_000 + 180_000)
    assert "政府支付 3,000 元(每户不超过 3,000 元)".replace("(", "（").replace(")", "）") in row_of(
        toilet
    ).worksheet.replace("(", "（").replace(")", "）")


def test_who_is_in_no_need_pays_for_his_home_himself_by_the_same_road(county: Builders) -> None:
    """R-MOD-01: both kinds are in the 140, told apart by fund class; of a family's own money nothing is told on the board."""
    person, _ = county.elder(1943, kind="")
    case = county.planned(county.surveyed(county.applied(person)))
    assert row_of(case).fund_class == FundClass.SELF
    county.take(case, "approve", county.leader, START + 4 * DAY, document="县民养〔2024〕4号")
    assert "自费改造的不公示" in refusal(
        county, case, "post", county.helper, START + 4 * DAY, posted_on=START + 4 * DAY
    )
    assert telling.waiting(VILLAGE) == []
    county.take(case, "hand_over", county.clerk, START + 4 * DAY)
    county.accepted(county.built(case))
    if case.site_visit:
        county.take(
            case,
            "inspect",
            county.officer,
            START + 19 * DAY,
            second=county.second,
            visited_on=START + 19 * DAY,
            found="一致。",
        )
    said: dict[str, Any] = {"invoice": "1", "amount": 180_000}
    assert "政府不支付" in refusal(county, case, "audit", county.officer, START + 20 * DAY, **said)
    county.take(case, "settle_self", county.officer, START + 20 * DAY, receipt="收据1号")
    assert (case.stage, row_of(case).family, ledger.total(accounts.BANK.payable)) == ("FOLLOW_UP", 180_000, 0)
    county.whole()
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    [fund, _] = HOUSEHOLDS.splits
    assert figure(HOUSEHOLDS, year, area_code=COUNTY).value == 2
    counted = {name: HOUSEHOLDS.of(year).filter(fund_class=value).count() for value, name in fund.names}
    assert counted == {"政府资助（困难）": 1, "自费（其他）": 1}


def test_who_is_found_frail_at_home_is_entitled_though_nothing_was_known_of_it(county: Builders) -> None:
    """R-MOD-01: on dibao, seventy-four: before the survey nobody says that he pays himself."""
    person, _ = county.elder(1950)
    case = county.applied(person)
    county.take(case, "eligible", county.officer, START + DAY)
    assert (row_of(case).fund_class, row_of(case).hardship) == ("", int(Hardship.DIBAO))
    said: dict[str, Any] = {**HOUSE, "visited_on": START + 2 * DAY, "found": "湿滑。", "level": "2"}
    county.take(case, "survey", county.clerk, START + 2 * DAY, second=county.companion, **said)
    assert row_of(case).fund_class == FundClass.PUBLIC


def test_a_homes_plan_is_told_of_with_its_sum_before_it_is_built(county: Builders) -> None:
    case = county.planned(county.surveyed(county.applied()))
    county.take(case, "approve", county.leader, START + 4 * DAY, document="县民养〔2024〕3号")
    [line] = telling.waiting(VILLAGE)
    assert (line.name, line.amount, line.category) == (row_of(case).person.party.name, 180_000, "低保")
    county.take(case, "post", county.helper, START + 4 * DAY, posted_on=START + 4 * DAY)
    county.take(case, "object", county.helper, START + 5 * DAY, words="他家儿子在外做生意。", real_name=True)
    county.take(case, "dismiss", county.officer, START + 8 * DAY, words="已核实，儿子分户，不影响低保。")
    assert (case.stage, row_of(case).complaint) == ("TO_BUILD", "他家儿子在外做生意。")
    county.accepted(county.built(case))
    assert case.site_visit == "有过异议，须现场抽查"


# --- who is entitled, and how often ---------------------------------------------------------------------------------------------


def test_nobody_under_sixty(county: Builders) -> None:
    person, _ = county.elder(1968)
    case = county.applied(person)
    assert "56" in refusal(county, case, "eligible", county.officer, START + DAY) or "55周岁，不满60周岁" in refusal(
        county, case, "eligible", county.officer, START + DAY
    )


def test_r_mod_03_one_household_once(county: Builders) -> None:
    """Whoever of the household applies; not while one is under way, not within five years, unless the level has become worse."""
    county.whole(level=1)
    son = county.people(county.home)[1]
    for person in (county.old, son):
        with pytest.raises(Refused, match="一户只资助一次"):
            applying.apply(applying.NewAdaptation(person, VILLAGE), by=county.helper, at=at_hour("2025-05-06"))
    later = dt.date(2025, 5, 6)
    case = county.applied(on=later, worsened="中风后不能行走")
    county.surveyed(case, later, level=1)
    county.planned(case, on=later)
    said: dict[str, Any] = {"document": "县民养〔2025〕1号"}
    assert "一户只资助一次" in refusal(county, case, "approve", county.leader, later + 4 * DAY, **said)
    county.take(case, "return", county.leader, later + 4 * DAY)
    county.take(case, "end", county.officer, later + 4 * DAY, cause="OTHER", words="能力等级没有加重。")
    worse = county.applied(on=later + 30 * DAY, worsened="中风后不能行走")
    county.planned(county.surveyed(worse, later + 30 * DAY, level=2), on=later + 30 * DAY)
    county.take(worse, "approve", county.leader, later + 34 * DAY, **said)
    assert worse.stage == "APPROVED"


def test_r_mod_03_after_five_years_again(county: Builders) -> None:
    county.whole()
    accepted = START + 18 * DAY
    day_before = months_later(accepted, 60) - DAY
    with pytest.raises(Refused, match="一户只资助一次"):
        applying.apply(applying.NewAdaptation(county.old, VILLAGE), by=county.helper, at=at_hour(day_before))
    applying.apply(applying.NewAdaptation(county.old, VILLAGE), by=county.helper, at=at_hour(day_before + DAY))


def test_r_mod_03_not_twice_at_once(county: Builders) -> None:
    case = county.applied()
    son = county.people(county.home)[1]
    with pytest.raises(Refused, match=f"已有办理中的申请{case.number}"):
        applying.apply(applying.NewAdaptation(son, VILLAGE), by=county.helper, at=at_hour(START))
    assert Adaptation.objects.count() == 1


def test_r_mod_04_a_shop_is_no_home(county: Builders) -> None:
    """Bad case: a ground-floor shop as "home"."""
    case = county.surveyed(county.applied(), dwelling=False)
    row = row_of(case)
    assert row.house_wrong == "不是住宅（店面、厂房、仓库）"
    planning.set_plan(row, USUAL, county.contractor, by=county.clerk, at=at_hour(START + 3 * DAY))
    assert "住房不符合改造条件（不是住宅" in refusal(county, case, "plan", county.clerk, START + 3 * DAY)
    said: dict[str, Any] = {"ground": "HOUSE", "words": "店面", "document": "县民养〔2024〕9号"}
    county.take(case, "refuse", county.officer, START + 3 * DAY, **said)
    county.take(case, "tell", county.clerk, START + 4 * DAY, told_on=START + 4 * DAY)
    assert case.stage == "TOLD"
    taken = case.actions.get(action="refuse")
    assert "住房条件" in taken.data["basis"]
    assert "行政复议" in taken.data["remedy"]


# --- the plan and who builds ----------------------------------------------------------------------------------------------------


def test_r_mod_06_no_price_above_the_tenders(county: Builders) -> None:
    """Bad case: price > tender list."""
    case = county.surveyed(county.applied())
    with pytest.raises(Refused, match=r"单价600.01元，高于框架招标单价600.00元"):
        planning.set_plan(
            row_of(case), [Planned(Item.M13, "卫生间", 1, 60_001)], county.contractor, by=county.clerk, at=at_hour(START + 3 * DAY)
        )  # fmt: skip
    assert not row_of(case).lines.exists()
    county.planned(case, [Planned(Item.M13, "卫生间", 1, 60_000)])


def test_r_x_07_a_contractor_who_is_a_cadres_kin_is_filed_or_another_builds(county: Builders) -> None:
    """Bad case: contractor = village cadre's kin."""
    owner, cadre = county.elder(1970, kind="")[0], county.elder(1972, kind="")[0]
    registry.add_kin(
        [registry.NewKin(owner.pk, cadre.pk, Kin.Relation.SIBLING)], source="申报", by=None, at=at_hour("2024-01-03")
    )
    Category.objects.create(
        party=cadre.party, kind=Category.Kind.VILLAGE_CADRE, from_on=dt.date(2022, 1, 1), because="名册"
    )
    kin = county.signed_contractor("B02", "兄弟装修队", owner=owner)
    case = county.surveyed(county.applied())
    planning.set_plan(row_of(case), USUAL, kin, by=county.clerk, at=at_hour(START + 3 * DAY))
    sentence = refusal(county, case, "plan", county.clerk, START + 3 * DAY)
    assert f"“兄弟装修队”的负责人是村（社区）干部{cadre.party.name}的近亲属" in sentence
    county.planned(case, contractor=kin, kin_filed="县民养备〔2024〕1号")
    county.approved(case)
    builder = county.of("B02", "brothers")
    county.accepted(county.built(case, by=builder))
    assert case.site_visit == "近亲属备案，须现场抽查"


def test_a_contractor_sees_his_own_homes_from_the_day_they_are_handed_over(county: Builders) -> None:
    case = county.planned(county.surveyed(county.applied()))
    other = county.of("B09", "other")
    assert list(cases.cases(county.builder, flow.ADAPTATIONS)) == []
    county.approved(case)
    assert list(cases.cases(county.builder, flow.ADAPTATIONS)) == [case]
    assert list(cases.cases(other, flow.ADAPTATIONS)) == []
    with pytest.raises(Refused):
        county.photograph(case, Phase.BEFORE, START + 15 * DAY, by=other)
    assert "没有权限" in refusal(county, case, "start", other, START + 15 * DAY)
    assert "没有权限" in refusal(county, case, "start", county.officer, START + 15 * DAY)


def test_r_mod_06_more_than_a_tenth_more_is_approved_first(county: Builders) -> None:
    case = county.started(county.approved(lines=[Planned(Item.M04, "门口", 10), Planned(Item.M01, "卫生间", 1)]))
    with pytest.raises(Refused, match="超过10%；请先申请变更"):
        county.count(case, START + 16 * DAY, quantities={Item.M04: 12})
    assert line_of(case, Item.M04).done is None
    county.count(case, START + 16 * DAY, quantities={Item.M04: 11})
    county.take(case, "change", county.builder, START + 16 * DAY, because="台阶比图上多两级")
    wanted = [Planned(Item.M04, "门口", 12), Planned(Item.M01, "卫生间", 1), Planned(Item.M02, "门口", 1)]
    county.planned(case, wanted, START + 14 * DAY)
    assert "请办理“同意变更”" in refusal(county, case, "approve", county.leader, START + 18 * DAY, document="x")
    county.take(case, "approve_change", county.leader, START + 18 * DAY, document="县民养〔2024〕5号")
    assert (case.stage, line_of(case, Item.M04).approved) == ("BUILDING", 12)
    county.count(case, START + 18 * DAY)


def test_a_change_that_is_not_agreed_to_leaves_what_was_approved(county: Builders) -> None:
    case = county.started(county.approved())
    county.take(case, "change", county.builder, START + 16 * DAY, because="加一处坡道")
    case.refresh_from_db()
    planning.set_plan(
        row_of(case), [*USUAL, Planned(Item.M02, "门口", 1)], county.contractor, by=county.clerk, at=at_hour(START + 16 * DAY)
    )  # fmt: skip
    county.take(case, "drop_change", county.officer, START + 17 * DAY, because="不在方案内")
    assert (case.stage, row_of(case).lines.count()) == ("BUILDING", 2)


# --- photos -----------------------------------------------------------------------------------------------------------------------


def test_r_mod_05_the_same_photo_in_two_homes_is_refused_and_recorded(county: Builders) -> None:
    """Bad case: same grab-bar photo in two homes; shrunk and saved anew it is still the same."""
    import io

    from PIL import Image

    first = county.approved()
    picture = county.picture(4711)
    county.hand_in(line_of(first, Item.M13), Phase.BEFORE, picture, START + 15 * DAY)
    other, _ = county.elder(1941)
    second = county.approved(county.planned(county.surveyed(county.applied(other))))
    smaller = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").resize((120, 107)).save(smaller, "JPEG", quality=60)
    kept = StoredFile.objects.count()
    for content, name in ((picture, first.number), (smaller.getvalue(), first.number)):
        with pytest.raises(Refused, match=name):
            county_hand_in(county, second, content)
    assert (ItemPhoto.objects.count(), StoredFile.objects.count()) == (1, kept)
    assert Record.objects.filter(action="home_adaptation.photo_seen", subject=f"case:{second.pk}").count() == 2
    assert "还没有改造前的照片" in refusal(county, second, "start", county.builder, START + 15 * DAY)
    county_hand_in(county, second, county.picture())
    assert ItemPhoto.objects.count() == 2


def county_hand_in(county: Builders, case: Case, content: bytes) -> None:
    from doudi.programmes.elderly.home_adaptation import building

    name = "照片.jpg" if content[:2] == b"\xff\xd8" else "照片.png"
    building.hand_in(
        line_of(case, Item.M13), Phase.BEFORE, name, content, by=county.builder, at=at_hour(START + 15 * DAY)
    )


def test_another_contractors_homes_are_not_named_to_who_copies_from_them(county: Builders) -> None:
    first = county.approved()
    picture = county.picture(4712)
    county.hand_in(line_of(first, Item.M13), Phase.BEFORE, picture, START + 15 * DAY)
    county.signed_contractor("B03", "新居公司")
    other, _ = county.elder(1941)
    from doudi.programmes.elderly.home_adaptation.models import Contractor

    second = county.planned(county.surveyed(county.applied(other)), contractor=Contractor.objects.get(code="B03"))
    county.approved(second)
    builder = county.of("B03", "newhome")
    with pytest.raises(Refused) as raised:
        county.hand_in(line_of(second, Item.M13), Phase.BEFORE, picture, START + 15 * DAY, by=builder)
    assert "另一户的改造照片" in raised.value.sentence
    assert first.number not in raised.value.sentence


def test_a_grey_photo_shows_nothing(county: Builders) -> None:
    import io

    from PIL import Image

    case = county.approved()
    out = io.BytesIO()
    Image.new("L", (100, 100), 128).save(out, "PNG")
    with pytest.raises(Refused, match="看不清"):
        county.hand_in(line_of(case, Item.M13), Phase.BEFORE, out.getvalue(), START + 15 * DAY)


def test_no_phase_may_be_photographed_afterwards(county: Builders) -> None:
    case = county.started(county.approved())
    with pytest.raises(Refused, match="改造前的照片在开工以前拍"):
        county.hand_in(line_of(case, Item.M13), Phase.BEFORE, county.picture(), START + 16 * DAY)
    county.count(case, START + 16 * DAY)
    assert "还没有改造中的照片" in refusal(county, case, "report", county.builder, START + 16 * DAY)


# --- acceptance and money ---------------------------------------------------------------------------------------------------------


def test_only_what_was_found_is_paid(county: Builders) -> None:
    case = county.built(county.approved(lines=[Planned(Item.M13, "卫生间", 3), Planned(Item.M24, "家中", 1)]))
    assert "还没有逐项核实数量" in refusal(county, case, "accept", county.clerk, START + 18 * DAY, elder=True, village=True, third_party="站", found="x")  # fmt: skip
    with pytest.raises(Refused, match="核实数量应在0和3之间"):
        county.verify(case, START + 18 * DAY, quantities={Item.M13: 4})
    county.verify(case, START + 18 * DAY, quantities={Item.M13: 2})
    county.take(
        case,
        "accept",
        county.clerk,
        START + 18 * DAY,
        elder=True,
        village=True,
        third_party="县质检站",
        found="少一件扶手。",
    )
    assert row_of(case).government == 2 * 60_000 + 8_000
    if case.site_visit:
        county.take(
            case,
            "inspect",
            county.officer,
            START + 19 * DAY,
            second=county.second,
            visited_on=START + 19 * DAY,
            found="一致。",
        )
    said: dict[str, Any] = {"invoice": "0440", "amount": 188_000}
    sentence = refusal(county, case, "audit", county.officer, START + 20 * DAY, **said)
    assert "核实价款1,280.00元，发票金额1,880.00元，不一致" in sentence
    county.take(case, "audit", county.officer, START + 20 * DAY, invoice="0440", amount=128_000)
    assert ledger.total(accounts.BANK.payable) == 128_000


def test_rework_and_again(county: Builders) -> None:
    case = county.built(county.approved())
    county.verify(case, START + 18 * DAY)
    county.take(case, "rework", county.clerk, START + 18 * DAY, because="扶手松动")
    assert case.stage == "REWORK"
    county.take(case, "report", county.builder, START + 20 * DAY)
    assert line_of(case, Item.M13).verified is None  # looked at anew
    county.accepted(case, START + 3 * DAY)
    assert case.stage == "ACCEPTED"


def test_r_mod_07_who_accepted_does_not_audit_and_a_fifth_is_seen_by_the_bureau(county: Builders) -> None:
    case = county.built(county.approved())
    county.verify(case, START + 18 * DAY)
    said: dict[str, Any] = {"elder": True, "village": True, "third_party": "县质检站", "found": "一致。"}
    county.take(case, "accept", county.officer, START + 18 * DAY, **said)
    Case.objects.filter(pk=case.pk).update(site_visit="抽中")
    total: dict[str, Any] = {"invoice": "1", "amount": 180_000}
    assert "须先办理“民政局现场抽查”" in refusal(county, case, "audit", county.second, START + 20 * DAY, **total)
    county.take(
        case,
        "inspect",
        county.officer,
        START + 19 * DAY,
        second=county.second,
        visited_on=START + 19 * DAY,
        found="一致。",
    )
    assert "请换人办理" in refusal(county, case, "audit", county.officer, START + 20 * DAY, **total)
    county.take(case, "audit", county.second, START + 20 * DAY, **total)


def test_r_mod_09_a_device_is_online_within_a_week_or_it_does_not_count(county: Builders) -> None:
    case = county.built(county.approved(lines=[Planned(Item.M29, "随身", 1)]))
    finished = START + 17 * DAY
    said: dict[str, Any] = {"elder": True, "village": True, "third_party": "县质检站", "found": "一致。"}
    for online in (None, finished + 8 * DAY):
        county.verify(case, finished + 9 * DAY, online=online)
        assert "7天内没有上线" in refusal(county, case, "accept", county.clerk, finished + 9 * DAY, **said)
    county.verify(case, finished + 9 * DAY, online=finished + 7 * DAY)
    county.take(case, "accept", county.clerk, finished + 9 * DAY, **said)
    assert case.stage == "ACCEPTED"


def test_what_came_back_from_the_bank_is_sent_again_or_taken_back(county: Builders) -> None:
    case = county.audited(county.accepted(county.built(county.approved())))
    county.settled(case, n1="账号不存在")
    payment = AdaptationPayment.objects.get(adaptation=case.pk)
    assert (case.stage, ledger.total(accounts.BANK.returned)) == ("AUDITED", 180_000)
    paying.take_back(payment, because="施工单位账户注销", by=county.finance, at=at_hour(START + 22 * DAY))
    case.refresh_from_db()
    assert (case.stage, ledger.total(accounts.BANK.returned)) == ("ACCEPTED", 0)
    assert faults(Book.MONEY) == []


def test_nothing_is_owed_twice_for_one_home(county: Builders) -> None:
    case = county.audited(county.accepted(county.built(county.approved())))
    paying.take_back(
        AdaptationPayment.objects.get(adaptation=case.pk), because="发票开错", by=county.finance, at=at_hour(START + 20 * DAY)
    )  # fmt: skip
    case.refresh_from_db()
    county.take(case, "audit", county.officer, START + 21 * DAY, invoice="0441", amount=180_000)
    assert AdaptationPayment.objects.filter(adaptation=case.pk, taken_back_on=None).count() == 1
    assert ledger.total(accounts.BANK.payable) == 180_000
    county.settled(case, START + DAY)
    assert case.stage == "FOLLOW_UP"
    assert faults(Book.MONEY) == []


# --- afterwards -------------------------------------------------------------------------------------------------------------------


def test_what_breaks_in_the_warranty_is_answered_in_three_days_before_anything_is_archived(county: Builders) -> None:
    case = county.whole()
    on = dt.date(2024, 7, 1)
    defect = aftercare.tell_defect(row_of(case), "卫生间扶手松动", by=county.helper, at=at_hour(on))
    assert defect.due_on == on + 3 * DAY
    visit: dict[str, Any] = {"score": "3", "found": "扶手松动。"}
    county.take(case, "first_visit", county.helper, on, visited_on=on, **visit)
    last = dt.date(2025, 3, 20)
    assert "还有1个质保问题没有处理" in refusal(
        county, case, "second_visit", county.helper, last, visited_on=last, **visit
    )
    aftercare.answer_defect(defect, "已重新固定", by=county.builder, at=at_hour(on + DAY))
    county.take(case, "second_visit", county.helper, last, visited_on=last, **visit)
    with pytest.raises(Refused, match="质保期已于2025-03-22届满"):
        aftercare.tell_defect(row_of(case), "又松了", by=county.helper, at=at_hour("2025-03-23"))


def test_what_was_billed_and_is_missing_is_recovered_from_the_contractor(county: Builders) -> None:
    """Bad case: items billed but found missing at follow-up."""
    case = county.whole([Planned(Item.M13, "卫生间", 2), Planned(Item.M24, "家中", 1)])
    debt = aftercare.find_missing(
        line_of(case, Item.M13), 1, words="只有一处扶手", by=county.helper, at=at_hour("2024-06-20")
    )
    assert debt is not None
    assert (debt.proposed, debt.party) == (60_000, county.contractor.organisation.party)
    with pytest.raises(Refused, match="缺失数量应在1和2之间"):
        aftercare.find_missing(line_of(case, Item.M13), 3, words="没有", by=county.helper, at=at_hour("2024-06-20"))
    again = aftercare.find_missing(
        line_of(case, Item.M24), 1, words="手杖没有收到", by=county.helper, at=at_hour("2024-06-20")
    )
    assert again is not None
    assert sum(Debt.objects.values_list("proposed", flat=True)) == 68_000


def test_missing_where_the_cap_is_still_reached_is_the_familys_to_get_back(county: Builders) -> None:
    case = county.whole([Planned(Item.M01, "卫生间", 3), Planned(Item.M24, "家中", 1)])  # 3,680: government 3,000
    found = aftercare.find_missing(
        line_of(case, Item.M24), 1, words="手杖没有收到", by=county.helper, at=at_hour("2024-06-20")
    )
    assert found is None
    assert line_of(case, Item.M24).missing == 1


def test_a_death_ends_what_is_not_begun_and_pays_what_is_done(county: Builders) -> None:
    """DIED: work stopped, pay done items only."""
    waiting = county.approved()
    death = _dead(county, county.old)
    following.certified([death], None, at_hour(START + 15 * DAY))
    waiting.refresh_from_db()
    assert waiting.stage == "ENDED"
    other, _ = county.elder(1941)
    case = county.started(county.approved(county.planned(county.surveyed(county.applied(other)))))
    following.certified([_dead(county, other)], None, at_hour(START + 16 * DAY))
    case.refresh_from_db()
    assert case.stage == "BUILDING"
    [consequence] = following.consequences(_dead(county, other), START + 16 * DAY)
    assert case.number in consequence.words
    assert "还没有完成任何项目" in refusal(
        county, case, "stop", county.officer, START + 16 * DAY, cause="DIED", words="去世。"
    )
    county.photograph(case, Phase.DURING, START + 16 * DAY)
    county.photograph(case, Phase.AFTER, START + 16 * DAY)
    county.count(case, START + 16 * DAY, quantities={Item.M13: 0})
    county.take(case, "stop", county.officer, START + 16 * DAY, cause="DIED", words="去世，扶手不再安装。")
    county.accepted(case)
    assert (row_of(case).government, case.stage) == (120_000, "ACCEPTED")


def test_who_moves_to_a_home_before_it_is_built_ends_it(county: Builders) -> None:
    """Bad case: elder moves to a care home before build."""
    case = county.approved()
    county.take(case, "end", county.officer, START + 15 * DAY, cause="MOVED", words="已入住敬老院。")
    assert case.stage == "ENDED"
    assert ledger.total(accounts.BANK.payable) == 0
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert figure(HOUSEHOLDS, year, area_code=COUNTY).value == 0


def test_kin_of_the_old_stand_back(county: Builders) -> None:
    case = county.applied()
    nephew = somebody("nephew", Role.COUNTY_OFFICER, COUNTY, id_number=county.people(county.home)[1].id_number)
    assert "依规应当回避" in refusal(county, case, "eligible", nephew, START + DAY)


def test_house_questions_are_all_asked() -> None:
    asked = {each.code for each in flow.SURVEY.fields}
    assert set(HOUSE) <= asked


def _dead(county: Builders, person: Any) -> Any:
    from doudi.mechanisms.registry.death_records.models import Death

    return Death(person=person, name=person.party.name, area_code=VILLAGE, died_at=at_hour(START + 14 * DAY))


# --- the one door -----------------------------------------------------------------------------------------------------------------


def test_the_front_door_suggests_it_to_who_is_old_and_in_need_and_opens_a_draft(county: Builders) -> None:
    young, _ = county.elder(1950)  # on dibao, seventy-four, nothing known of his ability
    well, _ = county.elder(1940, kind="")
    homes = [known.home_of_person(person, START) for person in (county.old, young, well)]
    found = ADAPTATION_DOOR.suggests([home for home in homes if home is not None], When(START))
    [suggestion] = found
    assert suggestion.someone is not None
    assert suggestion.someone.person_id == county.old.pk
    assert "低保，家里可以做适老化改造" in suggestion.reason
    assert ADAPTATION_DOOR.opens is not None
    opening = Opening(suggestion.home, suggestion.someone, suggestion.someone, county.helper, at_hour(START))
    case = ADAPTATION_DOOR.opens(opening)
    assert (case.stage, row_of(case).person) == ("DRAFT", county.old)
    assert ADAPTATION_DOOR.busy is not None
    assert set(ADAPTATION_DOOR.busy()) == {county.old.pk}
    with pytest.raises(Refused, match="已有办理中的申请"):
        ADAPTATION_DOOR.opens(opening)


def test_an_award_counts_before_its_roll_is_taken_in(county: Builders) -> None:
    """Hardship is what the bureau decided, whether the month's roll has come yet or not."""
    assert queries.hardship_of({"dibao", "age_allowance"}) == Hardship.DIBAO
    assert queries.hardship_of({Category.Kind.MARGINAL, "tekun"}) == Hardship.TEKUN
    assert queries.hardship_of({"age_allowance"}) == Hardship.NONE


# --- where and when a photo was taken -------------------------------------------------------------------------------------------


def test_r_mod_05_a_photo_from_another_place_or_another_day_is_not_taken(county: Builders) -> None:
    case = county.approved()
    line, on = line_of(case, Item.M13), START + 15 * DAY
    county.hand_in(line, Phase.BEFORE, county.picture(), on)  # the first one says where the home is
    elsewhere = Place(HOME.latitude + Decimal("0.02"), HOME.longitude, 30)
    with pytest.raises(Refused, match=r"拍摄地点离这户22\d\d米，没有收下"):
        county.hand_in(line, Phase.BEFORE, county.picture(), on, place=elsewhere)
    vague = Place(elsewhere.latitude, elsewhere.longitude, 3000)
    county.hand_in(line, Phase.BEFORE, county.picture(), on, place=vague)  # that phone does not know better
    with pytest.raises(Refused, match="晚于现在，请校准手机时间"):
        county.hand_in(line, Phase.BEFORE, county.picture(), on, taken_at=at_hour(on + DAY))
    with pytest.raises(Refused, match="早于"):
        county.hand_in(line, Phase.BEFORE, county.picture(), on, taken_at=at_hour(START))
    kept = ItemPhoto.objects.latest("pk")
    assert (kept.latitude, kept.accuracy) == (vague.latitude, 3000)


def test_r_mod_05_the_place_of_the_survey_goes_before_that_of_a_photo(county: Builders) -> None:
    case = county.approved()
    line, on = line_of(case, Item.M13), START + 15 * DAY
    far = Place(HOME.latitude + Decimal("0.02"), HOME.longitude, 10)
    county.hand_in(line, Phase.BEFORE, county.picture(), on, place=far)
    Survey.objects.create(
        case=case, action="survey", by=county.clerk, together_with=county.companion, family="本人", key=uuid.uuid4(), began_at=at_hour(START),
        filled_at=at_hour(START), received_at=at_hour(START), latitude=HOME.latitude, longitude=HOME.longitude, accuracy=10,
    )  # fmt: skip
    with pytest.raises(Refused, match="没有收下"):
        county.hand_in(line, Phase.BEFORE, county.picture(), on, place=far)


def test_a_home_whose_photos_have_no_place_is_visited(county: Builders) -> None:
    for place, why in ((HOME, None), (None, "2项的照片没有定位，须现场抽查")):
        person, _ = county.elder(1940)
        case = county.approved(county.planned(county.surveyed(county.applied(person))))
        for phase in Phase:
            if phase == Phase.DURING:
                county.take(case, "start", county.builder, START + 16 * DAY)
            for line in row_of(case).lines.select_related("adaptation__case"):
                county.hand_in(line, phase, county.picture(), START + 17 * DAY, place=place)
        row_of(case).lines.update(done=1)
        found = placing.without_place(row_of(case))
        assert found == (0 if why is None else 2)
        assert handling.must_be_visited(row_of(case).case) == (why or "")
