"""The file face of the main job: a folder of lists in; findings.csv, findings.xlsx, coverage.csv and rejects.csv out."""

from __future__ import annotations

import csv
import datetime as dt
import fnmatch
import json
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doudi.base.months import format_month, last_day, parse_month
from doudi.base.parameters import ParameterSet, Value
from doudi.mechanisms.exchange.hints import HintError, read_hints
from doudi.mechanisms.exchange.intake import FileHint, Hints, Intake, Problem, ProblemKind, take_in
from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.snapshots import Selection, select
from doudi.programmes.integrity.data_matching.comparison import Comparison, Progress, compare, coverage
from doudi.programmes.integrity.data_matching.parameters import PARAMETERS
from doudi.programmes.integrity.data_matching.sources import ROLLS, SOURCES
from doudi.programmes.integrity.data_matching.workbook import Report, write_workbook

FINDING_FIELDS = (
    "rule", "direction", "subject_id", "subject_name", "household_no", "programme", "area_code", "strength", "conclusive", "amount_fen", "reason",
    "evidence", "doubts", "period_from", "period_to", "not_compared",
)  # fmt: skip
COVERAGE_FIELDS = (
    "source",
    "file",
    "sheet",
    "rows",
    "accepted",
    "rejected",
    "as_of",
    "stale",
    "share_of_recipients_compared",
)
REJECT_FIELDS = ("file", "sheet", "row", "column", "value", "why")


_LARGEST = 10**15  # of any parameter, in whatever unit


class Refused(Exception):
    """Nothing was done; the message is one line in Chinese that says why and what to do."""


@dataclass
class MonthOutcome:
    """What to tell at the end, and whether a person must look at something (exit status 1)."""

    lines: list[str] = field(default_factory=list)
    needs_a_look: bool = False


def compare_folder(
    folder: Path,
    *,
    month: str,
    out: Path,
    parameters: Path | None = None,
    mapping: Path | None = None,
    sources: Sequence[str] = (),
    progress: Progress | None = None,
) -> MonthOutcome:
    """Compare the lists in a folder. Raises Refused; writes all files of `out` or none."""
    number = _month(month)
    if not folder.exists():
        raise Refused(f"找不到文件夹“{folder}”。")
    settings = ParameterSet.of(
        PARAMETERS, on=last_day(number), overrides=read_parameters(parameters) if parameters else {}
    )
    hints = _hints(mapping, sources)
    intake = take_in(
        _inputs(folder, out, parameters, mapping),
        SOURCES,
        month=number,
        hints=hints,
        progress=(lambda file, done, of: progress(f"读取 {file.rsplit('/', 1)[-1]}", 0.5 * done / max(of, 1)))
        if progress
        else None,
    )
    if not intake.parts and not intake.problems:
        raise Refused(f"文件夹“{folder}”里没有任何文件。")
    if not any(part.source.own and part.source.code != "areas" for part in intake.parts):
        names = "、".join(source.name for source in ROLLS[:4])
        raise Refused(f"文件夹“{folder}”里没有认得出的救助花名册(如{names}),无法比对。")
    intake.problems += _hints_for_nothing(hints, intake, sources)
    selection = select(intake.parts, month=number)
    for part, sentence in selection.left_out:
        intake.problems.append(Problem(part.file, part.sheet, ProblemKind.WARNING, sentence))
    for part in intake.parts:
        part.frame = (
            part.frame.clear()
        )  # its rows live on in the tables; a county's would not fit into the memory twice
    found = compare(
        selection.tables,
        month=number,
        parameters=settings,
        progress=(lambda step, share: progress(step, 0.5 + 0.45 * share)) if progress else None,
    )
    _write(out, found, intake, selection, settings, number)
    if progress:
        progress("完成", 1.0)
    return _outcome(found, intake, out)


def _month(written: str) -> int:
    try:
        return parse_month(written)
    except ValueError as error:
        raise Refused(str(error)) from error


def _inputs(folder: Path, out: Path, *others: Path | None) -> list[Path]:
    """The folder itself; if what we wrote last time or the parameter files lie in it, everything but those."""
    if folder.is_file():
        return [folder]
    aside = {path.resolve() for path in (out, *others) if path is not None}
    inside = [path for path in aside if path.is_relative_to(folder.resolve()) and path != folder.resolve()]
    if not any(path.exists() for path in inside):
        return [folder]
    return sorted(path for path in folder.iterdir() if path.resolve() not in aside)


def _hints(mapping: Path | None, sources: Iterable[str]) -> Hints:
    try:
        hints = read_hints(mapping, SOURCES) if mapping else Hints()
    except HintError as error:
        raise Refused(str(error)) from error
    files = dict(hints.files)
    known = {source.code for source in SOURCES}
    for each in sources:
        name, _, code = each.rpartition("=")
        if not name or code not in known:
            raise Refused(f"--source “{each}”写法不对,应为 文件名=名单代码;名单代码有:{'、'.join(sorted(known))}。")
        pattern = next((pattern for pattern in files if fnmatch.fnmatch(name, pattern)), name)
        files[pattern] = FileHint(source=code, as_of=files[pattern].as_of if pattern in files else None)
    return Hints(files=files, learnt=hints.learnt)


def _hints_for_nothing(hints: Hints, intake: Intake, sources: Sequence[str]) -> Iterator[Problem]:
    """What was said of files that are not there: of one named on the command line a person must know."""
    met = {each.file for each in intake.guesses} | {each.file for each in intake.problems}
    for pattern in hints.files:
        if any(
            pattern in (name, name.rsplit("/", 1)[-1])
            or fnmatch.fnmatch(name, pattern)
            or fnmatch.fnmatch(name.rsplit("/", 1)[-1], pattern)
            for name in met
        ):
            continue
        asked = any(each.rpartition("=")[0] == pattern for each in sources)
        kind = ProblemKind.UNSURE if asked else ProblemKind.WARNING
        yield Problem(pattern, "", kind, f"没有名为“{pattern}”的文件,为它指明的名单没有用上,请核对文件名。")


# --- parameters ---------------------------------------------------------------------------------------------------------


def read_parameters(path: Path) -> dict[str, Value]:
    """The county's own values, code = value. Raises Refused for a file that is missing, damaged or names what does not exist."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"参数文件“{path}”无法打开。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"参数文件“{path}”写法有误,请对照 doudi month --write-parameters 写出的样子修改。") from error
    known = {each.code: each for each in PARAMETERS}
    values: dict[str, Value] = {}
    for code, value in raw.items():
        if code not in known:
            raise Refused(f"参数文件“{path}”里没有名为“{code}”的参数,请核对拼写。")
        usual = known[code].values[-1].value
        if isinstance(value, int) and isinstance(usual, float) and not isinstance(value, bool):
            value = float(value)
        if isinstance(value, list):
            value = "|".join(str(each) for each in value)
        if type(value) is not type(usual):
            raise Refused(f"参数“{known[code].label}”({code})的值“{value}”类型不对,应类似 {usual!r}。")
        if isinstance(value, int | float) and not 0 <= value <= _LARGEST:
            raise Refused(f"参数“{known[code].label}”({code})的值“{value}”不合常理,请核对。")
        values[code] = value
    return values


def write_parameters(path: Path) -> None:
    """A commented file of all parameters with their documents, every value commented out."""
    lines = ["# 月度比对参数。去掉行首的 # 并改成本县约定的值;不改的按默认值。金额单位为分。", ""]
    for each in PARAMETERS:
        newest = each.values[-1]
        lines.append(f"# {each.label}({each.unit}){';' + each.note if each.note else ''}")
        lines += [
            f"#   {value.applies_from} 起:{_toml(value.value)}  依据:{value.document}〔{value.tag}〕"
            for value in each.values
        ]
        lines += [f"# {each.code} = {_toml(newest.value)}", ""]
    try:
        path.write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise Refused(f"无法写到“{path}”。") from error


def _toml(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- writing ------------------------------------------------------------------------------------------------------------


def _write(
    out: Path, found: Comparison, intake: Intake, selection: Selection, settings: ParameterSet, month: int
) -> None:
    """All four files in a folder beside, then moved into place, so that a broken run leaves the last one whole."""

    def stale(part: Part) -> bool:
        return part.as_of is not None and (last_day(month) - last_day(part.as_of)).days > part.source.stale_after_days

    rows = coverage(intake.parts, found.shares, stale=stale)
    findings = [_finding(row) for row in found.findings.sort("rule", "area_code", "subject_id").iter_rows(named=True)]
    rejects = intake.rejects.to_dicts()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".doudi-", dir=out) as unfinished:
            folder = Path(unfinished)
            _csv(folder / "findings.csv", FINDING_FIELDS, findings)
            _csv(folder / "coverage.csv", COVERAGE_FIELDS, [_covered(row) for row in rows])
            _csv(folder / "rejects.csv", REJECT_FIELDS, rejects)
            report = Report(month, found, rows, rejects, intake.problems, settings, dt.date.today())
            write_workbook(folder / "findings.xlsx", report)
            for path in sorted(folder.iterdir()):
                shutil.move(path, out / path.name)
    except OSError as error:
        raise Refused(f"无法写到输出文件夹“{out}”:请检查权限,或关闭正在打开的 findings.xlsx。") from error


def _finding(row: dict[str, Any]) -> dict[str, object]:
    evidence = [
        {**{key: piece[key] for key in ("source", "file", "sheet", "row")}, "as_of": format_month(piece["as_of"]) if piece["as_of"] else None,
         "values": json.loads(piece["values"]) if piece["values"] else {}}
        for piece in row["evidence"] or []
        if piece is not None
    ]  # fmt: skip
    return {
        **{name: row[name] if row[name] is not None else "" for name in FINDING_FIELDS if name in row},
        "conclusive": "yes" if row["conclusive"] else "no",
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "doubts": ";".join(row["doubts"] or []),
        "period_from": format_month(row["period_from"]) if row["period_from"] else "",
        "period_to": format_month(row["period_to"]) if row["period_to"] else "",
        "not_compared": ";".join(row["not_compared"] or []),
    }


def _covered(row: dict[str, object]) -> dict[str, object]:
    as_of, share = row["as_of"], row["share"]
    return {
        **{name: row[name] for name in ("source", "file", "sheet", "rows", "accepted", "rejected")},
        "as_of": format_month(as_of) if isinstance(as_of, int) else "",
        "stale": "yes" if row["stale"] else "no",
        "share_of_recipients_compared": "" if share is None else f"{share:.4f}",
    }


def _csv(path: Path, fields: Sequence[str], rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fields, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def _outcome(found: Comparison, intake: Intake, out: Path) -> MonthOutcome:
    outcome = MonthOutcome()
    outcome.lines.append(f"共 {found.findings.height} 条疑点,已写到 {out}。")
    for result in found.results:
        if result.compared and result.hits:
            money = f",金额 {result.amount_fen / 100:,.2f} 元" if result.amount_fen else ""
            outcome.lines.append(f"  {result.check.code} {result.check.name}:{result.hits} 条{money}")
    missing = sorted({code for result in found.results if not result.compared for code in result.missing})
    names = {source.code: source.name for source in SOURCES}
    if missing:
        outcome.lines.append(f"未比对(没有收到名单):{'、'.join(names[code] for code in missing)}。")
    serious = [problem for problem in intake.problems if problem.kind != ProblemKind.WARNING]
    outcome.lines += [f"[{problem.kind.value}] {problem.sentence}" for problem in intake.problems]
    if intake.rejects.height:
        outcome.lines.append(f"有 {intake.rejects.height} 处证号不能使用,未参与比对,见 rejects.csv。")
    outcome.needs_a_look = bool(serious) or intake.rejects.height > 0
    return outcome
