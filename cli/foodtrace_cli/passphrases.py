"""Passphrases and keys as a command gets them: from the environment, else typed at a terminal."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from foodtrace.errors import InvalidRequest
from foodtrace.keystore import Passphrase, describe_key, find_passphrase, read_key

from foodtrace_cli.options import Session

_SHORTEST_TYPED = 8


def open_key(session: Session, path: Path, role: str) -> bytes:
    """The seed in `path`, with the passphrase for `role`; raises KeyUnavailable."""
    # A missing or open file is reported before anyone is asked to type.
    describe_key(path)
    return read_key(path, passphrase_for(session, role, str(path)))


def passphrase_for(session: Session, role: str, where: str) -> Passphrase | None:
    """From the environment; else asked for once when there is a terminal; else None."""
    found = find_passphrase(session.surroundings.env, role)
    if found is None and _at_terminal():
        return _ask(session.say("ask_passphrase", role=session.say(f"role_{role}"), where=where))
    return found


def new_passphrase_for(
    session: Session, role: str, *, environment: bool = True, label: str | None = None
) -> Passphrase | None:
    """For a key being made: from the environment, else typed twice.

    Raises InvalidRequest when the two differ or a typed one is shorter than 8 characters.
    """
    found = find_passphrase(session.surroundings.env, role) if environment else None
    if found is not None or not _at_terminal():
        return found
    named = session.say(f"role_{label or role}")
    first = getpass.getpass(session.say("ask_new_passphrase", role=named) + " ")
    if len(first) < _SHORTEST_TYPED:
        raise InvalidRequest(
            session.say("passphrase_short", least=_SHORTEST_TYPED), code="passphrase_short"
        )
    if getpass.getpass(session.say("ask_again") + " ") != first:
        raise InvalidRequest(session.say("passphrase_differs"), code="passphrase_differs")
    return Passphrase(first)


def _ask(prompt: str) -> Passphrase:
    try:
        return Passphrase(getpass.getpass(prompt + " "))
    except EOFError:
        return Passphrase("")


def _at_terminal() -> bool:
    # getpass itself would fall back to reading with echo: never without a terminal.
    return sys.stdin is not None and sys.stdin.isatty()
