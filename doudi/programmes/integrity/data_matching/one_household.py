"""One household compared at once: the same questions, views and lists as the month's comparison, with the household as the only roll.

From the lists only the rows about the household and its nearest kin are read, so it takes about a second.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import polars as pl

from doudi.base import identity
from doudi.base.areas import name_of, township_of
from doudi.base.months import chinese_month, last_day
from doudi.base.parameters import ParameterSet
from doudi.mechanisms.exchange.declare import Kind, Source
from doudi.mechanisms.exchange.queries import stored_parts
from doudi.mechanisms.exchange.snapshots import Selection, select
from doudi.mechanisms.matching.declare import Check, Direction
from doudi.mechanisms.matching.engine import CheckResult, Engine, Outcome, empty_table
from doudi.mechanisms.matching.kept import beside
from doudi.mechanisms.matching.means.declare import Difference, Line, Question, Verdict
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.parameters import PARAMETERS
from doudi.programmes.integrity.data_matching.sources import SOURCES
from doudi.programmes.integrity.data_matching.views import VIEWS

# What is asked of a household's means: double cover elsewhere, income against what is declared, property, supporters (section 5.3, 5.4);
# and whether a near relative in office has filed it, before the township opens the case (R-REL-03).
RULES = (
    "R-CMP-05",
    "R-CMP-06",
    "R-CMP-07",
    "R-CMP-09",
    "R-CMP-10",
    "R-CMP-11",
    "R-CMP-12",
    "R-CMP-13",
    "R-CMP-14",
    "R-CMP-15",
    "R-CMP-16",
    "R-CMP-17",
    "R-CMP-18",
)
QUESTIONS: tuple[Check, ...] = tuple(check for check in CHECKS if check.code in RULES)
_NAMES = {source.code: source.name for source in SOURCES}
_ROLLS = ("dibao_rural", "dibao_urban")
_OFFICES = ("handlers",)  # read as far as near relatives by law reach


def answer(question: Question) -> list[Line]:
    """A line for each question; nothing if no list was ever taken in."""
    selection = select(stored_parts(_read(), month=question.month), month=question.month)
    if not selection.tables:
        return []
    beside(selection.tables, _read(), question.month)
    outcome = compared(question, selection.tables, ParameterSet.of(PARAMETERS, on=last_day(question.month)))
    return [_line(result, outcome.findings, selection) for result in outcome.results]


def compared(question: Question, tables: Mapping[str, pl.DataFrame], parameters: ParameterSet) -> Outcome:
    """What the lists say of the household: the findings of the month's comparison, were it on the roll with what it declares."""
    with Engine(_about(question, tables), SOURCES, month=question.month, parameters=parameters) as engine:
        engine.present |= tables.keys()  # a list that came and does not name them has still been compared
        engine.prepare(VIEWS)
        return engine.run(QUESTIONS, doubted="doubted")


def _read() -> list[Source]:
    """The lists that the questions rest on, and the register for kin."""
    needed = {"register", "marriages"}
    for check in QUESTIONS:
        needed |= {
            *check.needs,
            *check.sharpened_by,
            *check.excused_by,
            *(code for each in check.needs_any for code in each),
        }
    return [source for source in SOURCES if source.code in needed and source.code not in _ROLLS]


# --- the rows about them ---------------------------------------------------------------------------------------------------


def _about(question: Question, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Of each list the rows that name the household or its nearest kin; of the bureau's own only the household; and the roll it would be."""
    own = [identity.key(each.id_number) for each in question.people]
    near = _nearest(own, tables)
    kin = _kin(near, tables)
    sources = {source.code: source for source in SOURCES}
    found = {
        code: _naming(table, sources[code], kin if code in _OFFICES else own if sources[code].own else near)
        for code, table in tables.items()
        if code not in (*_ROLLS, "village_cadres", "marriages")
    }
    if "marriages" in tables:
        found["marriages"] = _naming(tables["marriages"], sources["marriages"], kin)
    if "village_cadres" in tables:  # a short list; some stand on it without a number
        found["village_cadres"] = tables["village_cadres"]
    if "register" in tables:
        register = tables["register"]
        homes = register.filter(pl.col("id_number_key").is_in(kin))["household_no"].drop_nulls().unique()
        about = pl.col("id_number_key").is_in(kin) | pl.col("household_no").is_in(homes.implode())
        found["register"] = register.filter(about | _namesakes(register.filter(about), tables))
    code = "dibao_urban" if question.urban else "dibao_rural"
    found[code] = _roll(question, sources[code])
    return found


def _nearest(own: Collection[int], tables: Mapping[str, pl.DataFrame]) -> list[int]:
    """Themselves, their parents and children by the register, and whom they married."""
    near = set(own)
    register = tables.get("register")
    if register is not None:
        me = pl.col("id_number_key").is_in(list(own))
        parents = register.filter(me).select("father_id_key", "mother_id_key")
        near |= {key for column in parents for key in column.drop_nulls()}
        child = pl.col("father_id_key").is_in(list(own)) | pl.col("mother_id_key").is_in(list(own))
        near |= set(register.filter(child)["id_number_key"].drop_nulls())
    couples = tables.get("marriages")
    if couples is not None:
        source = next(each for each in SOURCES if each.code == "marriages")
        for row in _naming(couples, source, own).select(_keys(source)).iter_rows():
            near |= {key for key in row if key is not None}
    return sorted(near)


def _kin(near: Collection[int], tables: Mapping[str, pl.DataFrame]) -> list[int]:
    """Near relatives by law: one step further, with whoever stands in the same household books (R-REL-01)."""
    register = tables.get("register")
    if register is None:
        return sorted(near)
    homes = register.filter(pl.col("id_number_key").is_in(list(near)))["household_no"].drop_nulls().unique()
    together = register.filter(pl.col("household_no").is_in(homes.implode()))["id_number_key"].drop_nulls()
    return _nearest(sorted({*near, *together}), tables)


def _namesakes(about: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.Expr:
    """Everybody with the surname of a cadre who stands on his roster without a number and may be one of these: so that a relative is not
    taken for him while others of his name are not looked at."""
    cadres = tables.get("village_cadres")
    nobody = pl.lit(value=False)
    if cadres is None:
        return nobody
    nameless = cadres.filter(pl.col("id_number_key").is_null())["name"].drop_nulls().str.strip_chars().str.slice(0, 1)
    surnames = set(nameless) & set(about["name"].drop_nulls().str.strip_chars().str.slice(0, 1))
    return pl.col("name").str.strip_chars().str.slice(0, 1).is_in(sorted(surnames)) if surnames else nobody


def _keys(source: Source) -> list[str]:
    return [f"{column.code}_key" for column in source.columns if column.kind == Kind.IDENTITY]


def _naming(table: pl.DataFrame, source: Source, people: Iterable[int]) -> pl.DataFrame:
    keys = [name for name in _keys(source) if name in table.columns]
    wanted = list(people)
    return table.filter(pl.any_horizontal([pl.col(name).is_in(wanted) for name in keys])) if keys else table.clear()


def _roll(question: Question, source: Source) -> pl.DataFrame:
    """The household as a roll would have it, with what it declares."""
    rows: list[dict[str, Any]] = [
        {
            "_row_id": number,
            "household_no": question.household_no,
            "village": name_of(question.area_code),
            "township": name_of(township_of(question.area_code)),
            "name": each.name,
            "relation": each.relation,
            "id_number": each.id_number,
            "id_number_key": identity.key(each.id_number),
            "members": len(question.people),
            "wage": each.wages,
            "pension": each.pension,
            "other_income": each.other,
            "_row": number + 1,
            "_file": "申请材料",
            "_sheet": "",
            "_as_of": question.month,
            "_stale": False,
        }
        for number, each in enumerate(question.people)
    ]
    empty = empty_table(source)
    kinds = {name: empty.schema[name] for name in rows[0]}
    return pl.concat([empty, pl.DataFrame(rows, schema=kinds)], how="diagonal")


# --- what is said ----------------------------------------------------------------------------------------------------------


def _line(result: CheckResult, findings: pl.DataFrame, selection: Selection) -> Line:
    check = result.check
    rests_on = dict.fromkeys((*check.needs, *(code for each in check.needs_any for code in each)))
    came = {code: _months(code, selection) for code in rests_on if code in selection.tables}
    old = [code for code in came if bool(selection.tables[code]["_stale"].all())]
    missing = [_NAMES[code] for code in rests_on if code not in came and (code in check.needs or not result.compared)]
    missing += [f"{_NAMES[code]}（{came[code]}，已过期）" for code in old]
    mine = findings.filter(pl.col("rule") == check.code)
    if mine.height:
        sure = Verdict.NOT_FILED if check.direction is Direction.FILING else Verdict.ABOVE
        verdict = sure if mine["conclusive"].any() else Verdict.DOUBTFUL
    else:
        verdict = Verdict.WITHIN if result.compared and not missing else Verdict.NOT_COMPARED
    details = tuple(
        {
            "reason": row["reason"],
            "doubts": [each for each in row["doubts"] if each],
            "evidence": [{**piece, "values": json.loads(piece["values"])} for piece in row["evidence"] if piece],
        }
        for row in mine.select("reason", "doubts", "evidence").iter_rows(named=True)
    )
    lists = tuple(f"{_NAMES[code]}（{months}）" for code, months in came.items())
    return Line(check.code, check.name, verdict, lists, tuple(missing), mine.height, _difference(check, mine), details)


def _difference(check: Check, mine: pl.DataFrame) -> Difference | None:
    """Of the members about whom something was found, all together; None where nothing was, or an amount is not known."""
    if not check.declared or not mine.height or mine["checked_fen"].null_count():
        return None
    return Difference(check.declared, int(mine["declared_fen"].sum()), int(mine["checked_fen"].sum()))


def _months(code: str, selection: Selection) -> str:
    months = {part.as_of for part in selection.chosen if part.source.code == code and part.as_of is not None}
    return "、".join(chinese_month(month) for month in sorted(months)) or "未注明月份"
