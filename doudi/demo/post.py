"""The post of the demo: writes the files of all months on a second core and has them read while the year is still being paid."""

from __future__ import annotations

import multiprocessing
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from doudi.demo.dossier import Dossier
from doudi.demo.hands import Hands
from doudi.demo.offices import Offices
from doudi.mechanisms.exchange.intake import Intake, take_in
from doudi.programmes.integrity.data_matching.sources import SOURCES


@dataclass(frozen=True)
class Letter:
    """A file, and what was read in it."""

    path: Path
    read: Callable[[], Intake]


class Post:
    """Hands out the files of one month after the other, in the order of `months`."""

    def __init__(self, dossier: Dossier, folder: Path, months: Sequence[int], *, seed: int, hands: Hands) -> None:
        self.dossier, self.folder, self.months, self.seed, self.hands = dossier, folder, months, seed, hands
        self.arrived: queue.SimpleQueue[Letter | None] | None = None
        if (
            "fork" in multiprocessing.get_all_start_methods()
        ):  # elsewhere the county would have to be copied: not worth it
            context = multiprocessing.get_context("fork")
            written, other = context.Pipe(duplex=False)
            context.Process(target=self._write_all, args=(other,), daemon=True).start()
            other.close()
            self.arrived = queue.SimpleQueue()
            threading.Thread(target=self._sort, args=(written, self.arrived), daemon=True).start()

    def letters_of(self, month: int) -> Iterator[Letter]:
        """The files of a month, each as soon as it is written. Raises BrokenPipeError if the writer broke off."""
        if self.arrived is None:
            for path in self._offices(month).files(self.folder / str(month)):
                yield self._letter(path, month)
            return
        while letter := self.arrived.get():
            yield letter

    def _letter(self, path: Path, month: int) -> Letter:
        return Letter(path, self.hands.give(take_in, [path], SOURCES, month=month))

    def _sort(self, written: Connection, arrived: queue.SimpleQueue[Letter | None]) -> None:
        """Every file is given to be read as soon as it is written, however far the year has got."""
        for month in self.months:
            while True:
                try:
                    path: Path | None = written.recv()
                except EOFError:
                    arrived.put(Letter(Path(), _broken_off))
                    return
                arrived.put(self._letter(path, month) if path else None)
                if path is None:
                    break

    def _write_all(self, to: Connection) -> None:
        for month in self.months:
            for path in self._offices(month).files(self.folder / str(month)):
                to.send(path)
            to.send(None)

    def _offices(self, month: int) -> Offices:
        return Offices(self.dossier, month=month, newest=self.months[-1], seed=self.seed)


def _broken_off() -> Intake:
    raise BrokenPipeError("the writer of the lists broke off")
