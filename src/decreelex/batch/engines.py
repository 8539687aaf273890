"""Where the parts of a run are done: in this process, in processes of this machine, or on a Dask cluster.

Each engine yields the manifests as parts are done, in any order. A worker that dies loses nothing: its part is done
again, then item by item; an item that ends its worker once more is a failure with that reason.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from decreelex.batch import quiet, work
from decreelex.batch.inputs import Item
from decreelex.batch.work import Done, Part, Settings
from decreelex.errors import UsageError, fail

_PROTOCOLS = frozenset({"tcp", "tls", "ws", "wss", "ucx", "ucxx"})
_PATIENCE = 5  # seconds for a scheduler to answer
Engine = Callable[[Sequence[Part], Settings, int, str | None], Iterator[Done]]


def here(parts: Sequence[Part], settings: Settings, _jobs: int = 1, _scheduler: str | None = None) -> Iterator[Done]:
    """Do the parts one after another in this process."""
    for part in parts:
        yield work.run(part, settings)


def processes(parts: Sequence[Part], settings: Settings, jobs: int, _scheduler: str | None = None) -> Iterator[Done]:
    """Do the parts in ``jobs`` processes of this machine."""
    left = {part.number: part for part in parts}
    for done in _pooled(list(parts), settings, jobs):
        del left[done.part]
        yield done
    while left:  # a process died: its parts, and those that waited with it
        suspects, rest = _split(left, jobs)
        for part in suspects:
            yield _alone(part, settings)
            del left[part.number]
        for done in _pooled(rest, settings, jobs):
            del left[done.part]
            yield done


def _split(left: dict[int, Part], jobs: int) -> tuple[list[Part], list[Part]]:
    """Return the parts that were being done when a process died (the first ones left), and those that waited."""
    parts = [part for _, part in sorted(left.items())]
    return parts[: 2 * jobs], parts[2 * jobs :]


def _pooled(parts: list[Part], settings: Settings, jobs: int) -> Iterator[Done]:
    """Yield what is done until all is, or until a process dies."""
    import multiprocessing
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("spawn")
    waiting, going, over = list(reversed(parts)), set[Future[Done]](), False
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_deaf)
    try:
        while waiting or going:
            while waiting and len(going) < 2 * jobs:
                going.add(pool.submit(work.run, waiting.pop(), settings))
            finished, going = wait(going, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
        over = True
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=over, cancel_futures=True)


def _deaf() -> None:
    """Leave Ctrl-C to the process that gives out the work, and end with it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _alone(part: Part, settings: Settings) -> Done:
    """Do a part in a process of its own; where that dies too, without the items that end it."""
    for done in _pooled([part], settings, 1):
        return done
    return work.run(part, settings, frozenset(_deadly(part.items, lambda items: _outlived(items, settings))))


def _outlived(items: Sequence[Item], settings: Settings) -> bool:
    import multiprocessing

    process = multiprocessing.get_context("spawn").Process(target=work.trial, args=(items, settings))
    process.start()
    process.join()
    return process.exitcode == 0


def _deadly(items: Sequence[Item], outlived: Callable[[Sequence[Item]], bool]) -> Iterator[str]:
    """Yield the addresses of the items that a process does not outlive, by halving."""
    if not items or outlived(items):
        return
    if len(items) == 1:
        yield items[0].address
        return
    middle = len(items) // 2
    yield from _deadly(items[:middle], outlived)
    yield from _deadly(items[middle:], outlived)


def checked(scheduler: str) -> None:
    """Raise UsageError for what is no address of a scheduler."""
    address = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}")
    try:
        whole = bool(address.scheme in _PROTOCOLS and address.hostname and address.port)
    except ValueError:  # a port that is no number
        whole = False
    if not whole:
        raise fail(UsageError, "bad-scheduler", f"{scheduler!r} is no address of a scheduler",
                   suggestions=("--scheduler tcp://10.0.0.5:8786",))


def cluster(parts: Sequence[Part], settings: Settings, jobs: int, scheduler: str | None = None) -> Iterator[Done]:
    """Do the parts on a Dask cluster: the one at ``scheduler``, or one of ``jobs`` processes started for the run.

    The workers must see the inputs and the output folder under the same paths. Raises UsageError for a scheduler that
    does not answer within seconds.
    """
    import distributed

    with contextlib.ExitStack() as open_now:
        open_now.enter_context(quiet.ending())
        address: Any = scheduler
        if not scheduler:
            with quiet.starting():
                address = open_now.enter_context(distributed.LocalCluster(
                    n_workers=jobs, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.ERROR,
                    preload=quiet.__name__))
        client = open_now.enter_context(_client(address))
        yield from _submitted(client, parts, settings)


def _client(address: Any) -> Any:
    import distributed

    try:
        return distributed.Client(address, set_as_default=False, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise fail(UsageError, "bad-scheduler", f"no scheduler answers at {address}: {error}",
                   suggestions=("dask scheduler", "decreelex bulk DIR --out DIR --engine dask")) from None


def _submitted(client: Any, parts: Sequence[Part], settings: Settings) -> Iterator[Done]:
    """Give out the parts, a few for each worker at a time; Dask gives the parts of a lost worker to another."""
    import distributed

    waiting = list(reversed(parts))
    going: dict[Any, Part] = {}

    def given() -> list[Any]:
        """Give out what the workers can take."""
        room = 3 * max(1, len(client.scheduler_info()["workers"])) - len(going)
        made = {client.submit(work.run, part, settings, pure=False): part
                for part in (waiting.pop() for _ in range(min(room, len(waiting))))}
        going.update(made)
        return list(made)

    finished = distributed.as_completed(given(), loop=client.loop)
    for future in finished:
        part = going.pop(future)
        for further in given():
            finished.add(further)
        if isinstance(future.exception(), distributed.KilledWorker):
            deadly = frozenset(_deadly(part.items, lambda items: _outlived_there(client, items, settings)))
            yield client.submit(work.run, part, settings, deadly, pure=False).result()
        else:
            yield future.result()


def _outlived_there(client: Any, items: Sequence[Item], settings: Settings) -> bool:
    import distributed

    try:
        return bool(client.submit(work.trial, items, settings, pure=False).result())
    except distributed.KilledWorker:
        return False
