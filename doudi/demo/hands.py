"""A second pair of hands: lists are read and months compared on another core while this one pays and writes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Hands:
    """`lent`: there is a process for it, started anew (what is forked may not use polars); else a thing is made when it is asked for."""

    def __init__(self, *, lent: bool) -> None:
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) if lent else None

    def give(self, work: Callable[Given, Made], *args: Given.args, **named: Given.kwargs) -> Callable[[], Made]:
        """Have something made; the function returned waits for it. Whatever goes there and back has to be copied."""
        if self._pool is None:
            return cache(partial(work, *args, **named))
        return self._pool.submit(work, *args, **named).result

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *failure: Any) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def meanwhile(work: Callable[[], object]) -> Callable[[], None]:
    """Begin something on another core, before this one has used the database or polars; the function returned waits for its end.
    Where a process cannot be forked it is done at once."""
    if "fork" not in multiprocessing.get_all_start_methods():
        work()
        return lambda: None
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()

    def wait() -> None:
        process.join()
        if process.exitcode:
            raise RuntimeError("准备数据库没有完成，见上面的说明。")

    return wait
