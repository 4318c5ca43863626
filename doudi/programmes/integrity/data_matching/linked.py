"""Rows without a number: to which household a meter belongs, and which person a cadre of a roster is.

What stands at the same door under the same name needs no weighing. Everything else is weighed by sound, look and place, and is
at best probable; whoever fits as well is told in the words.
"""

from __future__ import annotations

import polars as pl

from doudi.mechanisms.matching.engine import Engine, Step
from doudi.mechanisms.matching.linkage.score import LINKS, People, link

METERS = ("power", "water")
_SHOWN = ("row", "person_key", "household_no", "strength", "words")


def _everybody(engine: Engine) -> People:
    """The dead as well: a meter hangs for years under a grandfather's name."""
    return People(
        engine.frame(
            """
            SELECT person_key, name, household_no, sex, born_on, area_code, grp, house, door, dead,
                   NOT dead AND (born_on IS NULL OR month_no(born_on) <= $month - 12 * $adult_age) AS living_adult
            FROM people"""
        )
    )


def _link_meter(meter: str) -> Step:
    """`<meter>_links` (_row_id, household_no, strength, words): at most one household for each meter."""

    def do(engine: Engine) -> None:
        at_the_door = engine.frame(
            f"""
            SELECT p._row_id AS row, CAST(NULL AS BIGINT) AS person_key, min(q.household_no) AS household_no, 'probable' AS strength,
                   '同名,同一门牌' AS words
            FROM {meter}_placed p JOIN people q ON q.door = p.door AND p.door <> '' AND q.name_plain = p.holder_plain
            WHERE q.household_no IS NOT NULL GROUP BY p._row_id HAVING count(DISTINCT q.household_no) = 1"""
        )
        others = engine.frame(
            f"SELECT p._row_id AS row, m.holder AS name, p.area_code, p.grp, p.house, p.door FROM {meter}_placed p JOIN {meter} m USING (_row_id)"
        ).join(at_the_door, on="row", how="anti")
        weighed = link(others, engine.once("everybody", _everybody), to="households") if others.height else None
        _add(engine, f"{meter}_links", at_the_door, weighed, person=False)

    placed = f"{meter}_placed"
    return Step(f"{meter}_links", do, reads=(meter, placed, "people"), makes=(f"{meter}_links",), frees=(placed,))


def _link_cadres(engine: Engine) -> None:
    """`cadre_links` (_row_id, person_key, strength, words): the living adults whom cadres without a number may be."""
    cadres = engine.frame(
        "SELECT _row_id AS row, name, area_code, sex, born_on FROM cadre_rows WHERE id_number_key IS NULL AND area_code <> ''"
    )
    if cadres.is_empty():
        _add(engine, "cadre_links", None, None, person=True)
        return
    everybody = engine.once("everybody", _everybody)
    weighed = link(cadres, everybody, among=everybody.table["living_adult"])
    _add(engine, "cadre_links", None, weighed, person=True)


def _add(engine: Engine, table: str, sure: pl.DataFrame | None, weighed: pl.DataFrame | None, *, person: bool) -> None:
    found = [frame.select(_SHOWN) for frame in (sure, weighed) if frame is not None]
    links = pl.concat(found) if found else pl.DataFrame(schema={name: LINKS[name] for name in _SHOWN})
    engine.add(table, links.rename({"row": "_row_id"}).drop("household_no" if person else "person_key").sort("_row_id"))


METER_LINKS: tuple[Step, ...] = tuple(_link_meter(meter) for meter in METERS)
CADRE_LINKS = Step(
    "cadre_links",
    _link_cadres,
    reads=("cadre_rows", "people"),
    makes=("cadre_links",),
    parameters=("month", "adult_age"),
)
