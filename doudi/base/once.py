"""What is read once: within a request, or a piece of work on thousands at a time, settings that hardly ever change are asked for once.

Whoever changes one of them calls `forget`, so that the rest of the same request sees what now holds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Read = TypeVar("Read")
_KEPT: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def read_once(given: dict[Hashable, Any] | None = None) -> Iterator[None]:
    """Within this block, and the one around it if there is one, what goes through `once` is read once. With `given` the block stands for
    itself, and what is given counts as read already."""
    around = _KEPT.get()
    token = _KEPT.set(around if around is not None and given is None else dict(given or {}))
    try:
        yield
    finally:
        _KEPT.reset(token)


def once(name: Hashable, read: Callable[[], Read]) -> Read:
    """What `read` gives, asked once by this name within `read_once`; outside of it asked each time."""
    kept = _KEPT.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    found: Read = kept[name]
    return found


def forget() -> None:
    """Something that is read once has changed."""
    kept = _KEPT.get()
    if kept is not None:
        kept.clear()
