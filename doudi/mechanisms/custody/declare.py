"""What a programme declares to have things tracked: `Chain` and `Handover`, with limits, evidence, signatures and seals.

The same four words as everywhere: code, official name, source, target; and where they apply `by` a role and `within` a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from doudi.base.limits import Within
from doudi.base.roles import Role

if TYPE_CHECKING:
    from doudi.mechanisms.custody.services import Handing


class Sealing(StrEnum):
    """What a handover does with the seal."""

    NONE = "none"
    NEW = "new"  # a new seal is put on, its number is recorded
    COMPARED = "compared"  # the number read must be the one recorded


@dataclass(frozen=True)
class Kind:
    """A kind of custodian. `registered`: one of those in the register of custodians, with its places; else whoever is named. `of`: the
    kind that these have in the register, if one house stands at several points of a chain; its own code if left out."""

    code: str
    name: str
    registered: bool = False
    of: str = ""
    at_rest: bool = False  # here it may stay for good

    @property
    def registered_as(self) -> str:
        return self.of or self.code


@dataclass(frozen=True)
class Handover:
    """A move of an item. `within` limits how long the item may wait in `source` for it. `signed_by` names the parties who sign beside
    whoever acts; each is another person. `evidence` names what has to be shown."""

    code: str
    name: str
    source: str | tuple[str, ...]
    target: str
    by: Role | frozenset[Role]
    within: Within | None = None
    evidence: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    seal: Sealing = Sealing.NONE
    needs_place: bool = False  # a plot or niche at the target
    needs_reason: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def roles(self) -> frozenset[Role]:
        return self.by if isinstance(self.by, frozenset) else frozenset({self.by})


CHAINS: dict[str, Chain] = {}


@dataclass(frozen=True)
class Chain:
    """跟踪链. Refused at start-up if a kind does not exist, is never reached, or is one from which nothing leads to rest."""

    code: str  # "ashes.chain"
    name: str
    kinds: tuple[Kind, ...]
    start: tuple[str, ...]
    handovers: tuple[Handover, ...]

    def __post_init__(self) -> None:
        codes = {kind.code for kind in self.kinds}
        assert len(codes) == len(self.kinds), f"{self.code}: 保管方类别重复"
        assert set(self.start) & codes == set(self.start or "?"), f"{self.code}: 起始保管方不存在"
        names = [each.code for each in self.handovers]
        assert len(set(names)) == len(names), f"{self.code}: 交接重复"
        for each in self.handovers:
            assert {*each.sources, each.target} <= codes, f"{self.code}.{each.code}: 保管方不存在"
            assert not each.needs_place or self.kind(each.target).registered, f"{self.code}.{each.code}: 没有位置"
        reached = self._spread(set(self.start), forward=True)
        assert reached == codes, f"{self.code}: 到不了{'、'.join(sorted(codes - reached))}"
        resting = self._spread({kind.code for kind in self.kinds if kind.at_rest}, forward=False)
        assert resting == codes, f"{self.code}: {'、'.join(sorted(codes - resting))}没有去处"
        CHAINS[self.code] = self

    def _spread(self, found: set[str], *, forward: bool) -> set[str]:
        """Every kind that one comes to from these (or from which one comes to these)."""
        found, size = set(found), 0
        while len(found) > size:
            size = len(found)
            for each in self.handovers:
                if forward and found & set(each.sources):
                    found.add(each.target)
                elif not forward and each.target in found:
                    found |= set(each.sources)
        return found

    def kind(self, code: str) -> Kind:
        return next(kind for kind in self.kinds if kind.code == code)

    def handover(self, code: str) -> Handover:
        return next(each for each in self.handovers if each.code == code)

    def handovers_from(self, kind: str) -> list[Handover]:
        return [each for each in self.handovers if kind in each.sources]

    @property
    def at_rest(self) -> tuple[str, ...]:
        return tuple(kind.code for kind in self.kinds if kind.at_rest)


def chain_of(code: str) -> Chain:
    """The declared chain of a code."""
    return CHAINS[code]


@dataclass(frozen=True)
class Doorkeeper:
    """守门的: whoever knows more of the custodians of a chain than the chain does (a register of cemeteries knows its plots, whom it serves,
    whether it is suspended). `refuses` is asked before anything is written, for all handings of one handover at once: the sentence for
    the page, or None. It knows nothing of the programme that tracks."""

    code: str
    chain: str
    refuses: Callable[[Handover, Sequence[Handing]], str | None]

    def __post_init__(self) -> None:
        DOORKEEPERS[self.code] = self


DOORKEEPERS: dict[str, Doorkeeper] = {}


def doorkeepers_of(chain: str) -> list[Doorkeeper]:
    """Those of a chain, by its code."""
    return [each for each in DOORKEEPERS.values() if each.chain == chain]
