"""How far long work is, on a terminal; elsewhere nothing, so that logs stay readable."""

from __future__ import annotations

import sys
from types import TracebackType

from tqdm import tqdm


class Bar:
    """A bar from 0 to 100 per cent with the name of the step; called with (step, share of 1)."""

    def __enter__(self) -> Bar:
        self.bar = tqdm(
            total=1000,
            disable=not sys.stderr.isatty(),
            leave=False,
            bar_format="{desc:　<24.24} {bar} {percentage:3.0f}%",
        )
        return self

    def __call__(self, step: str, share: float) -> None:
        self.bar.set_description_str(step)
        self.bar.update(int(share * 1000) - self.bar.n)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.close()
