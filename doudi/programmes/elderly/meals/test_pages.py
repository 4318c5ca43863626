"""The pages of meals, driven as a counter, a township, a leader and finance drive them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.models import Record, User
from doudi.mechanisms.ledger import queries as ledger
from doudi.programmes.elderly.meals import accounts, doubts, programme, settlements
from doudi.programmes.elderly.meals.models import CallBack, Meal, OperatingSubsidy, PointFlag, Settlement
from doudi.programmes.elderly.meals.testing import NOVEMBER, Canteen, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(monkeypatch: Any) -> Canteen:
    found = Canteen()
    at_noon(monkeypatch, clock(4))
    return found


def at_noon(monkeypatch: Any, now: dt.datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


def acting(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def serve(town: Canteen, text: str, key: str = "k", **said: Any) -> tuple[int, dict[str, Any]]:
    answer = acting(town.office).post(f"/meals/counter/{town.point.pk}/serve/", {"key": key, "text": text, **said})
    return answer.status_code, answer.json()


def test_a_card_is_one_line_and_one_answer(town: Canteen) -> None:
    old = town.person("张大爷", 1940)
    card = town.card(old)
    status, found = serve(town, card.number)
    assert (status, found["state"], found["pay"], found["number"]) == (200, "served", "5.00", 1)
    assert "张大爷，80周岁及以上" in found["words"]
    again = serve(town, card.number)[1]
    assert (again["again"], again["number"]) == (True, 1)
    second = serve(town, card.number, key="k2")[1]
    assert (second["pay"], second["subsidised"]) == ("12.00", False)
    assert Meal.objects.get(key="k").known == Meal.Known.CARD


def test_an_identity_number_serves_and_stands_nowhere(town: Canteen) -> None:
    old = town.person("张大爷", 1940)
    assert serve(town, old.id_number)[1]["state"] == "served"
    assert Meal.objects.get().known == Meal.Known.ID_CARD
    page = acting(town.office).get(f"/meals/counter/{town.point.pk}/").content.decode()
    assert old.id_number not in page
    assert not any(old.id_number in f"{each.because}{each.subject}{each.data}" for each in Record.objects.all())


def test_a_name_is_chosen_and_says_why_there_was_no_card(town: Canteen) -> None:
    one, other = town.person("张大爷", 1940), town.person("张大爷", 1950)
    town.person("张大爷", 1990)  # too young to be meant
    status, found = serve(town, "张大爷")
    assert (status, found["state"]) == (200, "choose")
    assert [each["pk"] for each in found["people"]] == [one.pk, other.pk]
    assert one.id_number not in str(found)
    assert found["people"][0]["words"].endswith(f"证号尾号{one.id_number[-4:]}")
    assert serve(town, "zdy")[1]["state"] == "choose"
    status, found = serve(town, "张大爷", person=str(other.pk))
    assert (status, "人工核对须选择原因" in found["words"]) == (422, True)
    assert serve(town, "张大爷", person=str(other.pk), reason="忘带卡")[1]["name"] == "张大爷"
    meal = Meal.objects.get()
    assert (meal.person, meal.known, meal.reason) == (other, Meal.Known.MANUAL, "忘带卡")
    stranger = town.person("李大爷", 1940)
    assert serve(town, "张大爷", key="x", person=str(stranger.pk), reason="忘带卡")[0] == 422


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12345678", "卡号不对"),
        ("360000194001010", "。"),
        ("王", "请刷卡，或输入姓名"),
        ("王不在", "本乡镇没有这个姓名"),
        ("369999194006010015", "。"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(town: Canteen, text: str, words: str) -> None:
    status, found = serve(town, text)
    assert (status, found["state"]) == (422, "refused")
    assert words in found["words"]
    assert found["words"].endswith("。")
    assert not Meal.objects.exists()


def test_a_card_that_was_replaced_says_so(town: Canteen) -> None:
    old = town.person("张大爷", 1940)
    lost, _ = town.card(old), town.card(old)
    assert "这张卡已停用（补发新卡）" in serve(town, lost.number)[1]["words"]


def test_what_a_terminal_kept_is_taken_by_its_own_time(town: Canteen, monkeypatch: Any) -> None:
    card = town.card(town.person("张大爷", 1940))
    at_noon(monkeypatch, clock(5, 9))
    status, found = serve(town, card.number, at=clock(4, 11, 40).isoformat())
    assert (status, found["at"]) == (200, "11:40")
    meal = Meal.objects.get()
    assert (meal.on, meal.received_at) == (dt.date(2024, 11, 4), clock(5, 9))
    assert serve(town, card.number, key="y", at="gestern")[0] == 422
    assert serve(town, card.number, key="y", at="2024-11-04T12:00:00")[0] == 422  # of no place on earth
    assert "供餐时间" in serve(town, card.number, key="y")[1]["words"]


def test_a_counter_belongs_to_whoever_runs_the_point(town: Canteen) -> None:
    assert acting(town.office).get("/meals/counter/").headers["Location"] == f"/meals/counter/{town.point.pk}/"
    assert acting(town.other_office).get(f"/meals/counter/{town.point.pk}/").status_code == 404
    assert acting(town.officer).get("/meals/counter/").status_code == 403
    assert "没有正在供餐的助餐点" in acting(town.helper).get("/meals/counter/").content.decode()
    answer = acting(town.other_office).post(f"/meals/counter/{town.point.pk}/serve/", {"key": "k", "text": "x"})
    assert answer.status_code == 404


def test_the_wrong_one_is_taken_back_at_the_counter(town: Canteen) -> None:
    serve(town, town.card(town.person("张大爷", 1940)).number)
    browser = acting(town.office)
    answer = browser.post(f"/meals/counter/{town.point.pk}/undo/", {"key": "k"})
    assert answer.json() == {"state": "reversed", "words": "已撤销张大爷的午餐。"}
    assert browser.post(f"/meals/counter/{town.point.pk}/undo/", {"key": "k"}).status_code == 422
    assert browser.post(f"/meals/counter/{town.point.pk}/undo/", {"key": "z"}).status_code == 422


def own(asked: CaptureQueriesContext) -> int:
    """The questions of the counter itself; the desk around it counts what waits for the user now and then."""
    return len(
        [
            each
            for each in asked
            if any(name in each["sql"] for name in ("meals_m", "meals_p", "registry_", "parameterentry"))
        ]
    )


def test_the_counter_asks_the_same_number_of_questions_for_one_and_for_forty(town: Canteen) -> None:
    browser = acting(town.office)
    people = [town.person(f"老人{n}", 1940) for n in range(40)]
    serve(town, town.card(people[0]).number, key="first")
    address = f"/meals/counter/{town.point.pk}/"
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        assert "老人0" in browser.get(address).content.decode()
    with CaptureQueriesContext(connection) as second:
        browser.post(f"{address}serve/", {"key": "second", "text": town.card(people[1]).number})
    for n, each in enumerate(people[2:]):
        serve(town, town.card(each).number, key=f"q{n}")
    with CaptureQueriesContext(connection) as forty:
        assert "老人39" in browser.get(address).content.decode()
    with CaptureQueriesContext(connection) as last:
        browser.post(f"{address}serve/", {"key": "last", "text": people[0].id_number})
    assert own(one) == own(forty) > 0
    assert own(last) <= own(second)


def test_held_meals_are_released_from_the_list_by_those_who_look(town: Canteen) -> None:
    old = town.person("张大爷", 1950)
    town.serve(old, clock(4, 11, 40))
    town.serve(old, clock(4, 12, 5), point=town.other)
    doubts.look_at_month(NOVEMBER, at=clock(4, 23))
    browser = acting(town.clerk)
    text = browser.get("/meals/records/?state=HELD").content.decode()
    assert "间隔25分钟" in text
    ids = list(Meal.objects.values_list("pk", flat=True))
    told = browser.post("/meals/records/?state=HELD", {"bulk": "release", "ids": ids}).content.decode()
    assert "核实情况" in told
    said = {"bulk": "release", "ids": ids, "confirmed": "1", "because": "打电话问过，两处都是本人"}
    assert browser.post("/meals/records/?state=HELD", said).status_code == 302
    assert not Meal.objects.filter(state=Meal.State.HELD).exists()
    again = browser.post("/meals/records/", said)
    assert (again.status_code, "只有存疑暂缓的餐次可以核实" in again.content.decode()) == (422, True)
    assert "补贴" in acting(town.office).get("/meals/records/").content.decode()


def test_lists_ask_the_same_number_of_questions_for_one_row_and_for_three(town: Canteen) -> None:
    people = [town.person(f"老人{n}", 1950) for n in range(3)]
    for day, number in ((4, 1), (5, 3)):
        for each in people[:number]:
            town.serve(each, clock(day, 11, 40))
            town.serve(each, clock(day, 12, 5), point=town.other)
        doubts.look_at_month(NOVEMBER, at=clock(day, 23))
    PointFlag.objects.create(
        point=town.point, signal="F-MEAL-7", on=dt.date(2024, 11, 4), words="多", found_at=clock(4)
    )
    browser = acting(town.officer)
    asked: dict[str, list[int]] = {}
    for turn in range(2):
        for address in ("/meals/records/?on_from=2024-11-04&on_to=2024-11-04" if not turn else "/meals/records/", "/meals/flags/", "/meals/settlements/", "/meals/subsidies/"):  # fmt: skip
            browser.get(address)
            with CaptureQueriesContext(connection) as found:
                assert browser.get(address).status_code == 200
            asked.setdefault(address.split("?")[0], []).append(len(found))
        if not turn:
            for n in range(2):
                PointFlag.objects.create(point=town.other, signal="F-MEAL-7", on=dt.date(2024, 11, 5 + n), words="多", found_at=clock(5))  # fmt: skip
    settlements.draft_month(NOVEMBER, by=None, at=clock(30))
    assert asked["/meals/records/"][0] == asked["/meals/records/"][1]
    assert asked["/meals/flags/"][0] == asked["/meals/flags/"][1]


def test_a_month_is_driven_by_pages_from_the_draft_to_the_payment(town: Canteen, monkeypatch: Any) -> None:
    people = [town.person(f"老人{n}", 1940) for n in range(3)]
    for n, each in enumerate(people):
        town.serve(each, clock(4, 11, 10 + n * 5))
    at_noon(monkeypatch, clock(8, 10, month=12))
    told = programme._draft(dt.date(2024, 12, 1), clock(1, 2, month=12))
    assert told == "生成上月助餐结算单1份。"
    made = Settlement.objects.get()
    address = f"/meals/settlements/{made.pk}/"
    text = acting(town.office).get(address).content.decode()
    assert "运营方确认</button>" in text
    assert "运营方确认</button>" not in acting(town.clerk).get(address).content.decode()
    assert acting(town.other_office).get(address).status_code == 404

    def act(user: User, **said: Any) -> tuple[int, str]:
        answer = acting(user).post(address, said)
        return answer.status_code, answer.content.decode()

    assert act(town.office, act="next")[0] == 302
    status, text = act(town.clerk, act="next")
    assert (status, "本月须回访3人，已回访0人" in text) == (422, True)
    for each in people:
        assert act(town.clerk, act="call", person=each.pk, answer="YES")[0] == 302
    assert CallBack.objects.count() == 3
    assert act(town.clerk, act="next")[0] == 302
    assert act(town.leader, act="return", because="")[0] == 422
    assert act(town.leader, act="next")[0] == 302
    assert act(town.clerk, act="next")[0] == 302
    assert "支付</button>" in acting(town.finance).get(address).content.decode()
    assert act(town.finance, act="next")[0] == 302
    made.refresh_from_db()
    assert (made.state, made.posted_on) == (Settlement.State.PAID, dt.date(2024, 12, 8))
    assert ledger.balance(accounts.PAID, made.operator) == 900


def test_a_returned_month_is_drawn_up_again_by_the_county(town: Canteen) -> None:
    town.serve(town.person("张大爷", 1940), clock(4))
    made = settlements.draft_month(NOVEMBER, by=None, at=clock(30))[0]
    address = f"/meals/settlements/{made.pk}/"
    assert acting(town.office).post(address, {"act": "next"}).status_code == 302
    assert acting(town.clerk).post(address, {"act": "return", "because": "数字与台账不符"}).status_code == 302
    assert "数字与台账不符" in acting(town.office).get(address).content.decode()
    answer = acting(town.officer).post(address, {"act": "draft"})
    assert answer.status_code == 302
    assert Settlement.objects.get().drafted_by == town.officer


def test_the_operating_subsidy_by_pages(town: Canteen) -> None:
    town.serve(town.person("张大爷", 1940), clock(4))
    said = {"point": town.point.pk, "year": 2024, "score": 90}
    assert acting(town.officer).post("/meals/subsidies/new/", said | {"score": 101}).status_code == 422
    assert acting(town.officer).post("/meals/subsidies/new/", said).status_code == 302
    address = f"/meals/subsidies/{OperatingSubsidy.objects.get().pk}/"
    assert "不足240天" in acting(town.officer).get(address).content.decode()
    assert acting(town.officer).post(address, {}).status_code == 422
    assert acting(town.leader).post(address, {}).status_code == 302
    assert acting(town.finance).post(address, {}).status_code == 302
    assert acting(town.finance).post(address, {}).status_code == 404


def test_the_nights_work_tells_what_it_did(town: Canteen) -> None:
    old = town.person("张大爷", 1950)
    town.serve(old, clock(4, 11, 40))
    town.serve(old, clock(4, 12, 5), point=town.other)
    assert (
        programme._look(dt.date(2024, 11, 5), clock(5, 1))
        == "核查近三个月助餐2份，新暂缓2份，新预警0条，逾期未核实拒付0份。"
    )
    assert programme._suspend(dt.date(2027, 1, 1), clock(5, 1)) == "许可证到期停业2个助餐点。"
    assert programme._draft(dt.date(2024, 11, 5), clock(5, 1)) == "未到生成结算单的日期。"
    items = programme.meals.worklist(town.clerk, dt.date(2024, 11, 5)) if programme.meals.worklist else []
    assert [(each.title, each.number) for each in items] == [("存疑餐次待核实", 2)]
