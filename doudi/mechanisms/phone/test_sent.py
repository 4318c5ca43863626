"""What a phone says of where and when: taken as it was sent, or as nothing; never an error of the server's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.mechanisms.phone.sent import Place, if_told, moment_told, place_told


def test_a_place_is_rounded_to_a_decimetre_and_its_accuracy_to_a_metre() -> None:
    told = {"latitude": "27.40000049", "longitude": "114.6", "accuracy": "12.4"}
    assert place_told(told) == Place(Decimal("27.400000"), Decimal("114.600000"), 12)
    assert place_told({"latitude": 27, "longitude": 114}) == Place(Decimal(27), Decimal(114), 0)


@pytest.mark.parametrize(
    "told",
    [
        {}, {"latitude": "27"}, {"latitude": "", "longitude": ""}, {"latitude": "91", "longitude": "114"},
        {"latitude": "NaN", "longitude": "114"}, {"latitude": "sNaN", "longitude": "114"}, {"latitude": "Infinity", "longitude": "1"},
        {"latitude": "27", "longitude": "114", "accuracy": "inf"}, {"latitude": "27", "longitude": "114", "accuracy": "-5"},
    ],
)  # fmt: skip
def test_what_is_no_place_is_none(told: dict[str, str]) -> None:
    assert if_told(place_told, told) is None


def test_a_moment_has_its_zone() -> None:
    assert moment_told("2024-11-05T01:00:00.000Z") == dt.datetime(2024, 11, 5, 1, tzinfo=dt.UTC)
    assert if_told(moment_told, "2024-11-05T01:00:00") is None
    assert if_told(moment_told, None) is None


@given(
    st.dictionaries(st.sampled_from(["latitude", "longitude", "accuracy"]), st.text(max_size=12)), st.text(max_size=30)
)
def test_whatever_is_typed_is_a_place_on_earth_or_none(told: dict[str, str], moment: str) -> None:
    place = if_told(place_told, told)
    assert place is None or (abs(place.latitude) <= 90 and abs(place.longitude) <= 180 and place.accuracy >= 0)
    found = if_told(moment_told, moment)
    assert found is None or found.tzinfo is not None
