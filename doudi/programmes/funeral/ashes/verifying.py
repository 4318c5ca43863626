"""What follows from looking whether the ashes are where the record says: S7, the yearly recheck, and what is found to be improper."""

from __future__ import annotations

from collections.abc import Sequence

from doudi.base import bulk
from doudi.mechanisms.casework.clues import Clue, tell
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.custody.services import Whereabouts
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.handing import day_of, hand, handed, of, photo_of
from doudi.programmes.funeral.ashes.laying import free_places
from doudi.programmes.funeral.ashes.models import Finding, Verification


def verify(taken: Sequence[ActionTaken]) -> None:
    """S7."""
    _verified(taken, Finding.MATCH)


def fail(taken: Sequence[ActionTaken]) -> None:
    """R-ASHES-16: the chain goes back to X6; the place where it really is counts as improper until it is put right."""
    _verified(taken)
    _improper(taken)


def find_improper(taken: Sequence[ActionTaken]) -> None:
    """S5, X7 → X6: found somewhere it may not be."""
    _improper(taken)


def _verified(taken: Sequence[ActionTaken], finding: Finding | None = None) -> None:
    rows = [of(each.case) for each in taken]
    found = []
    for each, row in zip(taken, rows, strict=True):
        assert each.by is not None
        row.verified_on = day_of(each)
        said = finding or Finding(str(each.data["finding"]))
        found.append(
            Verification(
                ashes=row,
                on=row.verified_on,
                finding=said,
                seal_matches=bool(each.data.get("seal_matches")),
                place_matches=bool(each.data.get("place_matches")),
                yearly=each.action.startswith("recheck"),
                by=each.by,
            )
        )
    bulk.insert(found)
    bulk.update(rows, ("verified_on",))


def _improper(taken: Sequence[ActionTaken]) -> None:
    hand(
        taken,
        lambda each: (
            chain.FOUND,
            handed(
                each,
                Whereabouts(holder=str(each.data.get("where", "")) or "查实的违规地点"),
                {},
                {"核查照片": photo_of(each)},
                because=str(each.data.get("words") or each.because or each.data.get("finding", "")),
            ),
        ),
    )
    free_places(taken)
    _tell(taken)


_VIOLATIONS = {Finding.COFFIN: "V02", Finding.OVERSIZE: "V03"}  # whatever else is amiss may be V01


def _tell(taken: Sequence[ActionTaken]) -> None:
    """A clue of enforcement, once for each time that something was found (R-ASHES-16)."""
    for each in taken:
        found = str(each.data.get("finding", ""))
        where = str(each.data.get("where", "")) or str(each.data.get("words", "")) or each.because
        name = of(each.case).death.name
        clue = Clue(
            "funeral", _VIOLATIONS.get(Finding(found), "V01") if found else "V01", f"{name}的骨灰", f"{each.case.number}回访核查不符：{where}"[:400],
            each.case.area_code, f"ashes:{each.case_id}:{day_of(each)}", day_of(each),
        )  # fmt: skip
        tell([clue], by=each.by, at=each.at)
