"""One household compared at once says what the month's comparison says of it: same findings, same words, same amounts."""

from __future__ import annotations

import pytest

from doudi.base.stories import VILLAGE, build_county
from doudi.mechanisms.matching.means.declare import Asked, Question
from doudi.programmes.integrity.data_matching import one_household
from doudi.programmes.integrity.data_matching.check_stories.county import County, Person

pytestmark = pytest.mark.django_db  # the names of places
WAGES, PENSION = 800, 100  # 元 a month, as both members declare together


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    build_county()


def a_household(county: County) -> list[Person]:
    """Cheng the second and his mother, on the roll with what they declare; his brother is head of the village."""
    father = county.person("程老", born="1935-01-01")
    mother = county.person("孙老太", born="1938-01-01", sex="女")
    brother = county.person("程主任", born="1965-01-01", father_id=father, mother_id=mother)
    second = county.person("程二", born="1968-01-01", father_id=father, mother_id=mother)
    county.row(
        "dibao_rural",
        second,
        household_no="H1",
        relation="户主",
        wage=WAGES,
        village="上村",
        township="东镇",
        members=2,
    )
    county.row(
        "dibao_rural",
        mother,
        household_no="H1",
        relation="之母",
        pension=PENSION,
        village="上村",
        township="东镇",
        members=2,
    )
    county.row("village_cadres", brother, village="上村", post="村委会主任")
    return [second, mother]


def everything_undeclared(county: County, second: Person, mother: Person) -> None:
    """What the lists know that the household did not declare."""
    county.row("payroll", second, unit="镇政府", kind="事业编制", wage=3000)
    county.row(
        "taxed_income", second, item="工资薪金", payer="某厂", income=18000, from_on="2024-01-01", to_on="2024-10-31"
    )
    county.row("pensions", mother, scheme="企业职工", monthly=460, state="正常")
    county.row("vehicles", second, plate="赣C00001", type="小型轿车", state="正常", price=120000)


def strangers(county: County) -> None:
    """Other households of whom the lists know as much, and a cadre without a number who is nobody of theirs."""
    for each in range(6):
        other = county.person(f"程路人{each}", born=f"197{each}-02-03")
        county.dibao(f"S{each}", other)
        county.row("payroll", other, unit="中心小学", kind="事业编制", wage=4000)
        county.row("pensions", other, scheme="企业职工", monthly=900, state="正常")
    county.row("village_cadres", None, name="程路人9", village="上村", post="村民小组长")


def question(county: County, second: Person, mother: Person) -> Question:
    """The household as it declares when it applies."""
    people = [
        Asked(second.number, second.name, "户主", wages=WAGES * 100),
        Asked(mother.number, mother.name, "之母", pension=PENSION * 100),
    ]
    return Question(people, "H1", VILLAGE, False, county.month)


def both(county: County, second: Person, mother: Person) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """What the month finds of the household by the questions of means, and what is answered at once."""
    columns = ("rule", "subject_id", "strength", "conclusive", "declared_fen", "checked_fen", "reason", "doubts")
    asked = one_household.compared(question(county, second, mother), county.tables(), county.parameters).findings
    month = county.compare().findings
    month = month.filter((month["household_no"] == "H1") & month["rule"].is_in(one_household.RULES))
    first, then = ({(*row[:-1], tuple(row[-1])) for row in each.select(columns).iter_rows()} for each in (asked, month))
    return first, then


def test_the_check_of_one_household_agrees_with_the_months_comparison() -> None:
    county = County()
    second, mother = a_household(county)
    everything_undeclared(county, second, mother)
    strangers(county)
    asked, month = both(county, second, mother)
    assert {row[0] for row in month} >= {"R-CMP-06", "R-CMP-07", "R-CMP-14", "R-CMP-16"}
    assert asked == month


def test_what_is_declared_in_full_agrees_too() -> None:
    county = County()
    second, mother = a_household(county)
    county.row("pensions", mother, scheme="企业职工", monthly=PENSION, state="正常")
    strangers(county)
    asked, month = both(county, second, mother)
    assert {row[0] for row in asked} == {"R-CMP-07"}
    assert asked == month


@pytest.mark.parametrize("filed", [False, True])
def test_r_cmp_07_is_asked_of_who_applies_and_a_filing_answers_it(filed: bool) -> None:
    """R-REL-03, R-REL-04: the brother of the village head applies; that is no limit, but it has to be filed."""
    county = County()
    second, mother = a_household(county)
    strangers(county)
    if filed:
        county.row("kin_filings", second, staff_name="程主任", relation="兄弟", state="有效")
    found = one_household.compared(question(county, second, mother), county.tables(), county.parameters).findings
    assert ("R-CMP-07" in set(found["rule"])) is not filed


def test_r_chk_08_the_difference_to_what_was_declared_in_yuan_by_kind_of_income() -> None:
    county = County()
    second, mother = a_household(county)
    everything_undeclared(county, second, mother)
    found = one_household.compared(question(county, second, mother), county.tables(), county.parameters).findings
    amounts = {
        rule: (declared, checked)
        for rule, declared, checked in found.select("rule", "declared_fen", "checked_fen").iter_rows()
    }
    assert amounts["R-CMP-16"] == (10_000, 46_000)
    assert amounts["R-CMP-06"] == (80_000, 300_000)
    assert amounts["R-CMP-14"] == (80_000, 150_000)
    assert amounts.get("R-CMP-09", (None, None)) == (None, None)  # a car is no income
