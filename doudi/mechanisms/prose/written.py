"""What was found, written out: as JSON with a schema that stays, and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from doudi.mechanisms.prose import units
from doudi.mechanisms.prose.checked import Checked
from doudi.mechanisms.prose.faults import NAMES, SEVERITY_NAMES, Fault, Severity
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import plain

SCHEMA = "doudi.summary-check/1"


def as_json(checked: Checked) -> dict[str, Any]:
    """The stable face. Fields may be added, never renamed; `start` and `end` count signs of the text from nought, -1 in a table."""
    text = checked.text
    return {
        "schema": SCHEMA,
        "file": text.name,
        "year": text.year,
        "characters": len(text.words),
        "notices": list(text.notices),
        "deleted": list(text.deleted),
        "counts": {
            "figures": len(checked.figures),
            **{f"{each.value}s": checked.count(each) for each in Severity},
        },
        "figures": [_figure(each) for each in checked.figures],
        "faults": [_fault(each) for each in checked.faults],
        "held": [{"kind": each.kind.value, "message": each.words} for each in checked.held],
        "attributes": [
            {"kind": each.kind, "text": each.words, "start": each.start, "end": each.end} for each in checked.attributes
        ],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    value, unit = units.base(figure.value, figure.unit)
    return {
        "text": figure.words,
        "value": _number(figure.value),
        "high": None if figure.high is None else _number(figure.high),
        "unit": figure.unit,
        "base_value": _number(value),
        "base_unit": unit,
        "counts": figure.counts,
        "action": figure.action,
        "subject": figure.subject,
        "period": figure.period,
        "line": figure.line,
        "rounded": f"{figure.before}{figure.after}",
        "planned": figure.planned,
        "part_of": figure.part_of.words if figure.part_of is not None else None,
        "cell": figure.cell or None,
        "sentence": figure.sentence.words,
        "paragraph": figure.sentence.paragraph,
        "start": -1 if figure.cell else figure.start,
        "end": -1 if figure.cell else figure.end,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind.value,
        "name": NAMES[fault.kind],
        "severity": fault.severity.value,
        "message": fault.why,
        "text": fault.words,
        "sentence": fault.sentence.words if fault.sentence is not None else "",
        "paragraph": fault.sentence.paragraph if fault.sentence is not None else 0,
        "start": fault.start,
        "end": fault.end,
        "figures": [
            {
                "text": each.words,
                "value": _number(each.value),
                "unit": each.unit,
                "counts": each.counts,
                "sentence": each.sentence.words,
            }
            for each in fault.figures
        ],
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def as_lines(checked: Checked) -> Iterator[str]:
    """For a terminal: how much was read, then the faults by gravity, each with its sentence; the figures last."""
    text = checked.text
    year = f"，所述年份{text.year}年" if text.year else "，没有写明年份"
    yield f"{text.name or '文稿'}：{len(text.words):,}字{year}，{len(checked.figures)}个数字。"
    yield from (f"注：{each}" for each in text.notices)
    yield from (f"  已删除未计入：“{each[:40]}”" for each in text.deleted)
    for severity in Severity:
        mine = [each for each in checked.faults if each.severity is severity]
        if not mine:
            continue
        yield ""
        yield f"{SEVERITY_NAMES[severity]}（{len(mine)}处）"
        for number, fault in enumerate(mine, 1):
            place = f"第{fault.sentence.paragraph}段" if fault.sentence is not None else "表格"
            yield f"{number:>3}. [{fault.kind.value}] {NAMES[fault.kind]}（{place}）：{fault.why}"
            if fault.sentence is not None:
                yield f"     原文：{_around(fault)}"
    if not checked.faults:
        yield "没有发现问题。"
    if checked.held:
        yield ""
        yield f"经核对相符：{'；'.join(each.words for each in checked.held)}。"
    yield ""
    yield "数字清单："
    for each in checked.figures:
        range_ = f"-{plain(each.high)}" if each.high is not None else ""
        about = each.counts or "（未识别）"
        yield f"  {each.words}\t{plain(each.value)}{range_}{each.unit}\t{about}\t{each.period}\t{each.line}"


def _around(fault: Fault) -> str:
    """The sentence, cut around the spot if it is long."""
    assert fault.sentence is not None
    words, at = fault.sentence.words, fault.start - fault.sentence.start
    if len(words) <= 90:
        return words
    begins, ends = max(0, at - 45), min(len(words), at + 45)
    return f"{'…' if begins else ''}{words[begins:ends]}{'…' if ends < len(words) else ''}"
