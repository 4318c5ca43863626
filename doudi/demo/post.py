"""The post of the demo: writes the files of the next month on a second core while those of this one are worked on."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from doudi.demo.dossier import Dossier
from doudi.demo.offices import Offices


class Post:
    """Hands out the files of one month after the other, in the order of `months`."""

    def __init__(self, dossier: Dossier, folder: Path, months: Sequence[int], *, seed: int) -> None:
        self.dossier, self.folder, self.months, self.seed = dossier, folder, months, seed
        self.written: Connection | None = None
        if (
            "fork" in multiprocessing.get_all_start_methods()
        ):  # elsewhere the county would have to be copied: not worth it
            context = multiprocessing.get_context("fork")
            self.written, other = context.Pipe(duplex=False)
            context.Process(target=self._write_all, args=(other,), daemon=True).start()
            other.close()

    def files_of(self, month: int) -> Iterator[Path]:
        """The files of a month, each as soon as it is written."""
        if self.written is None:
            yield from self._offices(month).files(self.folder / str(month))
            return
        while path := self._next():
            yield path

    def _next(self) -> Path | None:
        """The next file, or none at the end of a month. Raises EOFError if the writer broke off."""
        assert self.written is not None
        path: Path | None = self.written.recv()
        return path

    def _write_all(self, to: Connection) -> None:
        for month in self.months:
            for path in self._offices(month).files(self.folder / str(month)):
                to.send(path)
            to.send(None)

    def _offices(self, month: int) -> Offices:
        return Offices(self.dossier, month=month, newest=self.months[-1], seed=self.seed)
