"""What everybody sees of the chains, each in his place; every page opens, lists take the same queries for one row and for three."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.models import Grant, User
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, OTHER_TOWN, somebody
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.ashes import flow
from doudi.programmes.funeral.ashes.programme import INDICATORS
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of

SEEN = dt.date(2026, 8, 20)


@pytest.fixture
def hearse(db: None, monkeypatch: pytest.MonkeyPatch) -> Hearse:
    monkeypatch.setattr(timezone, "now", lambda: moment(SEEN, 12))
    return Hearse()


def page(user: User, address: str) -> str:
    answer = acting(user).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_the_page_of_a_case_draws_its_chain(hearse: Hearse) -> None:
    case = hearse.placed()
    shown = page(hearse.clerk, f"/ashes/tracking/{case.pk}/")
    for words in ("<svg", "公墓安葬 → 上村公墓", "3方签字", "核验码", "上村公墓 A-", "回访核查相符"):
        assert words in shown, words
    assert "回访核查相符" not in page(hearse.keeper, f"/ashes/tracking/{case.pk}/")


def test_everybody_opens_what_is_his(hearse: Hearse) -> None:
    case = hearse.placed()
    for user in (hearse.helper, hearse.operator, hearse.keeper, hearse.office, hearse.head):
        assert case.title in page(user, "/ashes/tracking/")
    elsewhere = somebody("elsewhere", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    Grant.objects.update(since=dt.date(2020, 1, 1))
    assert case.title not in page(elsewhere, "/ashes/tracking/")
    assert acting(elsewhere).get(f"/ashes/tracking/{case.pk}/").status_code == 404
    assert "东镇" in page(hearse.head, "/ashes/board/")
    assert "赣火2026000001" in page(hearse.office, "/ashes/stock/")
    assert "没有发现线索" in page(hearse.office, "/ashes/fraud/")
    assert page(hearse.office, "/ashes/alerts/")
    assert acting(hearse.keeper).get("/ashes/stock/").status_code == 403
    assert acting(hearse.operator).get("/dibao/awards/").status_code in (403, 404)


def test_the_form_of_placement_offers_the_places_and_a_refusal_keeps_what_was_typed(hearse: Hearse) -> None:
    case = hearse.released()
    address = f"/ashes/tracking/{case.pk}/place/"
    assert "上村公墓（余4）" in page(hearse.keeper, address)
    said = {
        "version": case.version,
        "together_with": hearse.helper.pk,
        "facility": "G1",
        "place": "A-1",
        "seal": "错的",
        "certificate": "葬1",
        "family": "王五",
    }
    answer = acting(hearse.keeper).post(address, said)
    assert answer.status_code == 422
    assert "葬1" in answer.content.decode()
    case.refresh_from_db()
    assert case.stage == "S5"


@pytest.mark.parametrize("address", ["/ashes/tracking/", "/ashes/board/", "/ashes/stock/", "/deaths/list/"])
def test_a_list_takes_the_same_queries_for_one_and_for_three(hearse: Hearse, address: str) -> None:
    numbers = []
    for more in (1, 2):
        for _ in range(more):
            hearse.placed(DIED + dt.timedelta(days=hearse.known))
        page(hearse.office, address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(hearse.office, address)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_wr_21_cremations_of_the_home_and_of_residents_are_counted_apart(hearse: Hearse) -> None:
    """Three at the home, one of them from another county; one resident elsewhere: office 3, residents 3 - 1 + 1 = 3 of 4 deaths."""
    for turn in range(2):
        hearse.cremated(DIED + dt.timedelta(days=turn))
    hearse.cremated(DIED + dt.timedelta(days=2), resident=False)
    away = hearse.certified(DIED + dt.timedelta(days=3))
    on = DIED + dt.timedelta(days=5)
    hearse.take(
        away,
        flow.AWAY,
        hearse.clerk,
        on,
        away_home="外县",
        away_certificate="外1",
        cremated_on=DIED + dt.timedelta(days=4),
    )
    hearse.certified(DIED + dt.timedelta(days=4))
    year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    values = {each.code: int(figure(each, year, area_code=COUNTY).value) for each in INDICATORS}
    assert values == {
        "ashes.at_the_home": 3, "ashes.residents_here": 2, "ashes.residents_elsewhere": 1, "ashes.cremated": 3,
        "ashes.laid_to_rest": 0, "ashes.tracked": 5, "ashes.in_the_loop": 0, "ashes.closed_rate": 0,
    }, "by the end of the year nobody has gone on with any of them"  # fmt: skip
    assert Death.objects.filter(resident=True, state=Death.State.CERTIFIED).count() == 4
    assert values["ashes.cremated"] == values["ashes.residents_here"] + values["ashes.residents_elsewhere"]


def test_a_village_reports_a_death_and_the_township_certifies_it(hearse: Hearse) -> None:
    said: dict[str, Any] = {
        "name": "王老五", "id_number": "", "surrogate": "公（东）1号", "area": hearse.helper.grants.get().area_id, "died_at": "2026-08-19T08:00",
        "place": "HOME", "manner": "NORMAL",
    }  # fmt: skip
    assert "报告后当天暂缓发放" in page(hearse.helper, "/deaths/report/")
    refused = acting(hearse.helper).post("/deaths/report/", {**said, "died_at": "2026-08-21T08:00"})
    assert refused.status_code == 422
    assert "死亡时间晚于现在" in refused.content.decode()
    answer = acting(hearse.helper).post("/deaths/report/", said)
    assert answer.status_code == 302
    shown = page(hearse.clerk, answer.headers["Location"])
    for words in ("王老五", "村（社区）报告", "还没有死亡证明", "骨灰跟踪", "登记死亡证明"):
        assert words in shown, words
    certificate: dict[str, Any] = {
        "form": "V2026_UNIFIED", "number": "12360999MB0000000X0007", "name": "王老五", "died_at": "2026-08-19T08:00", "issuer": "东镇卫生院",
        "issuer_type": "TOWNSHIP_HEALTH", "issued_at": "2026-08-19T15:00", "inquiry": "on", "applicant": "子女",
    }  # fmt: skip
    address = f"{answer.headers['Location']}certificate/"
    wrong = acting(hearse.clerk).post(address, {**certificate, "issuer_type": "HOSPITAL"})
    assert wrong.status_code == 422
    assert "由死亡地点的乡镇卫生院" in wrong.content.decode()
    assert acting(hearse.clerk).post(address, certificate).status_code == 302
    assert "已开证" in page(hearse.clerk, answer.headers["Location"])


def test_a_false_report_is_voided_by_the_leader_who_did_not_report_it(hearse: Hearse) -> None:
    case = hearse.reported()
    address = f"/deaths/list/{death_of(case).pk}/void/"
    assert acting(hearse.clerk).get(address).status_code == 403
    assert acting(hearse.head).post(address, {"because": "本人健在，同名误报"}).status_code == 302
    case.refresh_from_db()
    assert case.stage == "X9"
    assert "误报" in page(hearse.head, f"/deaths/list/{death_of(case).pk}/")
