"""The files of a month, in the order in which they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from doudi.demo.dossier import Dossier
from doudi.demo.senders import bureau, income, others, police_and_health, property, small_lists, staff, utilities
from doudi.demo.senders.office import Office


class Offices:
    """Writes one month's files into a folder. The same dossier, month and seed give the same bytes."""

    def __init__(self, dossier: Dossier, *, month: int, newest: int, seed: int) -> None:
        self.dossier, self.month, self.newest, self.seed = dossier, month, newest, seed

    def write(self, folder: Path) -> list[Path]:
        """All files; in the order in which they come in."""
        return list(self.files(folder))

    def files(self, folder: Path) -> Iterator[Path]:
        """The files one by one, each as soon as it is written."""
        folder.mkdir(parents=True, exist_ok=True)
        office = Office(self.dossier, month=self.month, newest=self.newest, seed=self.seed, folder=folder)
        for sender in self._senders():
            sent = sender(office)
            yield from (path for path in (sent if isinstance(sent, list) else [sent]) if path is not None)

    def _senders(self) -> list[Callable[[Office], list[Path | None] | Path]]:
        senders: list[Callable[[Office], list[Path | None] | Path]] = [
            bureau.dibao_rural,
            bureau.dibao_urban,
            bureau.rolls,
            police_and_health.register,
            police_and_health.deaths,
            property.property_lists,
            income.income_lists,
            utilities.meters,
            others.other_lists,
            small_lists.small_lists,
            small_lists.subsidy_lists,
        ]
        if (
            self.month != self.newest - 1
        ):  # that month the organisation department did not answer: the bureau's old complaint
            senders.append(staff.staff_lists)
        if self.month == self.newest:
            senders.append(small_lists.unknown_sheet)
        return senders
