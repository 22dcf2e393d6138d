"""`foodtrace work`: the process beside the server that issues, prints and does the chores."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import rich_click as click
from foodtrace.errors import FoodtraceError, KeyUnavailable, RegistryUnavailable
from foodtrace.keystore import find_passphrase, list_keys, read_key

from foodtrace_cli import screen
from foodtrace_cli.opening import KEYS_FOLDER, open_registry
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.jobs import KeyState, Worker
    from foodtrace.registry import Registry

_LOOK_SECONDS: Final = 1.0
_TELL_SECONDS: Final = 15.0
_CHORES_SECONDS: Final = 5.0
_AFTER_TROUBLE_SECONDS: Final = 3.0


@click.command()
@click.option("--once", is_flag=True, help="Do what waits and what is due, then end.")
@shared()
def work(session: Session, once: bool) -> None:
    """Do the work that officers ask for in the browser, and the chores that come due, until Ctrl-C.

    Runs beside `serve` on the same registry. The sticker key is opened here and never in the server:
    with FOODTRACE_PASSPHRASE or FOODTRACE_PASSPHRASE_FILE. Without it, printing and chores go on and
    issuing waits. It may be killed at any moment, and several may run at once.

    \b
    Example:
      foodtrace work
    """
    did = asyncio.run(_work(session, once))
    if once:
        session.tell(did, session.say("work_once", **did))


class _Keys(msgspec.Struct, frozen=True):
    """What this process can sign with, by kid."""

    sticker: dict[bytes, bytes]
    status: dict[bytes, bytes]
    state: KeyState


async def _work(session: Session, once: bool) -> dict[str, int]:
    keys = await asyncio.to_thread(_take_keys, session)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Not from a thread or on every system: the lease covers a stop without goodbye.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stop.set)
    did = {"jobs": 0, "chores": 0}
    holder = session.surroundings.random(8).hex()
    if not once:
        screen.note(session.say("work_begins", folder=session.registry()))
    while True:
        async with await open_registry(session) as registry:
            worker = _worker(session, registry, holder, keys, stop)
            if once:
                await _do_what_waits(worker, keys, did, session)
                return did
            await _until_stopped(worker, keys, did, session)
        if stop.is_set():
            screen.note(session.say("work_ends", **did))
            return did


def _worker(
    session: Session, registry: Registry, holder: str, keys: _Keys, stop: asyncio.Event
) -> Worker:
    from foodtrace.issuing import resign_status_lists
    from foodtrace.jobs import Worker

    async def follow() -> None:
        # The server does the same a moment later; a board without one is not left waiting.
        if keys.status:
            await resign_status_lists(registry, status_seeds=keys.status, now=session.now())

    return Worker(
        registry=registry,
        holder=holder,
        clock=session.now,
        stop=stop,
        log=screen.note,
        keys=keys.sticker,
        after_signing=follow,
    )


async def _do_what_waits(
    worker: Worker, keys: _Keys, did: dict[str, int], session: Session
) -> None:
    from foodtrace.jobs import announce, take_leave

    await announce(worker.registry, worker.holder, session.now(), sticker_key=keys.state)
    while not worker.stop.is_set() and await worker.work_on_next():
        did["jobs"] += 1
    did["chores"] += await _chores(worker, session)
    await take_leave(worker.registry, worker.holder, session.now())


async def _until_stopped(
    worker: Worker, keys: _Keys, did: dict[str, int], session: Session
) -> None:
    """Three rounds beside one another; back when told to stop, or when the registry was replaced."""
    from foodtrace.jobs import announce, take_leave

    registry = worker.registry
    first = _identity(session.registry())
    replaced = asyncio.Event()

    async def jobs() -> None:
        while await worker.work_on_next():
            did["jobs"] += 1
        if _identity(session.registry()) != first:
            replaced.set()  # restored from a backup: what is open is no longer the register

    async def chores() -> None:
        did["chores"] += await _chores(worker, session)

    async def tell() -> None:
        await announce(registry, worker.holder, session.now(), sticker_key=keys.state)

    rounds = (
        _again(tell, _TELL_SECONDS, worker.stop, replaced),
        _again(jobs, _LOOK_SECONDS, worker.stop, replaced),
        _again(chores, _CHORES_SECONDS, worker.stop, replaced),
    )
    await asyncio.gather(*rounds)
    with suppress(RegistryUnavailable):
        await take_leave(registry, worker.holder, session.now())


async def _again(
    do: Callable[[], Awaitable[None]], pause: float, stop: asyncio.Event, replaced: asyncio.Event
) -> None:
    """Do it over and over with a pause between; a registry that is busy or gone is waited for."""
    trouble = ""
    while not stop.is_set() and not replaced.is_set():
        rest = pause
        try:
            await do()
            trouble = ""
        except FoodtraceError as error:
            if error.code != trouble:  # said once, not every few seconds
                screen.note(f"foodtrace work: {error.code}: {' '.join(error.message.split())}")
            trouble, rest = error.code, _AFTER_TROUBLE_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), rest)


async def _chores(worker: Worker, session: Session) -> int:
    from foodtrace.jobs import Context

    from foodtrace_cli.chores import CHORES

    around = session.surroundings
    return await worker.do_chores(CHORES, Context(around.env, around.random))


def _take_keys(session: Session) -> _Keys:
    """Open what the environment has a passphrase for; nobody is asked to type here."""
    folder = session.registry() / KEYS_FOLDER
    seeds: dict[str, dict[bytes, bytes]] = {"sticker": {}, "status": {}}
    state: KeyState = "absent"
    for role, opened in seeds.items():
        try:
            passphrase = find_passphrase(session.surroundings.env, role)
            if passphrase is None:
                continue
            for path, info in list_keys(folder, role):
                opened[info.kid] = read_key(path, passphrase)
        except KeyUnavailable as error:
            if role == "sticker":
                state = "refused"
                screen.note(session.say("work_key_refused", why=session.error(error)))
    if seeds["sticker"]:
        state = "held"
    elif state == "absent":
        screen.note(session.say("work_without_key"))
    return _Keys(seeds["sticker"], seeds["status"], state)


def _identity(folder: Path) -> tuple[int, int] | None:
    from foodtrace.registry import DATABASE_FILE

    try:
        found = (folder / DATABASE_FILE).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
