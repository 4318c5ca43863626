"""How far two places are apart. Good to a metre within a county; the earth is taken as a ball."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000.0


def metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Straight-line metres between two places in degrees (great circle)."""
    north = radians(other_latitude - latitude)
    east = radians(other_longitude - longitude)
    half = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(1.0, half)))


# The same as a macro of DuckDB, for tables: null where a place is. (`least` would pass over a null; the sine is clipped by hand.)
METRES_SQL = f"""
    CREATE OR REPLACE MACRO half_way(a_lat, a_lon, b_lat, b_lon) AS
        pow(sin(radians(b_lat - a_lat) / 2), 2)
            + cos(radians(a_lat)) * cos(radians(b_lat)) * pow(sin(radians(b_lon - a_lon) / 2), 2);
    CREATE OR REPLACE MACRO metres(a_lat, a_lon, b_lat, b_lon) AS
        2 * {EARTH_METRES} * asin(sqrt(CASE WHEN half_way(a_lat, a_lon, b_lat, b_lon) > 1 THEN 1
                                            ELSE half_way(a_lat, a_lon, b_lat, b_lon) END))
"""
