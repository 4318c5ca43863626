"""The files of a month, in the order in which they come in."""

from __future__ import annotations

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
        folder.mkdir(parents=True, exist_ok=True)
        office = Office(self.dossier, month=self.month, newest=self.newest, seed=self.seed, folder=folder)
        files = [
            bureau.dibao(office, "农村低保"),
            bureau.dibao(office, "城市低保"),
            *bureau.rolls(office),
            police_and_health.register(office),
            *police_and_health.deaths(office),
            *property.property_lists(office),
            *income.income_lists(office),
            *utilities.meters(office),
            *others.other_lists(office),
            *small_lists.small_lists(office),
            *small_lists.subsidy_lists(office),
        ]
        if (
            self.month != self.newest - 1
        ):  # that month the organisation department did not answer: the bureau's old complaint
            files += staff.staff_lists(office)
        if self.month == self.newest:
            files.append(small_lists.unknown_sheet(office))
        return [path for path in files if path is not None]
