"""Whether two lists mean the same person by a number: the name is the second check (R-ID-02).

A row whose number belongs to somebody of another name is not about that person: it is left out of `<list>_of`, the view that the
checks read, and stands in `odd_names` instead. A name that only sounds the same, or is masked, is taken for the person, with a doubt.
"""

from __future__ import annotations

import polars as pl

from doudi.mechanisms.matching.engine import Engine, Step, View
from doudi.mechanisms.matching.linkage.likeness import MASKED, likeness

OTHER, ALIKE, SAME = 0, 1, 2
# A name that sounds the same or is masked on purpose is taken for the person, with a doubt; variant characters are no difference.
_LEVELS = {"same": SAME, "sounds": ALIKE, MASKED: ALIKE}

# list → its column of numbers and the name that belongs to it; a list about two people stands here twice
NAMED = {
    "death_cancellations": ("id_number", "name"),
    "death_certificates": ("id_number", "name"),
    "cremations": ("id_number", "name"),
    "declared_missing": ("id_number", "name"),
    "vehicles": ("id_number", "name"),
    "titles": ("id_number", "name"),
    "firms": ("id_number", "name"),
    "contributions": ("id_number", "name"),
    "pensions": ("id_number", "name"),
    "housing_fund": ("id_number", "name"),
    "payroll": ("id_number", "name"),
    "public_employees": ("id_number", "name"),
    "village_cadres": ("id_number", "name"),
    "handlers": ("id_number", "name"),
    "disability_certificates": ("id_number", "name"),
    "prisoners": ("id_number", "name"),
    "other_county_dibao": ("id_number", "name"),
    "students": ("id_number", "name"),
    "monitored": ("id_number", "name"),
    "medical_costs": ("id_number", "name"),
    "taxed_income": ("id_number", "name"),
    "financial_assets": ("id_number", "name"),
    "work_injury": ("id_number", "name"),
    "kin_filings": ("id_number", "name"),
    "edge_families": ("id_number", "name"),
    "temporary_assistance": ("id_number", "name"),
}
# Two names in a row; both must be those of their numbers.
PAIRED = {"marriages": (("husband_id", "husband_name"), ("wife_id", "wife_name"))}


def compare_names(engine: Engine) -> None:
    """Registers `odd_names` (source, _row_id, person_key, known, written, spot, level: 0 another name, 1 alike). The bureau's rolls stand
    there as `recipients`; their names are held against the register's. And `list_names`, what each list is called."""
    lists = [(source, number, name) for source, (number, name) in NAMED.items()]
    lists += [(source, number, name) for source, pairs in PAIRED.items() for number, name in pairs]
    asked = [(source, f"{number}_key", name) for source, number, name in lists if source in engine.present]
    differing = engine.frame(
        " UNION ALL ".join(
            f"""SELECT '{source}' AS source, t._row_id, k.person_key, k.name AS known, t.{name} AS written, t._at AS spot
                FROM {source} t JOIN known_names k ON k.person_key = t.{key} WHERE t.{name} <> k.name"""
            for source, key, name in [("recipients", "person_key", "name"), *asked]
        )
    )
    pairs = differing.select("known", "written").unique()
    found = likeness(pairs["known"], pairs["written"])
    levels = found.replace_strict(_LEVELS, default=OTHER, return_dtype=pl.Int32).alias("level")
    odd = differing.join(pairs.with_columns(levels), on=["known", "written"]).filter(pl.col("level") < SAME)
    engine.add("odd_names", odd)
    called = pl.DataFrame(
        {"source": list(engine.sources), "list_name": [each.name for each in engine.sources.values()]}
    )
    engine.add("list_names", called)


def _about(source: str, number: str) -> View:
    """The rows of a list that are about the person of their number, with what is odd in the spelling of the name."""
    return View(
        f"{source}_of",
        f"""
        SELECT t.*, t.{number}_key AS person_key,
               CASE WHEN x.level = 1 THEN n.list_name || '上姓名写作“' || x.written || '”' END AS spelling
        FROM {source} t LEFT JOIN odd_rows x ON x.source = '{source}' AND x._row_id = t._row_id
        LEFT JOIN list_names n ON n.source = x.source
        WHERE t.{number}_key IS NOT NULL AND coalesce(x.level, 1) > 0""",
        kept=False,
    )


NAME_VIEWS: tuple[View | Step, ...] = (
    Step(
        "odd_names",
        compare_names,
        reads=("known_names", "recipients", *NAMED, *PAIRED),
        makes=("odd_names", "list_names"),
        short=True,
    ),
    View(
        "odd_rows",
        "SELECT source, _row_id, min(level) AS level, min(written) AS written FROM odd_names GROUP BY source, _row_id",
    ),
    # Who is called otherwise, and where.
    View(
        "other_names",
        """
        SELECT o.person_key, n.list_name, o._row_id, o.written, o.spot FROM odd_names o JOIN list_names n USING (source) WHERE o.level = 0
        UNION ALL
        SELECT DISTINCT o.person_key, n.list_name, 0, o.known, q._at FROM odd_names o JOIN people q USING (person_key)
        JOIN list_names n ON n.source = 'register' WHERE o.source = 'recipients' AND o.level = 0""",
    ),
    *(_about(source, number) for source, (number, _) in NAMED.items()),
    *(_about(source, pairs[0][0]) for source, pairs in PAIRED.items()),
)
