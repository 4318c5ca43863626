"""How far one place is from another."""

from __future__ import annotations

from decimal import Decimal

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base.places import METRES_SQL, metres_between


def test_a_minute_of_latitude_is_a_sea_mile() -> None:
    assert abs(metres_between(27.5, 114.5, 27.5 + 1 / 60, 114.5) - 1853) < 5


def test_it_is_as_far_back_as_there_and_nowhere_is_nought() -> None:
    there = metres_between(27.5, 114.5, 27.51, 114.52)
    assert there == metres_between(27.51, 114.52, 27.5, 114.5)
    assert metres_between(27.5, 114.5, 27.5, 114.5) == 0


def test_a_degree_is_narrower_from_east_to_west_than_from_south_to_north() -> None:
    assert 1100 < metres_between(Decimal("27.38"), Decimal("114.62"), Decimal("27.39"), Decimal("114.62")) < 1125
    assert 980 < metres_between(Decimal("27.38"), Decimal("114.62"), Decimal("27.38"), Decimal("114.63")) < 995


@settings(deadline=None)
@given(st.floats(24, 30), st.floats(113, 119), st.floats(24, 30), st.floats(113, 119))
def test_tables_measure_as_python_does(lat: float, lon: float, other_lat: float, other_lon: float) -> None:
    con = duckdb.connect(":memory:")
    con.execute(METRES_SQL)
    found = con.execute("SELECT metres(?, ?, ?, ?)", [lat, lon, other_lat, other_lon]).fetchone()
    assert found is not None
    assert abs(found[0] - metres_between(lat, lon, other_lat, other_lon)) <= 0.51


def test_where_a_place_is_missing_there_is_no_distance() -> None:
    con = duckdb.connect(":memory:")
    con.execute(METRES_SQL)
    assert con.execute("SELECT metres(26, 115, NULL, NULL)").fetchone() == (None,)
