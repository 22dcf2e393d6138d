"""Who changes something and why: the texts that a recorded change carries."""

from __future__ import annotations

import unicodedata

from foodtrace.errors import InvalidRequest

__all__ = ["check_actor", "check_note", "check_reason"]

_LONGEST = 500
_LONGEST_NOTE = 2000


def check_reason(reason: str) -> str:
    """The reason in NFC without outer spaces. Raises InvalidRequest (reason)."""
    return _checked(reason, "reason")


def check_actor(actor: str) -> str:
    """Who acts, in NFC without outer spaces. Raises InvalidRequest (actor)."""
    return _checked(actor, "actor")


def check_note(note: str) -> str:
    """A note of up to 2000 characters in NFC, lines allowed, or "" for none. Raises InvalidRequest (note)."""
    shown = unicodedata.normalize("NFC", note.replace("\r\n", "\n")).strip()
    if len(shown) > _LONGEST_NOTE or not shown.replace("\n", " ").replace("\t", " ").isprintable():
        raise InvalidRequest(
            f"expected a note of at most {_LONGEST_NOTE} printable characters, got {len(shown)}",
            code="note",
        )
    return shown


def _checked(text: str, what: str) -> str:
    shown = unicodedata.normalize("NFC", text).strip()
    if not shown:
        raise InvalidRequest(f"a change is recorded with its {what}; give one", code=what)
    if len(shown) > _LONGEST or not shown.replace("\n", " ").isprintable():
        raise InvalidRequest(
            f"expected at most {_LONGEST} printable characters for the {what}, got {shown[:40]!r}",
            code=what,
        )
    return shown
