"""Assessment and settlement, with the worked examples that officials know."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.mechanisms.entitlement.policy import in_force
from doudi.programmes.elderly.home_care.assessing import MOST, PARTS, QUESTIONS, Level, assess, level_of
from doudi.programmes.elderly.home_care.policy import HomeCarePolicy, Service
from doudi.programmes.elderly.home_care.settling import Conduct, Visit, pace, score_of, settle, share_of

POLICY = in_force(HomeCarePolicy, dt.date(2024, 11, 1))
FULL = {code: each.most for code, each in QUESTIONS.items()}
ANSWERS = st.fixed_dictionaries({code: st.integers(0, each.most) for code, each in QUESTIONS.items()})


def of_total(total: int) -> dict[str, int]:
    """Some answers that add up to a total."""
    answers, left = {}, total
    for code, each in QUESTIONS.items():
        answers[code] = min(each.most, left)
        left -= answers[code]
    return answers


def test_there_are_26_items_and_90_points() -> None:
    assert len(QUESTIONS) == 26
    assert [part.most for part in PARTS] == [32, 15, 28, 15]
    assert MOST == 90


def test_ec_21_four_parts_add_up_to_67_and_level_1() -> None:
    written = {
        "B1": (4, 3, 2, 3, 2, 3, 4, 3),
        "B2": (3, 3, 3, 1),
        "B3": (4, 3, 4, 3, 4, 4, 1, 0, 2),
        "B4": (1, 1, 2, 1, 3),
    }
    answers = {f"{part}.{n}": value for part, values in written.items() for n, value in enumerate(values, 1)}
    found = assess(answers)
    assert found.points == {"B1": 24, "B2": 10, "B3": 25, "B4": 8}
    assert (found.total, found.level) == (67, Level.MILD)
    assert "总分67分，初步等级为1级（轻度失能）。" in found.words[0]


@pytest.mark.parametrize(("total", "level"), [(90, 0), (89, 1), (66, 1), (65, 2), (46, 2), (45, 3), (30, 3), (29, 4)])
def test_ec_22_the_edges_of_the_levels(total: int, level: int) -> None:
    assert level_of(total) == level
    assert assess(of_total(total)).level == level


@pytest.mark.parametrize(
    ("total", "disorder", "risks", "coma", "level"),
    [
        (66, True, 0, False, 2),
        (90, True, 0, False, 1),
        (45, True, 2, False, 4),  # both together still move one step
        (29, True, 0, False, 4),
        (70, False, 1, False, 1),
        (70, False, 2, False, 2),
        (72, False, 0, True, 4),
    ],
)
def test_ec_23_what_moves_a_level(total: int, disorder: bool, risks: int, coma: bool, level: int) -> None:
    assert assess(of_total(total), disorder=disorder, risks=risks, coma=coma).level == level


def test_a_refused_item_leaves_no_level() -> None:
    answers = dict(FULL)
    del answers["B2.3"]
    with pytest.raises(ValueError, match="尚有1项未评：平地行走"):
        assess(answers)
    with pytest.raises(ValueError, match="上下楼梯”只有0至3分"):
        assess(FULL | {"B2.4": 4})
    with pytest.raises(ValueError, match="没有“C1”"):
        assess(FULL | {"C1": 1})


@given(ANSWERS, st.booleans(), st.integers(0, 5))
def test_worse_answers_never_make_a_better_level(answers: dict[str, int], disorder: bool, risks: int) -> None:
    found = assess(answers, disorder=disorder, risks=risks)
    assert found.by_total <= found.level <= min(found.by_total + 1, 4)
    for code in answers:
        if answers[code]:
            worse = assess(answers | {code: answers[code] - 1}, disorder=disorder, risks=risks)
            assert worse.level >= found.level


def test_ec_15_a_bath_of_38_minutes_is_paid_at_70_per_cent() -> None:
    assert round(38 / 45, 3) == 0.844
    assert share_of(38, int(POLICY.minutes[Service.H02]), POLICY) == 70
    assert settle([Visit("H02", 38)], score=95, policy=POLICY).payable == 84_00


@pytest.mark.parametrize(("minutes", "share"), [(35, 0), (36, 70), (44, 70), (45, 100), (300, 100)])
def test_duration_decides_the_share(minutes: int, share: int) -> None:
    assert share_of(minutes, 45, POLICY) == share


def test_ec_17_a_providers_month() -> None:
    visits = [Visit("H01", 60, valid=n >= 6) for n in range(420)]
    visits += [Visit("H02", 38 if n < 3 else 50, valid=n < 94) for n in range(96)]
    visits += [Visit("H03", 30)] * 150 + [Visit("H04", 60)] * 210
    month = settle(visits, score=84, policy=POLICY)
    assert (month.gross, month.rejected, month.cut) == (43_170_00, 480_00, 108_00)
    assert month.coefficient == 95
    assert month.payable == 40_452_90
    assert "应付40,452.90元。" in month.words
    assert month.lines[1].words == "助浴96单 × 120.00元 = 11,520.00元，拒付2单 240.00元，时长不足3单折减 108.00元。"


def test_ec_13_975_people_and_2303_orders_fall_short_of_thirty_a_year() -> None:
    a_year, lacking = pace(2303, 975, POLICY.least_visits)
    assert round(float(a_year), 1) == 28.3
    assert a_year < 30
    assert lacking == 135
    assert round(30 * 975 / 2303, 1) == 12.7, "months until thirty are reached at this pace"
    assert round(2303 / 975, 2) == 2.36


@given(st.lists(st.builds(Visit, st.sampled_from([each.name for each in Service]), st.integers(0, 200), st.booleans()), max_size=40), st.integers(0, 100))  # fmt: skip
def test_a_month_is_never_paid_above_its_price_and_adds_up(visits: list[Visit], score: int) -> None:
    month = settle(visits, score=score, policy=POLICY)
    assert 0 <= month.payable <= month.gross - month.rejected - month.cut
    assert month.gross == sum(int(POLICY.price[Service[visit.item]]) for visit in visits)
    paid = sum(
        Fraction(
            int(POLICY.price[Service[v.item]]) * share_of(v.minutes, int(POLICY.minutes[Service[v.item]]), POLICY), 100
        )
        for v in visits
        if v.valid
    )
    assert month.gross - month.rejected - month.cut == paid


def test_a_score_is_made_of_four_parts() -> None:
    assert score_of(Conduct(100, 100, 100, (5, 5)))[0] == 100
    total, words = score_of(Conduct(100, 90, 80, (4, 4), complaints=2))
    assert total == 27 + 24 + 20 + 5
    assert words.startswith("准时90/100单得27.0分，有效80/100单得24.0分")
    assert score_of(Conduct(0, 0, 0))[0] == 0
