"""The check of a household's means by the verification centre, as an application goes through it: reported while the township investigates;
who is above the limits is told first and may rebut (5.8), and is checked again if he does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from doudi.base.roles import Role
from doudi.mechanisms.casework import about
from doudi.mechanisms.casework.declare import Action, Field, Said, Within
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications import steps
from doudi.mechanisms.entitlement.applications.handling import Handling
from doudi.mechanisms.entitlement.applications.models import Checked

By = Role | frozenset[Role]


@dataclass(frozen=True)
class Checks:
    """Bound to the handling of applications that are `Checked`."""

    handling: Handling[Any]

    def above(self, case: Case) -> bool:
        return bool(self.handling.of(case).check_result == Checked.Check.ABOVE)

    def not_above(self, case: Case, said: Said) -> str | None:
        return None if self.above(case) else "核对结论没有超过限额，不能按核对不符办理。"

    def wrong_opinion(self, case: Case, said: Said) -> str | None:
        """Above the limits nothing is proposed before the applicant was told and heard; and nobody proposes what the rules do not give."""
        row = self.handling.of(case)
        if row.check_result == Checked.Check.ABOVE:
            return "核对结论超过规定限额，须先告知申请人、听取申辩，再提出意见。"
        return self.handling.wrong(row, said)

    def forget(self, case: Case, taken: ActionTaken) -> None:
        """The household rebuts: what the centre reported is looked at again."""
        about.write(case, self.handling.model, check_result="")

    # --- the actions ---

    def report(self, *, by: By, within: Within, **more: Any) -> Action:
        """出具核对报告."""
        said = {"results": tuple(Checked.Check.choices), "then": self.handling.keep("check_result", "result"), **more}
        return steps.check("report", "出具核对报告", "INVESTIGATING", by=by, within=within, **said)

    def not_met(self, *, by: By, **more: Any) -> Action:
        """告知核对不符."""
        said = {
            "by": by,
            "needs": ("report",),
            "unless": self.not_above,
            "foreseen": True,
            "counts_from": "told_on",
            "grave": True,
            "fields": (Field("told_on", "告知日期", "date", required=True),),
            **more,
        }
        return Action("not_met", "告知核对不符", "INVESTIGATING", "NOT_MET", **said)

    def rebut(self, *, by: By, within: Within, wakes: tuple[str, ...] = ("report",), **more: Any) -> Action:
        """申辩后重新核对: `wakes` are the steps of the check that are done again."""
        said = {
            "by": by,
            "within": within,
            "needs_reason": True,
            "wakes": wakes,
            "then": self.forget,
            "fields": (Field("proof", "申请人提交的证明", "file"),),
            **more,
        }
        return Action("rebut", "申辩后重新核对", "NOT_MET", "INVESTIGATING", **said)

    def give_up(self, *, by: By, within: Within, name: str = "无申辩，提请不予确认") -> Action:
        """Not rebutted: it goes up as a proposal to refuse."""
        return Action("give_up", name, "NOT_MET", "OPINION", by=by, within=within, then=self.handling.propose_refusal)
