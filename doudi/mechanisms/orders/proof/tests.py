"""What is said to have been delivered, and whether it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base.parameters import DatedValue, Parameter
from doudi.mechanisms.orders.proof import parameters as p
from doudi.mechanisms.orders.proof.declare import Signal
from doudi.mechanisms.orders.proof.judging import Judged, judge, parameters_of
from doudi.mechanisms.orders.proof.signals import HOME_VISIT, VOLUNTEERING
from doudi.mechanisms.orders.proof.tables import Evidence, frame

DAY = dt.date(2024, 11, 12)
HOME = (26.5000, 115.2000)
ONE_KILOMETRE = 1 / 111.195  # degrees of latitude


def at(clock: str, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(":".join(each.zfill(2) for each in clock.split(":"))))


def north(kilometres: float) -> tuple[float, float]:
    return HOME[0] + kilometres * ONE_KILOMETRE, HOME[1]


def an_order(number: int, **more: Any) -> dict[str, Any]:
    """One hour of cleaning at a village home, confirmed on the client's card, with two photographs."""
    told = {
        "order_id": number,
        "number": f"HC{number}",
        "day": DAY,
        "client": number,
        "item": "H01",
        "planned_minutes": 60,
        "minimum_minutes": 60,
        "workers_needed": 1,
        "at_home": True,
        "any_hour": False,
        "home_lat": HOME[0],
        "home_lon": HOME[1],
        "urban": False,
        "photos_needed": 1,
        "certificate": "",
        "confirmed_by": "card",
        "denied": False,
    }
    return told | more


def a_visit(number: int, worker: int = 1, begin: str = "9:00:07", end: str = "10:03:41", **more: Any) -> dict[str, Any]:
    """Somebody at the door, 62 metres off by the satellites."""
    day = more.pop("day", DAY)
    place = more.pop("place", north(0.062))
    left = more.pop("left", place)
    told = {
        "order_id": number,
        "worker": worker,
        "in_at": at(begin, day),
        "out_at": at(end, day) if end else None,
        "in_lat": place and place[0] + number * 1e-6,
        "in_lon": place and place[1],
        "in_accuracy": 10.0,
        "out_lat": left and left[0] + number * 1e-6,
        "out_lon": left and left[1],
        "phone_at": at(begin, day),
        "received_at": at(begin, day),
        "device": f"phone {worker}",
    }
    return told | more


def a_photo(number: int, fingerprint: int | None = None, **more: Any) -> dict[str, Any]:
    seen = number * 0x9E3779B97F4A7C15 % 2**64 if fingerprint is None else fingerprint
    seen = seen - 2**64 if seen >> 63 else seen
    told = {
        "order_id": number,
        "number": f"HC{number}",
        "content": f"bytes {number}",
        "fingerprint": seen,
        "taken_at": at("9:05"),
    }
    return told | more


def judged(
    orders: list[dict[str, Any]],
    visits: list[dict[str, Any]],
    *,
    photos: list[dict[str, Any]] | None = None,
    signals: tuple[Signal, ...] = HOME_VISIT,
    overrides: Mapping[str, int | float] | None = None,
    **tables: list[dict[str, Any]],
) -> Judged:
    photos = [a_photo(each["order_id"]) for each in orders] if photos is None else photos
    given_tables: dict[str, list[dict[str, Any]]] = {
        "deaths": [],
        "absences": [],
        "certificates": [],
        "kin": [],
        "photos": photos,
    } | tables
    evidence = Evidence(
        frame("orders", list(orders)),
        frame("attendances", list(visits)),
        **{name: frame(name, list(rows)) for name, rows in given_tables.items()},
    )
    return judge(evidence, signals, overrides=overrides)


def grade(result: Judged, number: int) -> str:
    return str(result.grades.filter(pl.col("order_id") == number)["grade"].item())


def raised(result: Judged, number: int) -> list[str]:
    return list(result.grades.filter(pl.col("order_id") == number)["signals"].item())


def words(result: Judged, number: int) -> str:
    return str(result.grades.filter(pl.col("order_id") == number)["words"].item())


def test_what_everything_speaks_for_is_proved() -> None:
    result = judged([an_order(1)], [a_visit(1)])
    assert raised(result, 1) == []
    assert words(result, 1) == "A级，证据充分：没有发现疑点。"
    assert result.grades["held"].to_list() == [False]


def test_ec_15_a_bath_by_two_at_38_of_45_minutes_waits_for_a_supervisor() -> None:
    bath = an_order(1, item="H02", planned_minutes=45, minimum_minutes=45, workers_needed=2, urban=True)
    there = [a_visit(1, worker, "9:00:00", "9:38:00") for worker in (1, 2)]
    result = judged([bath], there)
    assert raised(result, 1) == ["brief"], "62 m lie inside the fence; 38 minutes together are 84% of 45"
    assert grade(result, 1) == "C"
    assert "实际38分钟，少于应有的45分钟，须经督导复核。" in words(result, 1)


def test_ec_16_nobody_drives_95_kilometres_an_hour_between_two_homes() -> None:
    orders = [an_order(1, client=1), an_order(2, client=2, home_lat=north(9.5)[0])]
    first, second = (
        a_visit(1, begin="8:58:30", end="10:00:00", place=HOME),
        a_visit(2, begin="10:06:00", end="11:07:00", place=north(9.5)),
    )
    result = judged(orders, [first, second])
    assert raised(result, 1) == raised(result, 2) == ["speed"], "both wait"
    assert result.grades["held"].to_list() == [True, True]
    assert "10:00离开后6分钟即在9.5公里外的服务单HC2签到，时速约95公里。" in words(result, 1)
    slowly = judged(orders, [first, a_visit(2, begin="10:12:00", end="11:13:00", place=north(9.5))])
    assert slowly.grades["held"].to_list() == [False, False]


HELD: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, list[dict[str, Any]]]]] = {
    "far": ({}, {"place": north(1.2)}, {}),
    "elsewhere": ({}, {"place": north(3.4)}, {}),
    "short": ({}, {"end": "9:40:00"}, {}),
    "brief": ({}, {"end": "9:55:00"}, {}),
    "dead": ({}, {}, {"deaths": [{"person": 1, "day": dt.date(2024, 11, 11)}]}),
    "away": ({}, {}, {"absences": [{"person": 1, "since": dt.date(2024, 11, 1), "until": None, "words": "住院"}]}),
    "no_certificate": (
        {"certificate": "养老护理员"},
        {},
        {
            "certificates": [
                {"worker": 1, "certificate": "养老护理员", "since": dt.date(2020, 1, 1), "until": dt.date(2024, 11, 11)}
            ]
        },
    ),
    "alone": ({"workers_needed": 2}, {}, {}),
    "kin": ({}, {}, {"kin": [{"worker": 1, "client": 1, "words": "女儿"}]}),
    "denied": ({"denied": True}, {}, {}),
    "photo_seen": (
        {},
        {},
        {"photos": [a_photo(1, 0xF0F0), a_photo(99, 0xF0F1, taken_at=at("9:00", dt.date(2024, 10, 3)))]},
    ),
}
NOTED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, list[dict[str, Any]]]]] = {
    "left_elsewhere": ({}, {"left": north(1.5)}, {}),
    "long": ({}, {"end": "13:00:00"}, {}),
    "no_check_out": ({}, {"end": ""}, {}),
    "night": ({}, {"begin": "5:10:07", "end": "6:15:00"}, {}),
    "clock": ({}, {"phone_at": at("6:00")}, {}),
    "late": ({}, {"received_at": at("9:30", dt.date(2024, 11, 13))}, {}),
    "not_confirmed": ({"confirmed_by": ""}, {}, {}),
    "own_device": ({"confirmed_by": "worker_device"}, {}, {}),
    "no_photo": ({"photos_needed": 2}, {}, {}),
    "no_place": ({}, {"place": None}, {}),
}


@pytest.mark.parametrize("signal", [*HELD, *NOTED])
def test_one_thing_is_wrong_and_it_is_said_alone(signal: str) -> None:
    order, visit, others = (HELD | NOTED)[signal]
    tables: dict[str, Any] = others
    result = judged([an_order(1, **order)], [a_visit(1, **visit)], **tables)
    assert raised(result, 1) == [signal]
    reason = result.reasons["reason"].item()
    assert reason.endswith("。"), reason
    assert "None" not in reason
    assert reason in words(result, 1)
    weight = next(each.weight for each in HOME_VISIT if each.code == signal)
    assert result.grades["points"].to_list() == [weight.on(DAY).value]
    if signal in HELD:
        assert result.grades["held"].to_list() == [True]


def test_every_signal_has_a_story() -> None:
    told = {*HELD, *NOTED, "speed", "overlap", "too_many", "same_length", "same_point", "shared_device", "paired"}
    told |= {"home_in_doubt", "no_check_in"}
    assert {each.code for each in VOLUNTEERING} == told


@pytest.mark.parametrize(
    ("order", "visit", "tables"),
    [
        ({}, {"place": north(0.49)}, {}),  # within the fence of the country
        ({}, {"place": north(0.6), "in_accuracy": 120.0}, {}),  # the telephone says that it errs
        ({}, {"place": north(5.0), "in_by_code": True, "out_by_code": True}, {}),  # the tag at the home was scanned
        ({"at_home": False}, {"place": north(5.0)}, {}),  # met at the hospital
        ({}, {"end": "10:00:07"}, {}),  # exactly the time
        ({}, {}, {"deaths": [{"person": 1, "day": DAY}]}),  # he died on the evening of that day
        (
            {},
            {},
            {"absences": [{"person": 1, "since": DAY, "until": None, "words": "住院"}]},
        ),  # taken to hospital that evening
        (
            {},
            {},
            {"absences": [{"person": 1, "since": dt.date(2024, 10, 1), "until": DAY, "words": "住院"}]},
        ),  # came home that day
        ({"any_hour": True}, {"begin": "2:00:00", "end": "3:01:00"}, {}),  # an emergency at night
        (
            {},
            {},
            {"photos": [a_photo(1, 0xF0F0), a_photo(99, 0xFF00FF, taken_at=at("9:00", dt.date(2024, 10, 3)))]},
        ),  # another picture
        (
            {},
            {},
            {"photos": [a_photo(1, 0xF0F0), a_photo(99, 0xF0F0, taken_at=at("9:00", dt.date(2024, 11, 29)))]},
        ),  # its own was copied later
        ({}, {"received_at": at("20:00"), "phone_at": at("9:00")}, {}),  # sent in the evening: no network in the valley
    ],
)
def test_what_is_no_reason_to_doubt(order: dict[str, Any], visit: dict[str, Any], tables: dict[str, Any]) -> None:
    assert raised(judged([an_order(1, **order)], [a_visit(1, **visit)], **tables), 1) == []


def test_accuracy_that_a_telephone_claims_is_believed_up_to_a_limit() -> None:
    result = judged([an_order(1)], [a_visit(1, place=north(1.9), in_accuracy=5000.0)])
    assert raised(result, 1) == ["far"]


def test_one_worker_cannot_be_in_two_homes_at_once() -> None:
    orders = [an_order(1), an_order(2), an_order(3)]
    together = [a_visit(1, 1), a_visit(2, 1, "9:30:00", "10:31:00"), a_visit(3, 2, "9:30:00", "10:31:00")]
    result = judged(orders, together)
    assert [raised(result, n) for n in (1, 2, 3)] == [["overlap"], ["overlap"], []]
    assert "同一人员同时在服务单HC2，重叠33分钟。" in words(result, 1)
    assert result.reasons["with_id"].to_list() == [2, 1]


def test_a_button_pressed_too_late_is_no_overlap() -> None:
    result = judged(
        [an_order(1), an_order(2)], [a_visit(1, end="10:03:41"), a_visit(2, begin="10:02:30", end="11:05:00")]
    )
    assert result.grades["held"].to_list() == [False, False]


def test_an_order_of_another_line_is_compared_with_and_not_judged() -> None:
    result = judged([an_order(1)], [a_visit(1), a_visit(77, 1, "9:10:00", "9:50:00")])
    assert result.grades["order_id"].to_list() == [1]
    assert raised(result, 1) == ["overlap"]


def test_two_who_were_not_there_together_are_one_and_one() -> None:
    bath = an_order(1, workers_needed=2, minimum_minutes=45)
    result = judged([bath], [a_visit(1, 1, "9:00:00", "9:46:00"), a_visit(1, 2, "9:30:00", "10:16:00")])
    assert raised(result, 1) == ["alone"]
    assert "两人同时在场16分钟，不足应有45分钟的80%。" in words(result, 1)


def test_beyond_the_ceiling_of_a_day_the_rest_waits() -> None:
    orders = [an_order(n, minimum_minutes=20, planned_minutes=20) for n in range(1, 13)]
    visits = [
        a_visit(n, 1, f"{7 + n // 2}:{n % 2 * 30:02}:{n:02}", f"{7 + n // 2}:{n % 2 * 30 + 21 + n % 3:02}:{3 * n:02}")
        for n in range(1, 13)
    ]
    result = judged(orders, visits)
    assert result.grades.filter("held")["order_id"].to_list() == [11, 12]
    assert raised(result, 12) == ["too_many"]


def test_work_is_never_done_to_the_second_alike() -> None:
    days = [DAY + dt.timedelta(n) for n in range(10)]
    orders = [an_order(n, day=day) for n, day in enumerate(days, 1)]
    alike = [a_visit(n, 1, f"9:{n:02}:05", f"10:{n + 3:02}:05", day=day) for n, day in enumerate(days, 1)]
    assert raised(judged(orders, alike), 4) == ["same_length"]
    apart = [a_visit(n, 1, f"9:{n:02}:05", f"10:{n + 3:02}:{n * 5:02}", day=day) for n, day in enumerate(days, 1)]
    assert raised(judged(orders, apart), 4) == []
    by_the_minute = [a_visit(n, 1, f"9:{n:02}", f"10:{n + 3:02}", day=day) for n, day in enumerate(days, 1)]
    assert raised(judged(orders, by_the_minute), 4) == [], "kept by the minute, sixty is just the usual time"


def test_a_place_that_repeats_to_the_sixth_decimal_was_typed_in() -> None:
    later = DAY + dt.timedelta(1)
    same: dict[str, Any] = {"in_lat": HOME[0], "in_lon": HOME[1]}
    result = judged([an_order(1), an_order(2, day=later)], [a_visit(1, **same), a_visit(2, day=later, **same)])
    assert raised(result, 1) == raised(result, 2) == ["same_point"]


def test_one_telephone_for_three_workers() -> None:
    orders = [an_order(n) for n in (1, 2, 3, 4)]
    result = judged(orders, [*(a_visit(n, n, device="shared") for n in (1, 2, 3)), a_visit(4, 4)])
    assert [raised(result, n) for n in (1, 4)] == [["shared_device"], []]


def test_the_same_two_again_and_again_is_asked_of_volunteers_only() -> None:
    days = [DAY + dt.timedelta(n) for n in range(12)]
    orders = [an_order(n, day=day, client=1 if n < 9 else n) for n, day in enumerate(days, 1)]
    visits = [a_visit(n, 1, day=day, end=f"10:{n:02}:{n:02}") for n, day in enumerate(days, 1)]
    assert raised(judged(orders, visits, signals=VOLUNTEERING), 1) == ["paired"]
    assert raised(judged(orders, visits), 1) == []


def test_a_home_whose_place_on_file_is_wrong_is_measured_and_not_held() -> None:
    days = [DAY + dt.timedelta(n) for n in range(4)]
    orders = [an_order(n, client=1, day=day) for n, day in enumerate(days, 1)]
    visits = [
        a_visit(n, 1 + n % 2, day=day, place=north(4.0), end=f"10:{n:02}:{n:02}") for n, day in enumerate(days, 1)
    ]
    result = judged(orders, visits)
    assert raised(result, 1) == ["home_in_doubt"]
    assert grade(result, 1) == "B"
    one_man = [visit | {"worker": 1} for visit in visits]
    assert raised(judged(orders, one_man), 1) == ["elsewhere"], "who always was alone may have sat at home himself"
    of_two = [*orders, *(order | {"order_id": order["order_id"] + 10, "client": 2} for order in orders)]
    at_the_office = [*visits, *(a_visit(10 + n, 3 + n % 2, day=day, place=north(4.0)) for n, day in enumerate(days, 1))]
    assert raised(judged(of_two, at_the_office), 1) == ["elsewhere"], (
        "two clients do not live at one spot: it is somebody's office"
    )


def test_what_nobody_checked_in_for_is_not_believed() -> None:
    result = judged([an_order(1)], [])
    assert "no_check_in" in raised(result, 1)
    assert grade(result, 1) == "D"


def test_what_cannot_be_checked_is_said_to_be_unchecked() -> None:
    evidence = Evidence(
        frame("orders", [an_order(1, home_lat=None, home_lon=None)]), frame("attendances", [a_visit(1)])
    )
    result = judge(evidence, HOME_VISIT)
    unchecked = result.grades["unchecked"].item().to_list()
    assert {"签到点超出服务范围", "死亡信息未接入", "照片未接入"} <= set(unchecked)
    assert "未核对：" in words(result, 1)


def test_points_of_several_signals_add_up_to_a_hundred_at_most() -> None:
    result = judged([an_order(1, confirmed_by="worker_device", photos_needed=2)], [a_visit(1, phone_at=at("6:00"))])
    assert result.grades["points"].to_list() == [40 + 15 + 20]
    assert grade(result, 1) == "D"
    worse = judged([an_order(1, denied=True)], [a_visit(1, place=north(8.0))])
    assert worse.grades["points"].to_list() == [100]


def test_every_order_is_judged_by_the_numbers_of_its_own_day() -> None:
    later = dt.date(2024, 11, 20)
    narrowed = Parameter(
        p.FENCE_RURAL.code,
        p.FENCE_RURAL.label,
        p.FENCE_RURAL.unit,
        (*p.FENCE_RURAL.values, DatedValue(100, dt.date(2024, 11, 15), "县民政局通知")),
    )
    signals = tuple(
        replace(each, parameters=tuple(narrowed if one.code == narrowed.code else one for one in each.parameters))
        for each in HOME_VISIT
    )
    orders = [an_order(1), an_order(2, day=later)]
    visits = [a_visit(1, place=north(0.3)), a_visit(2, day=later, place=north(0.3))]
    result = judged(orders, visits, signals=signals)
    assert [raised(result, n) for n in (1, 2)] == [[], ["far"]]


def test_a_county_sets_its_own_fence() -> None:
    orders, visits = [an_order(1)], [a_visit(1, place=north(0.3))]
    assert raised(judged(orders, visits, overrides={"fence_rural": 100}), 1) == ["far"]
    with pytest.raises(ValueError, match="没有名为"):
        judged(orders, visits, overrides={"fence": 100})


def test_every_number_names_its_document() -> None:
    for each in parameters_of(VOLUNTEERING):
        assert each.values[0].document
        assert each.note


def test_no_orders_give_no_grades() -> None:
    assert judged([], []).grades.height == 0


@settings(max_examples=40, deadline=None)
@given(flips=st.sets(st.integers(0, 63), max_size=9), seen=st.integers(0, 2**64 - 1))
def test_a_photograph_is_known_again_whichever_bits_of_it_changed(flips: set[int], seen: int) -> None:
    """The search by pieces misses none that comparing all with all would find."""
    changed = seen
    for bit in flips:
        changed ^= 1 << bit
    earlier = a_photo(99, changed, taken_at=at("9:00", dt.date(2024, 10, 3)))
    for most in (0, 5, 7):
        result = judged([an_order(1)], [a_visit(1)], photos=[a_photo(1, seen), earlier], overrides={"photo_bits": most})
        assert ("photo_seen" in raised(result, 1)) == (len(flips) <= most)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_an_answer_does_not_depend_on_the_order_of_the_rows(data: st.DataObject) -> None:
    orders = [an_order(n, client=n % 3, home_lat=north(n % 3)[0]) for n in range(1, 9)]
    visits = [
        a_visit(
            n,
            data.draw(st.integers(1, 3)),
            f"{data.draw(st.integers(8, 16))}:{n:02}:00",
            "17:00:00",
            place=north(n % 3),
        )
        for n in range(1, 9)
    ]
    one = judged(orders, visits)
    other = judged(data.draw(st.permutations(orders)), data.draw(st.permutations(visits)))
    assert one.grades.equals(other.grades)
    assert one.reasons.equals(other.reasons)
