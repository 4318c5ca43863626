"""低保边缘、刚性支出困难家庭的算例。"""

from __future__ import annotations

import pytest

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.testing import amount, family, fen, figures
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.low_income.rigid import RIGID_RULES
from doudi.programmes.assistance.low_income.rules import MARGINAL_RULES

URBAN, RURAL = Residence.URBAN, Residence.RURAL
NOBODY: dict[str, int] = {}


def test_ex_05_above_the_line_and_below_one_and_a_half_is_an_edge_candidate() -> None:
    left = family({"transfers": fen(1894)}, NOBODY, residence=URBAN)
    assert figures(MARGINAL_RULES, left, "2024-04") == {"marginal": True}


def test_ex_07_the_family_of_four_is_edge() -> None:
    household = family({"transfers": fen(3600)}, NOBODY, NOBODY, NOBODY, residence=RURAL)
    found = figures(MARGINAL_RULES, household, "2024-09", "line", "marginal")
    assert found == {"line": fen(2860), "marginal": True}


@pytest.mark.parametrize(
    ("residence", "income", "recognised"),
    [(URBAN, 1402.49, True), (URBAN, 1402.50, False), (RURAL, 1072.49, True), (RURAL, 1072.50, False)],
)
def test_the_ceiling_is_strictly_below(residence: Residence, income: float, recognised: bool) -> None:
    assert figures(MARGINAL_RULES, family({"transfers": fen(income)}, residence=residence), "2024-09") == {
        "marginal": recognised
    }


def test_who_gets_dibao_is_not_edge_and_who_fails_only_its_property_test_may_be() -> None:
    poor_with_car = family(NOBODY, residence=URBAN, vehicle_price=fen(50_000))
    assert figures(MARGINAL_RULES, poor_with_car, "2024-09") == {"marginal": True}
    assert figures(MARGINAL_RULES, family(NOBODY, residence=URBAN, dibao=1), "2024-09") == {"marginal": False}


EX_25_TEST = {
    "low_income.rigid_ratio": 50,
    "means.disposable_income": {URBAN: fen(30_000), RURAL: fen(30_000)},
}


def spending(**more: int) -> dict[str, int]:
    return {"decided": parse_month("2025-03"), "family_income_year": fen(96_000), "residence": URBAN, **more}


def test_ex_25_rigid_expenditure_of_more_than_half() -> None:
    ill = {"medical": fen(42_000), "rehabilitation": fen(6_000)}
    student = {"tuition": fen(8_000)}
    household = family(ill, student, NOBODY, NOBODY, **spending())
    found = figures(RIGID_RULES, household, "2025-03", "spent", "rigid", "valid_until", reform=EX_25_TEST)
    assert found == {"spent": fen(56_000), "rigid": True, "valid_until": parse_month("2026-03")}
    same = family(*[{"transfers": fen(2_000)}] * 4, residence=URBAN)
    assert [amount(MARGINAL_RULES, same, month) for month in ("2025-03", "2025-04")] == [0, 0]  # under both standards
    sheet = explain(RIGID_RULES, household, RIGID_RULES.terms(parse_month("2025-03"), reform=EX_25_TEST))
    assert "刚性支出 56,000 元超过家庭收入 96,000 元的 50%" in sheet.text()
    assert sheet.complete


def test_private_fees_count_up_to_the_public_rate() -> None:
    household = family({"tuition": fen(60_000), "public_tuition": fen(6_000)}, NOBODY, **spending())
    found = figures(RIGID_RULES, household, "2025-03", "spent", "rigid", reform=EX_25_TEST)
    assert found == {"spent": fen(6_000), "rigid": False}


def test_exactly_half_is_not_more_than_half() -> None:
    household = family({"medical": fen(48_000)}, NOBODY, NOBODY, NOBODY, **spending())
    assert figures(RIGID_RULES, household, "2025-03", reform=EX_25_TEST) == {"rigid": False}
