"""The page of one finding: what it shows of both sides, what it keeps to itself, and whom it stops with a sentence."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Record, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.services import take_many
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.stories import MONTH, PNG, act, acting, dispatched, found

pytestmark = pytest.mark.django_db
NUMBER = number_of(dt.date(1950, 3, 4), 21)
VISIT = {"visited_on": "2024-09-20", "met": "其子", "found": "入户核实,人已去世。", "result": "CONFIRMED"}


def page(user: User, case: FindingCase) -> str:
    return acting(user).get(reverse("data_matching:finding", args=[case.pk])).content.decode()


def said(source: str, file: str, row: int, **values: Any) -> dict[str, Any]:
    """A piece of evidence as the engine gives it."""
    text = json.dumps(values, ensure_ascii=False)
    return {"source": source, "file": file, "sheet": "东镇", "row": row, "as_of": MONTH, "values": text}


def test_both_sides_stand_apart_with_the_place_of_every_row(people: dict[str, User]) -> None:
    evidence = [
        said("death_cancellations", "死亡.xlsx", 5, 姓名="王某", 证号=NUMBER),
        said("dibao_rural", "花名册.xlsx", 812, 姓名="王某", 保障金="500.00"),
    ]
    (case,) = dispatched(
        {"evidence": evidence, "not_compared": ["cremations"]}, at=timezone.now(), by=people["officer"]
    )
    text = page(people["clerk"], case)
    theirs, _, ours = text.partition("救助花名册</h4>")
    assert "死亡.xlsx · 东镇 · 第5行" in theirs
    assert "2024年9月" in theirs
    assert "花名册.xlsx · 东镇 · 第812行" in ours
    assert "遗体火化登记表" in text  # was not compared: said, not passed over
    assert NUMBER not in text


def test_rows_of_one_sheet_stand_together_with_what_differs_between_them(people: dict[str, User]) -> None:
    evidence = [
        said("payments", "发放明细.csv", 7453 + month, 待遇="城市低保", 所属月份=f"2024年{month}月", 金额="500.00")
        for month in (7, 8, 9)
    ]
    (case,) = dispatched({"evidence": evidence}, at=timezone.now(), by=people["officer"])
    text = page(people["clerk"], case)
    assert text.count("发放明细.csv") == 1
    assert text.count("<dd>500.00</dd>") == 1
    assert all(f"<td>2024年{month}月</td>" in text and f"第{7453 + month}行" in text for month in (7, 8, 9))


def test_the_way_between_kin_is_drawn_with_what_each_is_to_the_one_before(people: dict[str, User]) -> None:
    evidence = [
        said("village_cadres", "干部.xlsx", 4, 姓名="程海", 职务="上村治保主任"),
        said("register", "户籍.csv", 0, 关系="兄弟姐妹", 路径=["程海", "父亲 程国", "子女 王某"]),
    ]
    (case,) = found({"rule": "R-CMP-07", "direction": "filing", "evidence": evidence}, at=timezone.now())
    drawn = page(people["centre"], case).partition("kin-path")[2].partition("<li")[2].partition("</ol>")[0]
    places = [drawn.index(words) for words in ("程海", "上村治保主任", "父亲", "程国", "子女", "王某", "救助对象")]
    assert places == sorted(places)


def test_a_path_that_only_names_people_carries_the_whole_relation(people: dict[str, User]) -> None:
    evidence = [
        said("village_cadres", "干部.xlsx", 4, 姓名="程海", 职务="上村治保主任"),
        said("register", "户籍.csv", 0, 关系="配偶", 路径=["王某"]),
    ]
    (case,) = found({"rule": "R-CMP-07", "direction": "filing", "evidence": evidence}, at=timezone.now())
    assert case.finding.kin_path == [{"name": "程海", "relation": ""}, {"name": "王某", "relation": "配偶"}]


def test_the_full_number_is_shown_for_a_reason_and_leaves_a_record(people: dict[str, User]) -> None:
    (case,) = dispatched({}, at=timezone.now(), by=people["officer"])
    address = reverse("data_matching:reveal_number", args=[case.pk])
    assert acting(people["stranger"]).get(address).status_code == 404
    without = acting(people["clerk"]).post(address, {"reason": ""})
    assert without.status_code == 422
    assert NUMBER not in without.content.decode()
    assert not Record.objects.filter(action="reveal").exists()
    assert NUMBER in acting(people["clerk"]).post(address, {"reason": "核对户口簿"}).content.decode()
    left = Record.objects.get(action="reveal")
    assert (left.by, left.because, left.area_code) == (people["clerk"], "核对户口簿", VILLAGE)
    assert NUMBER not in json.dumps(left.data)


def verified(people: dict[str, User]) -> FindingCase:
    """Dispatched by the section, verified by two clerks, signed and rectified: ready for review."""
    (case,) = found({}, at=timezone.now())
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=timezone.now())
    both = {**VISIT, "together_with": str(people["second"].pk), "photo": SimpleUploadedFile("a.png", PNG)}
    assert act(people["clerk"], case, "verify", **both) == 302
    assert act(people["leader"], case, "sign") == 302
    done = {"measure": "RECOVER", "decision_no": "民决1号", "overpaid": "2860", "recovered": "2860", "done": "已追回。"}
    assert act(people["clerk"], case, "rectify", **done) == 302
    return case


def test_who_dispatched_may_not_close_and_reads_why_on_the_page(people: dict[str, User]) -> None:
    case = verified(people)
    blocked = page(people["officer"], case)
    assert "您不能办理“复核销号”" in blocked
    assert "已办理本件的“下发”,不能再办理“复核销号”,请换人办理。" in blocked
    assert reverse("data_matching:act", args=[case.pk, "close"]) not in blocked
    assert reverse("data_matching:act", args=[case.pk, "close"]) in page(people["centre"], case)


def test_near_kin_of_the_subject_reads_that_he_stands_back(people: dict[str, User]) -> None:
    """R-ORG-01: stopped by identity number; the mother's clerk is her son."""
    mine = number_of(dt.date(1975, 5, 6), 31)
    members = (
        NewMember(NewPerson(NUMBER, "王某", VILLAGE), "户主"),
        NewMember(NewPerson(mine, "王子", VILLAGE), "子"),
    )
    home = NewHousehold("H1", VILLAGE, members, since=dt.date(2020, 1, 1))
    register_households([home], by=None, at=timezone.now(), because="测试")
    son = somebody("son", Role.TOWNSHIP_CLERK, TOWN, id_number=mine)
    (case,) = found({}, at=timezone.now())
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=timezone.now())
    blocked = page(son, case)
    assert "您不能办理“核实”" in blocked
    assert "回避" in blocked
    assert reverse("data_matching:act", args=[case.pk, "verify"]) not in blocked


def test_only_the_button_that_the_result_asks_for_is_offered(people: dict[str, User]) -> None:
    (case,) = found({}, at=timezone.now())
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=timezone.now())
    both = {**VISIT, "together_with": str(people["second"].pk), "photo": SimpleUploadedFile("a.png", PNG)}
    act(people["clerk"], case, "verify", **both)
    text = page(people["leader"], case)
    assert reverse("data_matching:act", args=[case.pk, "sign"]) in text
    assert reverse("data_matching:act", args=[case.pk, "submit"]) not in text


def test_handing_over_is_never_the_button_that_one_presses_by_habit(people: dict[str, User]) -> None:
    (case,) = dispatched({}, at=timezone.now(), by=people["officer"])
    text = page(people["centre"], case)  # the township's turn: all he could do is hand it over
    address = reverse("data_matching:act", args=[case.pk, "transfer"])
    assert f'class="btn btn-warn" href="{address}"' in text
    assert 'data-key="b"' not in text


def test_a_finding_that_no_list_places_is_given_a_township_first(people: dict[str, User]) -> None:
    (case,) = found({"area_code": COUNTY}, at=timezone.now())
    text = page(people["centre"], case)
    assert "请先办理“指定乡镇”" in text
    assert reverse("data_matching:act", args=[case.pk, "dispatch"]) not in text
    form = acting(people["centre"]).get(reverse("data_matching:act", args=[case.pk, "assign"])).content.decode()
    assert f'<option value="{VILLAGE}">上村</option>' in form
    assert act(people["centre"], case, "assign", area_code=VILLAGE) == 302
    assert reverse("data_matching:act", args=[case.pk, "dispatch"]) in page(people["centre"], case)


def test_the_page_asks_the_database_as_often_for_many_others_as_for_one(people: dict[str, User]) -> None:
    counts = []
    for number in (2, 5):
        rows = [{"identity": f"n{number}{each}"} for each in range(number)]
        cases = dispatched(*rows, at=timezone.now(), by=people["officer"])
        page(people["clerk"], cases[0])
        with CaptureQueriesContext(connection) as captured:
            page(people["clerk"], cases[0])
        counts.append(len(captured))
    assert counts[0] == counts[1]
