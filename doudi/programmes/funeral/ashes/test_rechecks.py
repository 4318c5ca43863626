"""年度抽查: drawn by nobody's choice, the same for whoever draws again, and worked off by somebody who has not attended."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.mechanisms.casework.models import Case
from doudi.programmes.funeral.ashes import flow
from doudi.programmes.funeral.ashes.models import Placement
from doudi.programmes.funeral.ashes.rechecks import day_of_draw, rechecks, rechecks_due
from doudi.programmes.funeral.ashes.stories import Hearse, row_of

QINGMING = dt.date(2027, 4, 1)


@pytest.fixture
def hearse(db: None) -> Hearse:
    return Hearse()


def many(hearse: Hearse, number: int) -> list[Case]:
    """So many at rest since August 2026, without the steps in between."""
    first = hearse.closed()
    kept = Placement.objects.get(ashes=first.pk)
    cases = [first]
    for place in range(1, number):
        case = hearse.reported(name=f"逝者{place}甲")
        row = row_of(case)
        Placement.objects.create(
            ashes=row, custodian=kept.custodian, place=f"B-{place}", certificate=f"补{place}", placed_on=kept.placed_on,
            ends_on=kept.ends_on, keeper=kept.keeper, tracker=kept.tracker,
        )  # fmt: skip
        cases.append(case)
    return cases


def test_r_ashes_15_at_least_a_tenth_is_drawn_and_whoever_draws_again_draws_the_same(hearse: Hearse) -> None:
    cases = many(hearse, 21)
    drawn = rechecks(QINGMING)
    assert len(drawn) == 3  # a tenth of 21, rounded up
    assert set(drawn) <= {case.pk for case in cases}
    Placement.objects.filter(ashes__in=drawn).update(freed_on=QINGMING + dt.timedelta(days=9))
    assert rechecks(QINGMING) == drawn  # what happens afterwards takes nobody out of it
    other = {tuple(rechecks(QINGMING.replace(year=year))) for year in (2027, 2028, 2029)}
    assert len(other) > 1  # each year draws anew
    assert rechecks(QINGMING.replace(year=2031)) == []  # laid to rest longer ago than three years


@pytest.mark.django_db
def test_r_ashes_15_the_year_of_a_draw_begins_in_the_month_of_qingming() -> None:
    assert day_of_draw(dt.date(2027, 3, 31)) == dt.date(2026, 4, 1)
    assert day_of_draw(dt.date(2027, 4, 1)) == QINGMING


def test_r_ashes_15_who_was_drawn_stays_on_the_list_until_he_is_looked_at_again(hearse: Hearse) -> None:
    case = hearse.closed()
    on = dt.date(2027, 4, 5)
    assert rechecks_due(dt.date(2027, 3, 31)) == []  # drawn when the month comes
    assert rechecks_due(on) == [case.pk]
    hearse.take(case, flow.RECHECK, hearse.office, on, seal_matches=True, place_matches=True)
    assert rechecks_due(on) == []
