"""Straight-line distance, in Python and in tables."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base.distance import METRES_SQL, metres

LATITUDE = st.floats(24.0, 30.0)
LONGITUDE = st.floats(113.0, 119.0)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert metres(26.0, 115.0, 27.0, 115.0) == pytest.approx(111_195, abs=1)
    assert metres(26.0, 115.0, 26.0, 115.0) == 0


@settings(deadline=None)
@given(LATITUDE, LONGITUDE, LATITUDE, LONGITUDE)
def test_tables_and_python_measure_alike(lat: float, lon: float, other_lat: float, other_lon: float) -> None:
    con = duckdb.connect(":memory:")
    con.execute(METRES_SQL)
    found = con.execute("SELECT metres(?, ?, ?, ?)", [lat, lon, other_lat, other_lon]).fetchone()
    assert found is not None
    assert found[0] == pytest.approx(metres(lat, lon, other_lat, other_lon), abs=0.01)


def test_where_a_place_is_missing_there_is_no_distance() -> None:
    con = duckdb.connect(":memory:")
    con.execute(METRES_SQL)
    assert con.execute("SELECT metres(26, 115, NULL, NULL)").fetchone() == (None,)
