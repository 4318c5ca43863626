"""Stories of recognition: edge families and families in hardship through unavoidable expenses (6.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case, RunningClock
from doudi.mechanisms.casework.queries import flow_of
from doudi.mechanisms.casework.services import take_by_system
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.entitlement.recognitions import queries, services
from doudi.mechanisms.entitlement.recognitions.models import Recognised, RecognisedChange
from doudi.mechanisms.entitlement.recognitions.reasons import EndReason
from doudi.mechanisms.entitlement.recognitions.services import Decided
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.low_income import applying
from doudi.programmes.assistance.low_income.models import Application
from doudi.programmes.assistance.low_income.stories import Hall, Kind

pytestmark = pytest.mark.django_db
EDGE = {"wages": fen(900)}  # alone: above the rural line of 715, below one and a half of it


@pytest.fixture
def hall() -> Hall:
    return Hall()


def decided(hall: Hall, on: str, because: str = "复核") -> Decided:
    return Decided(dt.date.fromisoformat(on), "某民救〔2025〕1号", hall.officer, moment(on), because)


def income_per_head_known(hall: Hall) -> None:
    """The county enters last year's disposable income per head; a second person approves it."""
    for residence in Residence:
        entry = parameters.enter(
            "means.disposable_income", 30_000, key=(int(residence),), applies_from=dt.date(2025, 1, 1), document="测试公报",
            issued_on=dt.date(2025, 1, 1), by=hall.officer, at=moment("2025-01-02"),
        )  # fmt: skip
        parameters.approve(entry, by=hall.second, at=moment("2025-01-02"))


def test_an_edge_family_is_recognised_for_twelve_months_and_put_in_its_category(hall: Hall) -> None:
    row = hall.recognised(EDGE)
    assert (row.recognition, row.from_on, row.until_on) == ("marginal", dt.date(2024, 9, 23), dt.date(2025, 9, 23))
    assert Case.objects.get().stage == "CONFIRMED"
    category = Category.objects.get(party=row.party_id)
    assert (category.kind, category.to_on) == (Category.Kind.MARGINAL, dt.date(2025, 9, 23))
    change = row.changes.get()
    assert change.worksheet is not None
    assert any("低于保障线" in line[1] for line in change.worksheet["lines"])
    assert queries.standing_of(row, dt.date(2025, 7, 24)) is queries.Standing.IN_FORCE
    assert queries.standing_of(row, dt.date(2025, 7, 25)) is queries.Standing.ENDING
    assert queries.standing_of(row, dt.date(2025, 9, 24)) is queries.Standing.EXPIRED


def test_nobody_is_recognised_against_the_rules_or_the_check(hall: Hall) -> None:
    rich = hall.investigated({"transfers": fen(1072.5)})
    with pytest.raises(Refused, match="不符合认定条件"):
        hall.take(rich, "opine", hall.clerk, "2024-09-06", proposal="ADMIT")
    above = hall.investigated(EDGE, result="ABOVE")
    with pytest.raises(Refused, match="听取申辩"):
        hall.take(above, "opine", hall.clerk, "2024-09-06", proposal="ADMIT")
    poor = hall.investigated(EDGE)
    with pytest.raises(Refused, match="符合认定条件，不能拟不予认定"):
        hall.take(poor, "opine", hall.clerk, "2024-09-06", proposal="REFUSE")


def test_above_the_limits_one_is_told_and_may_rebut(hall: Hall) -> None:
    case = hall.investigated(EDGE, result="ABOVE")
    hall.take(case, "not_met", hall.clerk, "2024-09-06", told_on="2024-09-06")
    hall.take(case, "rebut", hall.clerk, "2024-09-09", because="车辆已售")
    with pytest.raises(Refused, match="还没有办理“出具核对报告”"):
        hall.take(case, "opine", hall.clerk, "2024-09-09", proposal="ADMIT")
    hall.take(case, "report", hall.centre, "2024-09-10", number="核2024-32", result="WITHIN")
    hall.take(case, "opine", hall.clerk, "2024-09-10", proposal="ADMIT")
    assert case.stage == "OPINION"


def test_not_rebutted_it_goes_up_as_a_proposal_to_refuse(hall: Hall) -> None:
    case = hall.investigated(EDGE, result="ABOVE")
    hall.take(case, "not_met", hall.clerk, "2024-09-06", told_on="2024-09-06")
    hall.take(case, "give_up", hall.clerk, "2024-09-13")
    hall.take(case, "sign_refusal", hall.head, "2024-09-13")
    assert (case.stage, Application.objects.get().proposal) == ("NOTICE_OVER", "REFUSE")


def test_what_is_asked_for_and_not_known_stops_the_opinion(hall: Hall) -> None:
    case = hall.investigated(EDGE)
    member = Application.objects.get().members.get()
    applying.describe_member(member, {"relation": 0}, by=hall.clerk, at=moment("2024-09-05"))
    with pytest.raises(Refused, match="工资性收入"):
        hall.take(case, "opine", hall.clerk, "2024-09-06", proposal="ADMIT")


def test_r_dibao_15_a_refusal_names_reason_article_and_remedy_and_is_served(hall: Hall) -> None:
    case = hall.investigated({"wages": fen(1500)})
    hall.take(case, "opine", hall.clerk, "2024-09-06", proposal="REFUSE")
    with pytest.raises(Refused, match="拟不予认定的不公示"):
        hall.take(case, "sign", hall.head, "2024-09-07")
    hall.take(case, "sign_refusal", hall.head, "2024-09-07")
    hall.take(case, "forward", hall.clerk, "2024-09-09")
    hall.visit_if_drawn(case, "2024-09-09")
    with pytest.raises(Refused, match="拟不予认定，不能确认同意"):
        hall.take(case, "confirm", hall.officer, "2024-09-10", document="某救1号")
    taken = hall.take(
        case, "refuse", hall.officer, "2024-09-10", ground="INCOME", words="人均1500元", document="某救1号"
    )
    assert "动态监测" in taken.data["basis"]
    assert "行政复议" in taken.data["remedy"]
    letter = acting(hall.officer).get(reverse("low_income:application_refusal", args=[case.pk])).content.decode()
    for words in ("不予确认通知书", "人均1500元。", "某救1号", "60日内向", "刚性支出困难家庭"):
        assert words in letter, words
    hall.take(case, "tell", hall.clerk, "2024-09-12", told_on="2024-09-12")
    assert (case.stage, Recognised.objects.count()) == ("TOLD", 0)


def test_r_prc_10_a_revoked_refusal_is_decided_anew_on_the_facts(hall: Hall) -> None:
    case = hall.investigated(EDGE, result="ABOVE")
    hall.take(case, "not_met", hall.clerk, "2024-09-06", told_on="2024-09-06")
    hall.take(case, "give_up", hall.clerk, "2024-09-13")
    hall.take(case, "sign_refusal", hall.head, "2024-09-13")
    hall.take(case, "forward", hall.clerk, "2024-09-14")
    hall.visit_if_drawn(case, "2024-09-14")
    said: dict[str, Any] = {"ground": "PROPERTY", "words": "名下有车", "document": "某救2号"}
    hall.take(case, "refuse", hall.officer, "2024-09-18", **said)
    hall.take(case, "tell", hall.clerk, "2024-09-18", told_on="2024-09-18")
    take_by_system(case, flow_of(case).action("reopen"), at=moment("2024-10-18"), because="复议决定撤销")
    row = Application.objects.get()
    assert (case.stage, row.proposal, row.check_result) == ("COUNTY_REVIEW", "", "")
    hall.visit_if_drawn(case, "2024-10-21")
    hall.take(case, "confirm", hall.officer, "2024-10-21", document="某救3号")
    assert Recognised.objects.get().from_on == dt.date(2024, 10, 21)


def test_a_household_applies_once_and_as_a_whole(hall: Hall) -> None:
    row = hall.applied(EDGE, {})
    with pytest.raises(Refused, match="已在办理中的申请"):
        hall.applied(EDGE, {}, household=row.household)
    with pytest.raises(Refused, match="已在办理中的申请"):  # one application at a time, of whichever kind
        hall.applied(EDGE, {}, household=row.household, kind=Kind.RIGID)
    assert row.members.count() == 2


def test_who_is_recognised_applies_anew_only_near_the_end_and_brings_nothing_twice(hall: Hall) -> None:
    first = hall.recognised({**EDGE, "seriously_ill": 1})
    home = first.party.household
    applicant = hall.people(home)[0]
    with pytest.raises(Refused, match="有效期至2025-09-23"):
        applying.apply(Kind.MARGINAL, applicant, {}, by=hall.helper, at=moment("2025-06-02"))
    row = applying.apply(Kind.MARGINAL, applicant, {}, by=hall.helper, at=moment("2025-08-18"))
    assert row.facts == {"residence": int(Residence.RURAL), "savings": 0}
    assert row.members.get().facts["wages"] == fen(900)
    assert row.members.get().facts["seriously_ill"] == 1
    case = row.case
    hall.take(case, "withdraw", hall.helper, "2025-08-19", because="不再需要")
    second = hall.recognised(EDGE, household=home, on="2025-08-20")
    first.refresh_from_db()
    assert (first.ended_on, second.from_on) == (dt.date(2025, 9, 9), dt.date(2025, 9, 10))
    assert second.until_on == dt.date(2026, 9, 10)


def test_who_gets_dibao_is_found_on_the_rolls_and_not_asked(hall: Hall) -> None:
    from doudi.mechanisms.entitlement.declare import BENEFITS

    home = hall.household(1)
    hall.grant(BENEFITS["dibao"], home, {}, residence=int(Residence.RURAL))
    case = hall.investigated(EDGE, household=home)
    with pytest.raises(Refused, match="已享受低保或特困供养"):
        hall.take(case, "opine", hall.clerk, "2024-09-06", proposal="ADMIT")
    with pytest.raises(Refused, match="由系统按名册"):
        applying.describe(Application.objects.get(), {"dibao": 0}, by=hall.clerk, at=moment("2024-09-06"))


def test_an_objection_leads_to_a_new_opinion_and_a_new_notice_and_a_visit(hall: Hall) -> None:
    case = hall.investigated(EDGE)
    hall.take(case, "opine", hall.clerk, "2024-09-06", proposal="ADMIT")
    hall.take(case, "sign", hall.head, "2024-09-07")
    hall.take(case, "post", hall.helper, "2024-09-07", posted_on="2024-09-07")
    hall.take(case, "object", hall.helper, "2024-09-10", words="有门面出租", real_name=True)
    clock = RunningClock.objects.get(case=case, code="total")
    assert clock.extended
    hall.take(
        case, "opine_again", hall.clerk, "2024-09-14", second=hall.companion, visited_on="2024-09-13", way="HOME",
        found="门面是其弟所有", proposal="ADMIT",
    )  # fmt: skip
    hall.take(case, "sign", hall.head, "2024-09-14")
    hall.take(case, "post", hall.helper, "2024-09-14", posted_on="2024-09-14")
    hall.lapse("2024-09-24")
    case.refresh_from_db()
    hall.take(case, "forward", hall.clerk, "2024-09-24")
    assert case.site_visit == "实名举报，须全部入户"
    with pytest.raises(Refused, match="须先办理“县级入户抽查”"):
        hall.take(case, "confirm", hall.officer, "2024-09-25", document="某1号")


def test_ex_25_rigid_expenditure_is_recognised_to_the_day_a_year_later(hall: Hall) -> None:
    income_per_head_known(hall)
    members: tuple[dict[str, int], ...] = (
        {"medical": fen(42_000), "rehabilitation": fen(6_000)},
        {"tuition": fen(8_000)},
        {},
        {},
    )
    row = hall.recognised(
        *members, kind=Kind.RIGID, on="2025-02-19", residence=int(Residence.URBAN), family_income_year=fen(96_000)
    )
    assert (row.recognition, row.people) == ("rigid", 4)
    assert (row.from_on, row.until_on) == (dt.date(2025, 3, 12), dt.date(2026, 3, 12))


def test_r_rigid_01_private_fees_count_up_to_the_public_rate_in_the_opinion(hall: Hall) -> None:
    income_per_head_known(hall)
    member = {"tuition": fen(60_000), "public_tuition": fen(6_000)}
    case = hall.investigated(member, {}, kind=Kind.RIGID, on="2025-02-19", family_income_year=fen(20_000))
    with pytest.raises(Refused, match=r"刚性支出 6,000 元不超过"):
        hall.take(case, "opine", hall.clerk, "2025-02-24", proposal="ADMIT")


def test_r_rigid_02_a_hard_case_is_talked_over_with_minutes_and_edge_has_no_such_meeting(hall: Hall) -> None:
    income_per_head_known(hall)
    case = hall.at_county(
        {"medical": fen(30_000)}, {}, kind=Kind.RIGID, on="2025-02-19", family_income_year=fen(20_000)
    )
    said: dict[str, Any] = {"held_on": "2025-03-11", "words": "同意认定"}
    with pytest.raises(Refused, match="会议纪要文号"):
        hall.take(case, "meet", hall.officer, "2025-03-11", **said)
    hall.take(case, "meet", hall.officer, "2025-03-11", minutes="某救协〔2025〕2号", **said)
    assert case.stage == "COUNTY_REVIEW"
    with pytest.raises(StopIteration):
        hall.take(hall.at_county(EDGE), "meet", hall.officer, "2024-09-21")


def test_looked_at_again_the_facts_are_new_and_the_day_it_ends_stays(hall: Hall) -> None:
    row = hall.recognised(EDGE)
    home = row.party.household
    family = hall.family(home, {"wages": fen(1000)}, residence=int(Residence.RURAL))
    services.review(row, family, decided(hall, "2025-03-03"))
    last = queries.last_figures(Recognised.objects.all()).get()
    assert '"wages":100000' in last.figures
    assert last.until_on == dt.date(2025, 9, 23)
    rich = hall.family(home, {"wages": fen(1500)}, residence=int(Residence.RURAL))
    with pytest.raises(Refused, match="不符合低保边缘家庭条件"):
        services.review(row, rich, decided(hall, "2025-03-04"))


def test_ended_by_a_decision_with_a_reason_and_the_category_with_it(hall: Hall) -> None:
    row = hall.recognised(EDGE)
    services.end(row, decided(hall, "2025-03-03", "复核收入超过"), reason=EndReason.INCOME)
    row.refresh_from_db()
    assert (row.ended_on, Category.objects.get(party=row.party_id).to_on) == (dt.date(2025, 3, 3),) * 2
    assert RecognisedChange.objects.filter(kind="END", reason="INCOME").exists()
    assert Record.objects.filter(action="recognition.end").exists()
    with pytest.raises(Refused, match="已于2025-03-03终止"):
        services.end(row, decided(hall, "2025-03-04"), reason=EndReason.INCOME)


def test_r_org_01_near_kin_and_others_decide_nothing(hall: Hall) -> None:
    row = hall.recognised(EDGE)
    person = hall.people(row.party.household)[0]
    hall.officer.id_number = person.id_number
    hall.officer.save()
    with pytest.raises(Refused, match="回避"):
        services.end(row, decided(hall, "2025-03-03"), reason=EndReason.OTHER)
    with pytest.raises(Refused, match="没有权限"):
        services.end(row, Decided(dt.date(2025, 3, 3), "某1号", hall.clerk, moment("2025-03-03"), "x"), reason="OTHER")


def test_a_record_of_changed_facts_names_them_and_tells_no_amounts(hall: Hall) -> None:
    row = hall.applied(EDGE)
    applying.describe(row, {"residence": 1, "savings": fen(7_777)}, by=hall.helper, at=moment("2024-09-02"))
    told = Record.objects.filter(action="low_income.describe").latest("pk").data
    assert told["facts"] == ["savings"]
    assert "777700" not in str(told)
