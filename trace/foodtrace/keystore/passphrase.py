"""Passphrases: a value that never prints itself, and the places of the environment one may come from."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from foodtrace.errors import KeyUnavailable

_MAX_FILE_BYTES = 4096


class Passphrase:
    """A passphrase whose `repr` and `str` show nothing, so that no log and no traceback can.

    Held as UTF-8 of its NFC form: a Vietnamese passphrase typed on another keyboard stays the same.
    """

    __slots__ = ("_octets",)

    def __init__(self, text: str) -> None:
        self._octets = unicodedata.normalize("NFC", text).encode("utf-8", "surrogateescape")

    def reveal(self) -> bytes:
        """The bytes for the key derivation; nothing else may ask for them."""
        return self._octets

    def __bool__(self) -> bool:
        return bool(self._octets)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and other._octets == self._octets

    def __hash__(self) -> int:
        return hash(self._octets)

    def __repr__(self) -> str:
        return "Passphrase(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a passphrase is never pickled")


def passphrase_names(purpose: str) -> tuple[str, ...]:
    """Environment variables that may hold the passphrase for keys of role `purpose`, first one first."""
    common = ("FOODTRACE_PASSPHRASE", "FOODTRACE_PASSPHRASE_FILE")
    if purpose == "status":
        return ("FOODTRACE_STATUS_PASSPHRASE", "FOODTRACE_STATUS_PASSPHRASE_FILE", *common)
    return common


def find_passphrase(env: Mapping[str, str], purpose: str) -> Passphrase | None:
    """The passphrase for keys of role `purpose` (root, sticker or status) from `env`, or None.

    A variable itself wins over its _FILE; the status key's own over the common one. An empty variable
    counts as absent. A file gives its first line. Raises KeyUnavailable (`passphrase_file`) when a file
    that is named cannot be used: falling through to another passphrase would only confuse.
    """
    for name in passphrase_names(purpose):
        value = env.get(name, "")
        if not value:
            continue
        return _from_file(Path(value), name) if name.endswith("_FILE") else Passphrase(value)
    return None


def require_passphrase(passphrase: Passphrase | str | None, role: str) -> Passphrase:
    """`passphrase` as a non-empty Passphrase; raises KeyUnavailable (`no_passphrase`) otherwise."""
    found = Passphrase(passphrase) if isinstance(passphrase, str) else passphrase
    if not found:
        names = ", ".join(passphrase_names(role))
        raise KeyUnavailable(
            f"The {role} key needs its passphrase and none was given: set one of {names}, "
            "or run the command at a terminal and type it.",
            code="no_passphrase",
            role=role,
        )
    return found


def _from_file(path: Path, name: str) -> Passphrase:
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise KeyUnavailable(
            f"{name} names {path}, which cannot be read ({error.strerror}): "
            "give a file whose first line is the passphrase.",
            code="passphrase_file",
        ) from None
    lines = raw.removeprefix(b"\xef\xbb\xbf").splitlines()
    try:
        text = lines[0].decode("utf-8") if lines and len(raw) <= _MAX_FILE_BYTES else ""
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise KeyUnavailable(
            f"{name} names {path}, whose first line is not a passphrase: "
            f"expected UTF-8 text of at most {_MAX_FILE_BYTES} bytes.",
            code="passphrase_file",
        )
    return Passphrase(text)
