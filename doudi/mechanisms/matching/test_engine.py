"""The engine and what it makes of answers, on two invented lists: who keeps bees, and who draws a bee-keeper's allowance."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import duckdb
import polars as pl
import pytest

from doudi.base.parameters import ParameterSet, Value, parameter
from doudi.base.stories import number_of
from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.matching.answers import ROW_BITS, Sheets
from doudi.mechanisms.matching.declare import FINDING_COLUMNS, Check, Direction
from doudi.mechanisms.matching.engine import Engine, Outcome, Step, View, empty_table, pattern_of

MONTH = 2024 * 12 + 10
PERSON = (column("name", Kind.NAME, "姓名"), column("id_number", Kind.IDENTITY, "证号", subject=True))
BEES = Source(
    "bees",
    "养蜂户名单",
    "县农业农村局",
    (*PERSON, column("hives", Kind.COUNT, "箱数"), column("note", Kind.TEXT, "备注")),
)
ALLOWANCE = Source("allowance", "津贴花名册", "县民政局", (*PERSON, column("amount", Kind.MONEY, "金额")), own=True)
ILLNESS = Source("illness", "蜂病名单", "县畜牧站", PERSON)
SOURCES = (BEES, ALLOWANCE, ILLNESS)
FEW_HIVES = parameter("few_hives", "至少箱数", "箱", 5, document="某通知")
GONE = parameter("gone", "不再养蜂的用语", "用语", ("转行", "^卖$"), document="某通知")
TOO_FEW = Check(
    "R-BEE-01",
    "箱数不足",
    "有没有人蜂箱不够仍领津贴？",
    Direction.PAID,
    needs=("bees", "allowance"),
    parameters=(FEW_HIVES, GONE),
    sql="""
        SELECT a.id_number_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, '' AS household_no, '津贴' AS programme,
               '' AS area_code, 'exact' AS strength, [CASE WHEN says(b.note, $gone) THEN '可能转行' END] AS doubts, a.amount AS amount_fen,
               printf('%s只有%d箱。', a.name, b.hives) AS reason, $month AS period_from, $month AS period_to,
               [ev(b._at, {'箱数': b.hives}), ev(a._at, {'金额': yuan(a.amount)}), ev(NULL, {'无': 1})] AS evidence
        FROM allowance a JOIN bees b USING (id_number_key) WHERE b.hives < $few_hives""",
)
Row = dict[str, Any]


def number(sequence: int) -> str:
    return number_of(dt.date(1970, 1, 1), sequence)


def table(source: Source, *rows: Row, stale: bool = False, file: str = "一.xlsx", month: int = MONTH) -> pl.DataFrame:
    """The rows of a list as a snapshot holds them; `who` is a sequence for the number and the name."""
    lines = [
        {"id_number": number(row["who"]), "id_number_key": int(number(row["who"])[:17]), "name": f"某{row['who']}", "_row_id": place,
         "_row": place + 2, "_file": file, "_sheet": "1", "_as_of": month, "_stale": stale,
         **{key: value for key, value in row.items() if key != "who"}}
        for place, row in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(lines, schema=empty_table(source).schema, orient="row")


def usual() -> dict[str, pl.DataFrame]:
    """Three draw the allowance; the first has too few hives."""
    drawn = table(ALLOWANCE, {"who": 1, "amount": 5000}, {"who": 2, "amount": 6000}, {"who": 3, "amount": 7000})
    return {
        "bees": table(BEES, {"who": 1, "hives": 2}, {"who": 2, "hives": 5}, {"who": 3, "hives": 9}),
        "allowance": drawn,
    }


def run(
    tables: dict[str, pl.DataFrame], *checks: Check, doubted: str = "", steps: tuple[View | Step, ...] = (), month: int = MONTH, **overrides: Value
) -> Outcome:  # fmt: skip
    parameters = ParameterSet.of((FEW_HIVES, GONE), on=dt.date(2024, 11, 30), overrides=overrides)
    with Engine(tables, SOURCES, month=month, parameters=parameters) as engine:
        engine.prepare(steps)
        return engine.run(checks or (TOO_FEW,), doubted=doubted)


def found(outcome: Outcome) -> Row:
    (row,) = outcome.findings.to_dicts()
    return row


# --- the engine ---------------------------------------------------------------------------------------------------------


def test_a_check_answers_with_findings_and_their_evidence() -> None:
    outcome = run(usual())
    row = found(outcome)
    assert (row["rule"], row["direction"], row["subject_name"], row["amount_fen"]) == ("R-BEE-01", "paid", "某1", 5000)
    assert (row["reason"], row["conclusive"], row["doubts"]) == ("某1只有2箱。", True, [])
    assert [(each["source"], each["file"], each["sheet"], each["row"], each["as_of"]) for each in row["evidence"]] == [
        ("bees", "一.xlsx", "1", 2, MONTH),
        ("allowance", "一.xlsx", "1", 2, MONTH),
    ]
    assert row["evidence"][0]["values"] == '{"箱数":2}'
    (result,) = outcome.results
    assert (result.compared, result.hits, result.amount_fen, result.missing) == (True, 1, 5000, ())


def test_a_parameter_of_the_county_goes_before_the_usual_one() -> None:
    assert run(usual(), few_hives=6).findings.height == 2
    assert run(usual(), few_hives=1).findings.height == 0


def test_questions_that_are_asked_at_once_are_answered_in_their_order() -> None:
    """The first takes the longest; what comes of the others waits for it."""
    slow = "(SELECT count(*) FROM range(3000) x, range(3000) y WHERE (x.range * y.range) % 7 = 8)"
    checks = [
        dataclasses.replace(TOO_FEW, code=f"R-BEE-{turn:02d}", sql=f"{TOO_FEW.sql} + {slow if turn == 1 else turn}")
        for turn in range(1, 8)
    ]
    outcome = run(usual(), *checks)
    assert [result.check.code for result in outcome.results] == [check.code for check in checks]
    hits = [1 + (5 + turn > 5) + (5 + turn > 9) if turn > 1 else 1 for turn in range(1, 8)]
    assert [result.hits for result in outcome.results] == hits
    assert outcome.findings["rule"].to_list() == [
        check.code for check, number in zip(checks, hits, strict=True) for _ in range(number)
    ]


def test_a_question_that_cannot_be_answered_is_not_passed_over() -> None:
    wrong = dataclasses.replace(TOO_FEW, code="R-BEE-02", sql=TOO_FEW.sql.replace("b.hives <", "b.honey <"))
    with pytest.raises(duckdb.Error, match="honey"):
        run(usual(), TOO_FEW, wrong, TOO_FEW)


@pytest.mark.parametrize("missing", ["bees", "allowance"])
@pytest.mark.parametrize("how", ["never sent", "sent without a row"])
def test_a_list_that_has_not_come_means_not_compared_and_never_clean(missing: str, how: str) -> None:
    tables = usual()
    tables[missing] = tables[missing].clear()
    if how == "never sent":
        del tables[missing]
    outcome = run(tables)
    assert outcome.findings.is_empty()
    assert (outcome.results[0].compared, outcome.results[0].missing) == (False, (missing,))


def test_of_a_group_of_lists_one_is_enough_and_none_is_too_few() -> None:
    either = dataclasses.replace(TOO_FEW, needs=("allowance",), needs_any=(("bees", "illness"),))
    assert run(usual(), either).results[0].compared
    tables = usual()
    del tables["bees"]
    assert run(tables, either).results[0].missing == ("bees", "illness")


def test_lists_that_would_have_sharpened_or_excused_are_named() -> None:
    sharpened = run(usual(), dataclasses.replace(TOO_FEW, sharpened_by=("illness", "bees")))
    assert (found(sharpened)["not_compared"], found(sharpened)["conclusive"]) == (["illness"], True)
    excused = found(run(usual(), dataclasses.replace(TOO_FEW, excused_by=("illness",))))
    assert (excused["not_compared"], excused["conclusive"]) == (["illness"], False)
    assert excused["doubts"] == ["没有收到蜂病名单，不能排除误报"]
    came = {**usual(), "illness": table(ILLNESS, {"who": 9})}
    assert found(run(came, dataclasses.replace(TOO_FEW, excused_by=("illness",))))["conclusive"]


def test_an_empty_answer_has_the_columns_of_a_full_one() -> None:
    full, empty = run(usual()).findings, run({}).findings
    assert dict(empty.schema) == dict(full.schema)
    assert set(FINDING_COLUMNS) <= set(empty.columns)


def test_views_and_steps_are_made_in_order_and_shared() -> None:
    def rich(engine: Engine) -> None:
        engine.add("rich", engine.frame("SELECT person_key FROM drawn WHERE amount > 5500"))

    steps = (
        View("drawn", "SELECT id_number_key AS person_key, amount FROM allowance"),
        Step("rich", rich, reads=("drawn",), makes=("rich",)),
        View("known", "SELECT d.* FROM drawn d JOIN rich USING (person_key)", kept=False),
    )
    sql = TOO_FEW.sql.replace("WHERE", "JOIN known r ON r.person_key = a.id_number_key WHERE").replace(
        "$few_hives", "100"
    )
    assert run(usual(), dataclasses.replace(TOO_FEW, sql=sql), steps=steps).findings["subject_name"].to_list() == [
        "某2",
        "某3",
    ]


@pytest.mark.parametrize(
    ("words", "said", "meant"),
    [
        (("转行",), "已转行打工", True),
        (("^卖$",), "卖", True),
        (("^卖$",), "卖蜂蜜", False),
        (("^卖",), "卖蜂蜜", True),
        (("蜜$",), "卖蜂蜜", True),
        (("(老)",), "王(老)五", True),
        (("(老)",), "老", False),
        ((".",), "甲", False),
        ((), "甲", False),
        (("", "^"), "甲", False),
        (("转行",), None, False),
    ],
)
def test_words_are_words_and_no_patterns(words: tuple[str, ...], said: str | None, meant: bool) -> None:
    with Engine({}, SOURCES, month=MONTH, parameters=ParameterSet.of((), on=dt.date(2024, 11, 30))) as engine:
        answer = engine.con.execute(
            "SELECT says($said, $pattern)", {"said": said, "pattern": pattern_of(words)}
        ).fetchall()
    assert answer == [(meant,)]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("yuan(123456)", "1234.56"),
        ("yuan(NULL)", "不明"),
        ("month_words(24298)", "2024年11月"),
        ("month_words(NULL)", "月份不明"),
        ("day_words(DATE '2024-03-05')", "2024-03-05"),
        ("day_words(CAST(NULL AS DATE))", "日期不明"),
        ("month_no(DATE '2024-11-30')", 24298),
    ],
)
def test_amounts_months_and_days_as_people_write_them(sql: str, words: object) -> None:
    with Engine({}, SOURCES, month=MONTH, parameters=ParameterSet.of((), on=dt.date(2024, 11, 30))) as engine:
        assert engine.con.execute(f"SELECT {sql}").fetchall() == [(words,)]


# --- what is conclusive -------------------------------------------------------------------------------------------------


def test_r_chk_01_a_stale_list_among_the_evidence_proves_nothing() -> None:
    tables = {**usual(), "bees": table(BEES, {"who": 1, "hives": 2}, stale=True, month=MONTH - 3)}
    row = found(run(tables))
    assert (row["conclusive"], row["doubts"]) == (False, ["养蜂户名单（2024年8月）已超过35天，待核实"])


def test_a_doubt_of_the_check_or_about_the_person_is_enough() -> None:
    assert found(run(usual()))["conclusive"]
    said = {**usual(), "bees": table(BEES, {"who": 1, "hives": 2, "note": "已转行"})}
    assert (found(run(said))["doubts"], found(run(said))["conclusive"]) == (["可能转行"], False)
    odd = View("odd", "SELECT id_number_key AS person_key, '证号待核' AS doubt FROM allowance")
    row = found(run(usual(), doubted="odd", steps=(odd,)))
    assert (row["doubts"], row["conclusive"]) == (["证号待核"], False)


@pytest.mark.parametrize("strength", ["probable", "possible"])
def test_only_a_number_makes_a_finding_conclusive(strength: str) -> None:
    guessed = dataclasses.replace(TOO_FEW, sql=TOO_FEW.sql.replace("'exact'", f"'{strength}'"))
    assert not found(run(usual(), guessed))["conclusive"]


def test_a_sentence_that_could_not_be_written_is_the_question() -> None:
    tables = {**usual(), "bees": table(BEES, {"who": 1, "hives": 2})}
    silent = dataclasses.replace(
        TOO_FEW, sql=TOO_FEW.sql.replace("printf('%s只有%d箱。', a.name, b.hives)", "CAST(NULL AS VARCHAR)")
    )
    assert found(run(tables, silent))["reason"] == TOO_FEW.question


# --- the same finding, and news about it (R-FIND-01, R-FIND-02) ---------------------------------------------------------


def test_r_find_01_person_and_rule_make_a_finding_not_its_month_amount_or_file() -> None:
    before = found(run(usual()))
    later = {
        "bees": table(BEES, {"who": 1, "hives": 2}, file="十二月.xlsx", month=MONTH + 1),
        "allowance": table(ALLOWANCE, {"who": 1, "amount": 9900}, month=MONTH + 1),
    }
    after = found(run(later, month=MONTH + 1))
    assert after["identity"] == before["identity"]
    assert after["period_from"] != before["period_from"]


def test_r_find_01_another_rule_or_person_is_another_finding() -> None:
    identities = {
        found(run(usual()))["identity"],
        found(run(usual(), dataclasses.replace(TOO_FEW, code="R-BEE-02")))["identity"],
        *run(usual(), few_hives=100).findings["identity"],
    }
    assert len(identities) == 4


def test_r_find_01_two_answers_about_one_person_are_told_apart_by_what_the_check_says() -> None:
    twice = {**usual(), "bees": table(BEES, {"who": 1, "hives": 2}, {"who": 1, "hives": 3})}
    assert run(twice).findings["identity"].n_unique() == 2  # by their turn
    by_programme = TOO_FEW.sql.replace("'津贴' AS programme", "CAST(b.hives AS VARCHAR) AS programme")
    apart = dataclasses.replace(TOO_FEW, sql=by_programme, apart_by=("programme",))
    both = dict(run(twice, apart).findings.select("programme", "identity").iter_rows())
    alone = {**usual(), "bees": table(BEES, {"who": 1, "hives": 3})}
    assert found(run(alone, apart))["identity"] == both["3"]  # whatever became of the other


def test_r_find_01_without_a_number_name_and_household_tell_who_it_is() -> None:
    nameless = TOO_FEW.sql.replace("a.id_number AS subject_id", "CAST(NULL AS VARCHAR) AS subject_id")
    rows = run(usual(), dataclasses.replace(TOO_FEW, sql=nameless), few_hives=100).findings
    assert rows["identity"].n_unique() == 3


def test_r_find_02_news_is_what_others_say_and_not_one_more_month_on_our_own_roll() -> None:
    before = found(run(usual()))["data_key"]
    ours = {**usual(), "allowance": table(ALLOWANCE, {"who": 1, "amount": 9900})}
    assert found(run(ours))["data_key"] == before
    elsewhere = {**usual(), "bees": table(BEES, {"who": 8, "hives": 9}, {"who": 1, "hives": 2}, file="另一份.xlsx")}
    assert found(run(elsewhere))["data_key"] == before  # the same words in another row of another file
    theirs = {**usual(), "bees": table(BEES, {"who": 1, "hives": 3})}
    assert found(run(theirs))["data_key"] != before


# --- places -------------------------------------------------------------------------------------------------------------


def test_a_place_is_a_sheet_and_a_row_and_the_same_in_every_run() -> None:
    one, two = Sheets(), Sheets()
    rows = table(BEES, {"who": 1}, {"who": 2})
    both = pl.concat([rows, table(BEES, {"who": 3}, file="二.xlsx")])
    places = one.places(BEES, both)
    two.places(ALLOWANCE, table(ALLOWANCE, {"who": 1}))
    assert two.places(BEES, both).to_list() == places.to_list()
    assert [place % (1 << ROW_BITS) for place in places] == [2, 3, 2]
    sheets = one.frame()
    assert sheets["file"].to_list() == ["一.xlsx", "二.xlsx"]
    assert [place >> ROW_BITS for place in places] == [
        sheets["sheet_no"][0],
        sheets["sheet_no"][0],
        sheets["sheet_no"][1],
    ]
    assert one.places(BEES, rows.clear()).is_empty()
