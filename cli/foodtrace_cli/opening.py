"""The registry and its keys, as the commands open them."""

from __future__ import annotations

import asyncio
import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from foodtrace.errors import Conflict, KeyUnavailable, RegistryUnavailable
from foodtrace.keystore import list_keys

from foodtrace_cli.options import Session

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from foodtrace.trust import TrustList

KEYS_FOLDER = "keys"


async def open_registry(session: Session) -> Registry:
    """The registry that the session names; an async context manager. Raises RegistryUnavailable."""
    from foodtrace.registry import Registry

    return await Registry.open(session.registry())


def actor(session: Session) -> str:
    """Who acts, for the event: FOODTRACE_ACTOR, else the login name."""
    named = session.surroundings.env.get("FOODTRACE_ACTOR")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "foodtrace"


async def sticker_seed(session: Session, registry: Registry) -> bytes:
    """The seed of the sticker key that may sign now: listed, in its window, its file at hand.

    Of several, the one listed last. Raises KeyUnavailable, Conflict.
    """
    from foodtrace.issuing import current_trust, signing_kids

    from foodtrace_cli.passphrases import open_key

    trust = (await current_trust(registry)).trust
    usable = signing_kids(trust, session.now())
    files = _keys_at_hand(session, "sticker")
    for kid in usable:
        if kid in files:
            return open_key(session, files[kid], "sticker")
    listed = ", ".join(kid.hex() for kid in usable) or "none"
    raise KeyUnavailable(
        f"No sticker key that may sign now is in {session.registry() / KEYS_FOLDER} "
        f"(trust list {trust.seq} allows: {listed}): bring the key file back, or list a new key.",
        code="key_missing",
    )


async def resign(session: Session, registry: Registry) -> bool:
    """Sign the status lists that are due; False, with one line saying why, when the key cannot be used."""
    from foodtrace.issuing import resign_status_lists

    from foodtrace_cli.passphrases import open_key

    try:
        files = _keys_at_hand(session, "status")
        if not files:
            folder = session.registry() / KEYS_FOLDER
            raise KeyUnavailable(f"There is no status key in {folder}.", code="key_missing")
        seeds = {kid: open_key(session, path, "status") for kid, path in files.items()}
        await resign_status_lists(registry, status_seeds=seeds, now=session.now())
    except (KeyUnavailable, Conflict) as error:
        session.warn(session.say("status_not_signed", why=session.error(error)))
        return False
    return True


async def publish_list(session: Session, raw: bytes) -> tuple[TrustList, bool]:
    """Publish a signed trust list; and whether the status lists are in order after it."""
    from foodtrace.issuing import publish_trust_file

    async with await open_registry(session) as registry:
        published = await publish_trust_file(registry, raw, session.now(), actor=actor(session))
        return published, await resign(session, registry)


def issued_by(session: Session, kid: bytes) -> bytes:
    """The issued file of a sticker key, from the registry. Raises NotFound (key_not_found)."""
    from foodtrace.issuing import issued_file

    async def read() -> bytes:
        async with await open_registry(session) as registry:
            return await issued_file(registry, kid)

    return asyncio.run(read())


def current_list(session: Session) -> bytes:
    """The registry's newest signed trust list, byte for byte."""
    from foodtrace.registry import HotReader

    with HotReader(session.registry()) as reader:
        files = reader.trust_files()
    if not files:
        raise RegistryUnavailable("The registry has no trust list yet.", code="no_trust_list")
    return files[max(files)]


def warn_of_ends(session: Session, trust: TrustList) -> None:
    """Say it when the trust list or a key in use is near its end: a forgotten signature greys a city."""
    from foodtrace_cli.days import DAY, shown_time
    from foodtrace_cli.trust_telling import WARN_DAYS

    left = trust.exp - session.now()
    if left < WARN_DAYS * DAY:
        key = "trust_list_ends" if left > 0 else "trust_list_ended"
        session.warn(session.say(key, until=shown_time(trust.exp)))


def _keys_at_hand(session: Session, role: str) -> dict[bytes, Path]:
    folder = session.registry() / KEYS_FOLDER
    return {info.kid: path for path, info in list_keys(folder, role)}
