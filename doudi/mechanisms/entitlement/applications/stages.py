"""Stages that applications share, each with the words of the regulations."""

from __future__ import annotations

from doudi.mechanisms.casework.declare import Stage

DRAFT = Stage("DRAFT", "暂存")
SUBMITTED = Stage("SUBMITTED", "已提交", "info")
INVESTIGATING = Stage("INVESTIGATING", "调查核实中", "warn")
OPINION = Stage("OPINION", "初审意见", "warn")
SIGNED = Stage("SIGNED", "待公示", "warn")
NOTICE = Stage("NOTICE", "公示中", "info")
OBJECTED = Stage("OBJECTED", "有异议", "danger")
NOTICE_OVER = Stage("NOTICE_OVER", "公示期满", "info")
COUNTY_REVIEW = Stage("COUNTY_REVIEW", "县级审核", "warn")
CONFIRMED = Stage("CONFIRMED", "确认同意", "ok", final=True)
NOT_ACCEPTED = Stage("NOT_ACCEPTED", "不予受理", "danger", final=True)
WITHDRAWN = Stage("WITHDRAWN", "撤回", final=True)


def refused(words: str = "不予确认") -> tuple[Stage, Stage]:
    """A refusal is not over before it has been served: decided, and told."""
    return Stage("REFUSED", words, "danger"), Stage("TOLD", f"{words}（已告知）", "danger", final=True)
