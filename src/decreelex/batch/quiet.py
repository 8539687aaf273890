"""What a Dask cluster says when it ends: connections close, processes get Ctrl-C. That is no error and is not logged as one.

A worker of a cluster started here loads this module first (``dask_setup`` is the name that Dask calls).
"""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Iterator

_OTHERS = ("asyncio", "tornado.application")  # what Dask runs on


def _told(record: logging.LogRecord) -> bool:
    """Return whether a record says more than that a connection was closed."""
    from distributed.comm.core import CommClosedError

    return not (record.exc_info and isinstance(record.exc_info[1], CommClosedError))


def _filtered() -> list[logging.Filterer]:
    """Return what the records pass: the handlers of Dask's log, and the logs of what it runs on."""
    return [*logging.getLogger("distributed").handlers, *(logging.getLogger(name) for name in _OTHERS)]


def dask_setup(_worker: object) -> None:
    """Keep quiet in a worker process as long as it lives: what its tasks do wrong reaches the process that gave them out."""
    for one in _filtered():
        one.addFilter(_told)


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Keep closed connections out of the log; all else is logged as ever."""
    found = _filtered()
    for one in found:
        one.addFilter(_told)
    try:
        yield
    finally:
        for one in found:
            one.removeFilter(_told)


@contextlib.contextmanager
def starting() -> Iterator[None]:
    """Ignore Ctrl-C for the seconds in which processes start: they inherit that, and leave it to this one to end them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
