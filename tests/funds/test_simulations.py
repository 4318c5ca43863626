"""模拟测算 through its pages: the county officer tries a raise, keeps it, compares, and asks who would lose."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from doudi.base.models import Record, User
from doudi.base.months import parse_month
from doudi.base.stories import OTHER_VILLAGE
from doudi.base.stories import VILLAGE as TOWN_VILLAGE
from doudi.config.cli import group
from doudi.desk.stories import signed_in
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.simulations import basis
from doudi.mechanisms.entitlement.simulations.models import Scenario
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import DisabilityClass, Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from doudi.programmes.assistance.tekun.programme import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.rules import Supporter
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY

PAGE = "/funds/simulations/"
RAISED = "benefit=dibao&month=2024-09&means.standard%3A0=980&means.standard%3A1=760"
CUT = "benefit=dibao&month=2024-09&means.standard%3A1=700"
OUTCOME: dict[str, Any] = {"HX-Request": "true", "HX-Target": "outcome"}


@pytest.fixture
def office(db: None) -> Office:
    cache.clear()
    office = Office()
    office.grant(
        DIBAO_BENEFIT, office.household(3), {"transfers": 189_400}, {}, {}, residence=Residence.URBAN
    )  # fmt: skip
    office.grant(DIBAO_BENEFIT, office.household(1, village=OTHER_VILLAGE), {}, residence=Residence.RURAL)
    return office


def shown(user: User, query: str = RAISED, **headers: str) -> tuple[int, str]:
    answer = signed_in(user).get(f"{PAGE}?{query}", headers=headers)
    return answer.status_code, answer.content.decode()


def told(page: str) -> str:
    """The words of a page without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_has_a_slider_for_each_number_and_shows_the_register_as_it_is(office: Office) -> None:
    status, page = shown(office.officer, "benefit=dibao&month=2024-09")
    assert status == 200
    assert 'name="means.standard:0" value="935"' in page
    assert 'name="means.standard:1" value="715"' in page
    assert page.count('type="range"') > 5
    assert "还没有改动参数" in page
    assert "示意图，非行政区域界线" in page
    assert "从未申请" in page
    assert "村民" not in page


def test_what_comes_out_alone_is_asked_for_by_the_slider(office: Office) -> None:
    answer = signed_in(office.officer).get(f"{PAGE}?{RAISED}&dibao.rounding%3A=100&shown=change", headers=OUTCOME)
    page = answer.content.decode()
    assert "<html" not in page
    assert answer["HX-Replace-Url"] == f"{PAGE}?{RAISED}"  # only what is changed
    assert "东镇 城市 1 1 0 0 0 135.00" in told(page)
    assert "西镇 农村 1 1 0 0 0 45.00" in told(page)
    assert "全县 2 2 0 0 0 180.00" in told(page)
    assert 'class="tile m5"' in page
    assert 'class="tile m2"' in page


def test_the_map_can_show_who_loses(office: Office) -> None:
    _, page = shown(office.officer, f"{CUT}&shown=losing")
    assert re.search(r'class="tile none"[^>]*><span>东镇</span><b>0户</b>', page)
    assert re.search(r'class="tile m5"[^>]*><span>西镇</span><b>1户</b>', page)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("benefit=dibao&month=2024-09&means.standard%3A0=很多", "看不懂"),
        ("benefit=dibao&month=2024-09&means.standard%3A0=-1000000", "不能小于零"),
        ("benefit=dibao&month=2019-01", "尚无取值"),
    ],
)
def test_what_cannot_be_followed_is_said_in_its_place(office: Office, query: str, sentence: str) -> None:
    status, page = shown(office.officer, query, **OUTCOME)
    assert status == 422
    assert sentence in page
    status, page = shown(office.officer, query)
    assert status == 422
    assert sentence in page


def test_before_anything_is_awarded_the_page_says_so(db: None) -> None:
    cache.clear()
    status, page = shown(Office().officer)
    assert status == 200
    assert "还没有登记任何待遇" in page


def test_no_more_questions_for_three_households_than_for_one(office: Office) -> None:
    client = signed_in(office.officer)

    def questions() -> int:
        basis.forget()
        client.get(f"{PAGE}?{RAISED}")  # counters of the desk are kept for a minute
        basis.forget()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{PAGE}?{RAISED}").status_code == 200
        return len(asked)

    before = questions()
    for _ in range(3):
        office.grant(DIBAO_BENEFIT, office.household(2), {}, {}, residence=Residence.RURAL)
    assert questions() == before


def test_a_slider_asks_the_database_little(office: Office) -> None:
    client = signed_in(office.officer)
    client.get(f"{PAGE}?{RAISED}", headers=OUTCOME)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{PAGE}?{RAISED}", headers=OUTCOME)
    assert len(asked) <= 8, [each["sql"][:80] for each in asked]  # session, user, grants, county, newest: no register


# --- scenarios ------------------------------------------------------------------------------------------------------------


def save(user: User, query: str, name: str) -> HttpResponse:
    answer: Any = signed_in(user).post(f"{PAGE}save/", {"settings": query, "name": name}, follow=True)
    found: HttpResponse = answer
    return found


def test_a_scenario_is_kept_opened_again_compared_and_deleted(office: Office) -> None:
    assert "已保存测算方案“提标”" in save(office.officer, RAISED, "提标").content.decode()
    assert "已有名为“提标”的方案" in save(office.leader, RAISED, "提标").content.decode()
    assert "须填写名称" in save(office.leader, RAISED, " ").content.decode()
    save(office.finance, CUT, "降标")
    raised, cut = Scenario.objects.order_by("pk")
    client = signed_in(office.leader)
    page = client.get(f"{PAGE}scenarios/").content.decode()
    assert f"{PAGE}?{RAISED}".replace("&", "&amp;") in page
    assert "低保标准（每人每月）（农村）715 → 700元" in page
    both = client.get(f"{PAGE}scenarios/compare/?ids={raised.pk}&ids={cut.pk}").content.decode()
    assert "每月变化（元） +180 -15" in told(both)
    assert "东镇 +135 0" in told(both)
    assert "西镇 +45 -15" in told(both)
    assert "勾选2至4个" in client.get(f"{PAGE}scenarios/compare/?ids={raised.pk}").content.decode()
    assert "将删除测算方案“降标”" in client.get(f"{PAGE}scenarios/{cut.pk}/delete/").content.decode()
    client.post(f"{PAGE}scenarios/{cut.pk}/delete/")
    page = client.get(f"{PAGE}scenarios/").content.decode()
    assert ("提标" in page, ">降标<" in page) == (True, False)
    assert Scenario.objects.count() == 2


def test_the_list_of_scenarios_asks_once_however_many_there_are(office: Office) -> None:
    client = signed_in(office.officer)
    save(office.officer, RAISED, "方案0")

    def questions() -> int:
        client.get(f"{PAGE}scenarios/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{PAGE}scenarios/")
        return len(asked)

    before = questions()
    for number in range(1, 4):
        save(office.officer, RAISED, f"方案{number}")
    assert questions() == before


# --- names ----------------------------------------------------------------------------------------------------------------


def test_who_would_lose_is_shown_for_a_reason_and_leaves_a_record(office: Office) -> None:
    client = signed_in(office.officer)
    _, page = shown(office.officer, CUT)
    assert "有1户的待遇会减少" in told(page)
    assert "村民" not in page
    refused = client.post(f"{PAGE}losers/", {"settings": CUT, "because": ""}).content.decode()
    assert "查看名单须填写事由" in refused
    named = client.post(f"{PAGE}losers/", {"settings": CUT, "because": "研究过渡办法"}).content.decode()
    assert "村民4 西镇西社区 715.00 700.00 15.00" in told(named)
    kept = Record.objects.get(action="simulation.losers")
    assert (kept.by, kept.because) == (office.officer, "研究过渡办法")


def test_finance_sees_sums_and_no_names_and_a_township_sees_nothing(office: Office) -> None:
    status, page = shown(office.finance, CUT)
    assert status == 200
    assert "查看名单" not in page
    assert signed_in(office.finance).post(f"{PAGE}losers/", {"settings": CUT, "because": "核对"}).status_code == 403
    assert shown(office.clerk)[0] == 403
    assert not Record.objects.filter(action="simulation.losers").exists()


# --- other benefits -------------------------------------------------------------------------------------------------------


def grant_to_person(office: Office, benefit: Benefit, figures: dict[str, int], village: str = TOWN_VILLAGE) -> None:
    """A benefit of one person, whom nobody has met before."""
    (someone,) = office.people(office.household(1, village=village))
    alone = Family(someone.party.name, {}, [Member(str(someone.pk), someone.party.name, figures)])
    new = NewAward(
        someone.pk, village, alone, dt.date(2023, 12, 20), "确认书", someone.party.name, f"6217{someone.pk:015d}"
    )
    awards.grant(benefit, new, by=office.officer, at=moment("2023-12-20"), because="确认")


def test_a_benefit_of_persons_is_counted_in_persons_and_by_the_village_where_no_fact_says_town_or_country(
    office: Office,
) -> None:
    severe = {"disability": DisabilityClass.LIMB, "disability_grade": 1}
    for village in (TOWN_VILLAGE, TOWN_VILLAGE, OTHER_VILLAGE):  # the last is a community: urban
        grant_to_person(office, NURSING_SUBSIDY, severe, village)
    query = "benefit=nursing_subsidy&month=2024-09&disability_subsidies.nursing%3A=110"
    _, page = shown(office.officer, query)
    assert "享受（人） 3 现为3" in told(page)
    assert "东镇 农村 2 2 0 0 0 20.00" in told(page)
    assert "西镇 城市 1 1 0 0 0 10.00" in told(page)
    assert "收入缺口" not in page
    assert re.search(r'href="[^"]*benefit=dibao">最低生活保障<', page), "the other benefits are one click away"


def test_a_parameter_of_several_benefits_is_tried_on_each_of_them(office: Office) -> None:
    """The dibao standard is also the line of the destitute: by a cut one who has 870 元 of his own drops out."""
    old = {
        "residence": Residence.URBAN,
        "born": parse_month("1950-01"),
        "own_income": 87_000,
        "supporter": Supporter.NONE,
    }
    grant_to_person(office, TEKUN_BENEFIT, old)
    cut = CliRunner().invoke(group, ["simulate", "means.standard[城市]=860", "--month", "2024-09", "--json"])
    told_of = {each["code"]: each for each in json.loads(cut.output)["benefits"]}
    assert set(told_of) == {"dibao", "tekun"}
    assert (told_of["tekun"]["entitled_before"], told_of["tekun"]["leaving"]) == (1, 1)
    assert cut.exit_code == 1
    one = CliRunner().invoke(group, ["simulate", "tekun.care[自理]=+10", "--month", "2024-09", "--json"])
    assert [each["code"] for each in json.loads(one.output)["benefits"]] == ["tekun"]
