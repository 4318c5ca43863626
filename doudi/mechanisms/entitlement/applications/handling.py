"""What the actions of an application ask and do (`unless` and `then` of a flow), bound to a programme's model and benefit once.

`Handling` knows nothing of what a confirmation leads to; `AwardHandling` makes it an award. What is a programme's own it overrides or
adds as functions beside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.roles import Role
from doudi.mechanisms.casework import about
from doudi.mechanisms.casework.declare import Consequence, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.surveys import queries as surveys
from doudi.mechanisms.entitlement.applications import telling
from doudi.mechanisms.entitlement.applications.models import Applied, ForAward, Proposal
from doudi.mechanisms.entitlement.awards.decisions import Assessed, assess
from doudi.mechanisms.entitlement.awards.granting import NewAward, grant
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters

Row = TypeVar("Row", bound=Applied)
Paid = TypeVar("Paid", bound=ForAward)
REOPEN = "reopen"  # the action by which a revoked decision opens the case again
_LONGEST = (
    200  # characters of a complaint that are kept with the application; the whole stands in the record of the action
)


@dataclass(frozen=True)
class Handling(Generic[Row]):
    """`condition`: how sentences name what the rules ask (特困人员); `refusal`: how the regulation words a proposal to refuse."""

    model: type[Row]
    family: Callable[[Row, dt.date], Family]
    condition: str = ""
    refusal: str = Proposal.REFUSE.label
    related: tuple[str, ...] = ()  # select_related of a row
    more_facts: Callable[[Row], Mapping[str, Any]] | None = (
        None  # kept before and after an action beside the common ones
    )

    # --- what is read ---

    def of(self, case: Case) -> Row:
        """The application of a case, as it is now; within an action as it was read for all its cases."""
        return about.row_of(case, self.model, *self.related)

    @property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """What a flow of these applications reads with its cases (`Flow.reads`)."""
        return {about.relation(self.model): self.related}

    def shown(self, case: Case) -> Row:
        """The same for the parts of its page: read once, kept on the case. Whatever acts reads it anew."""
        about.read(self.reads, [case])
        return self.of(case)

    def subjects(self, cases: Sequence[Case]) -> dict[int, list[int]]:
        """Everybody whom each case is about: kin of any of them stand back (R-ORG-01)."""
        found: dict[int, list[int]] = {case.pk: [] for case in cases}
        rows = self.model._default_manager.filter(pk__in=list(found)).values_list("pk", self.model.PEOPLE)
        for case, person in rows:
            if person is not None:
                found[case].append(person)
        return found

    def phones(self, cases: Sequence[Case]) -> dict[int, str]:
        """Where each applicant is told of what happens (`Flow.phones`)."""
        return telling.phones(self.model, [case.pk for case in cases])

    def facts(self, case: Case) -> dict[str, Any]:
        """What is decided about a case, by label: kept before and after every action that changes it."""
        row = self.of(case)
        common = {"初审意见": self.worded(row.proposal), "决定文号": row.document, "实名举报": row.complaint}
        return {**common, **self.outcome(row), **(self.more_facts(row) if self.more_facts else {})}

    @property
    def proposals(self) -> tuple[tuple[str, str], ...]:
        """The choices of an opinion."""
        return ((Proposal.ADMIT.value, Proposal.ADMIT.label), (Proposal.REFUSE.value, self.refusal))

    def worded(self, proposal: str) -> str:
        """An opinion in the regulation's words; empty as long as there is none."""
        return dict(self.proposals).get(proposal, "")

    # --- the opinion ---

    def wrong_proposal(self, case: Case, said: Said) -> str | None:
        """Nobody proposes what the rules do not give, nor refuses what they do (R-DIBAO-03)."""
        return self.wrong(self.of(case), said)

    def wrong(self, row: Row, said: Said) -> str | None:
        """The same of a row that is at hand."""
        found = self.assessed(row, said.on)
        if said.get("proposal") == Proposal.ADMIT and found.sheet.result <= 0:
            return f"按核算不符合{self.condition}条件，不能{Proposal.ADMIT.label}：{why(found)}"
        if said.get("proposal") == Proposal.ADMIT and (lacking := lacks(found)):
            return f"{lacking}，不能{Proposal.ADMIT.label}。"
        if said.get("proposal") == Proposal.REFUSE and found.sheet.result > 0:
            return f"按核算{self.given(found)}，不能{self.refusal}；有不同认定的请先更正核对数据。"
        return None

    def keep_proposal(self, case: Case, taken: ActionTaken) -> None:
        """The opinion, with what the rules give on that day."""
        row = self.of(case)
        row.proposal = taken.data["proposal"]
        found = self.assessed(row, timezone.localdate(taken.at)) if row.proposal == Proposal.ADMIT else None
        row.save(update_fields=["proposal", *self.propose(row, found)])

    def propose_refusal(self, case: Case, taken: ActionTaken) -> None:
        """A road that ends in a proposal to refuse without anybody choosing it: not rebutted, withdrawn consent."""
        row = self.of(case)
        row.proposal = Proposal.REFUSE
        row.save(update_fields=["proposal", *self.propose(row, None)])

    def proposes_refusal(self, case: Case, said: Said) -> str | None:
        if self.of(case).proposal == Proposal.ADMIT:
            return None
        return f"{self.refusal}的不公示，请直接上报。"

    def proposes_admission(self, case: Case, said: Said) -> str | None:
        if self.of(case).proposal == Proposal.REFUSE:
            return None
        return f"{Proposal.ADMIT.label}的须先公示，不能直接上报。"

    # --- complaints ---

    def keep_complaint(self, case: Case, taken: ActionTaken) -> None:
        """A real-name report is checked one by one (R-DIBAO-14) and visited (R-REL-03)."""
        if taken.data.get("real_name"):
            words = str(taken.data.get("words", ""))[:_LONGEST]
            about.write(case, self.model, complaint=words)

    def must_be_visited(self, case: Case) -> str:
        """Why a case is visited without being drawn: a complaint, or a second surveyor who says he was not there; empty if it need not be."""
        return "实名举报，须全部入户" if self.of(case).complaint else surveys.doubt(case)

    # --- the decision ---

    def not_entitled(self, case: Case, said: Said) -> str | None:
        """Nobody is admitted whom the rules do not give anything, nor against the opinion (R-DIBAO-03). Without an opinion stands a case
        whose refusal was revoked: the county decides it on the facts."""
        row = self.of(case)
        if row.proposal != Proposal.ADMIT and not self._fell(row):
            return f"初审意见为{self.worded(row.proposal) or '空'}，不能确认同意；有不同意见的请退回乡镇。"
        found = self.assessed(row, said.on)
        return None if found.sheet.result > 0 else f"按核算不符合{self.condition}条件，不能确认同意：{why(found)}"

    def confirm(self, case: Case, taken: ActionTaken) -> None:
        """审核确认, with what follows from it."""
        raise NotImplementedError

    def reopened(self, case: Case, taken: ActionTaken) -> None:
        """The decision was revoked: the opinion that it rested on falls with it, and the county decides on the facts anew."""
        row = self.of(case)
        row.proposal, row.document = "", ""
        row.save(update_fields=["proposal", "document", *self.propose(row, None)])

    def _fell(self, row: Row) -> bool:
        """Whether there is no opinion because it fell with a decision."""
        return not row.proposal and row.case.actions.filter(action=REOPEN).exists()

    def incomplete(self, case: Case, said: Said) -> str | None:
        """What was opened at the front door is not submitted before the questions of its form are answered."""
        if not getattr(self.of(case), "incomplete", False):
            return None
        return "这件申请是从受理入口登记的，请先“补充申请内容”，再提交。"

    def keep_refusal(self, case: Case, taken: ActionTaken) -> None:
        about.write(case, self.model, document=str(taken.data["document"]))

    def keep(self, column: str, field: str = "") -> Consequence:
        """A consequence that puts what an action said into a column of the application (the result of a check); `field`: its name in the
        form if it is another."""

        def kept(case: Case, taken: ActionTaken) -> None:
            about.write(case, self.model, **{column: taken.data.get(field or column) or ""})

        return kept

    # --- what a kind of outcome says for itself ---

    def assessed(self, row: Row, on: dt.date) -> Assessed:
        """What the rules say if it were decided on a day."""
        raise NotImplementedError

    def given(self, found: Assessed) -> str:
        """What the rules give, for the sentence that stops a refusal."""
        return f"符合{self.condition}条件"

    def propose(self, row: Row, found: Assessed | None) -> list[str]:
        """Put what is proposed into the row (None: nothing); the names of the columns that changed."""
        return []

    def outcome(self, row: Row) -> Mapping[str, Any]:
        """What was proposed and decided, by label."""
        return {}


@dataclass(frozen=True)
class AwardHandling(Handling[Paid]):
    """A confirmed application becomes an award (审核确认). One model may serve several benefits: then `benefit` says which one a row asks
    for."""

    benefit: Benefit | Callable[[Paid], Benefit] | None = None

    def benefit_of(self, row: Paid) -> Benefit:
        """The benefit that a row asks for."""
        assert self.benefit is not None, "an application asks for a benefit"
        return self.benefit if isinstance(self.benefit, Benefit) else self.benefit(row)

    def assessed(self, row: Paid, on: dt.date) -> Assessed:
        """By the standard of the first month that would be paid."""
        benefit = self.benefit_of(row)
        new = NewAward(row.party_id, row.case.area_code, self.family(row, on), on, "", applied_on=applied_on(row))
        terms = parameters.terms(benefit.book, new.starts(benefit), known=on, area=new.area_code)
        return assess(benefit, new.family, terms)

    def given(self, found: Assessed) -> str:
        return f"每月可享受{yuan(found.sheet.result)}元"

    def propose(self, row: Paid, found: Assessed | None) -> list[str]:
        row.proposed_fen = found.sheet.result if found is not None else 0
        return ["proposed_fen"]

    def outcome(self, row: Paid) -> Mapping[str, Any]:
        return {"拟保障金额": _money(row.proposed_fen), "确认金额": _money(row.amount_fen)}

    def new_award(self, row: Paid, taken: ActionTaken) -> NewAward:
        """What is granted: from the month that the benefit says (R-PAY-01, R-DIS-04). The township decides where the power was delegated
        to it (R-ORG-02)."""
        on, case = timezone.localdate(taken.at), row.case
        return NewAward(
            row.party_id,
            case.area_code,
            self.family(row, on),
            on,
            str(taken.data["document"]),
            row.payee,
            row.account,
            applied_on=applied_on(row),
            delegated_to=frozenset({Role.TOWNSHIP_LEADER}) if case.delegated else frozenset(),
        )

    def confirm(self, case: Case, taken: ActionTaken) -> None:
        row = self.of(case)
        assert taken.by is not None, "people confirm"
        new = self.new_award(row, taken)
        row.award = grant(self.benefit_of(row), new, by=taken.by, at=taken.at, because=f"{case.number}审核确认")
        row.amount_fen, row.document = row.award.amount, new.document
        row.save(update_fields=["award", "amount_fen", "document"])


def applied_on(row: Applied) -> dt.date:
    """The day an application counts from: that on which another window received it, else the day its case was opened."""
    return getattr(row, "applied_on", None) or timezone.localdate(row.case.opened_at)


def lacks(found: Assessed) -> str:
    """What was asked for, is not known and matters; empty if nothing is missing."""
    return "；".join(str(each) for each in found.sheet.missing if each.matters)


def why(found: Assessed) -> str:
    """The last reasons of a worksheet, as the applicant may read them."""
    return "；".join(line.public for line in found.sheet.lines[-3:])


def _money(fen: int | None) -> str:
    return f"{yuan(fen)}元" if fen is not None else ""
