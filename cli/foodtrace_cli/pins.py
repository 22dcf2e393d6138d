"""The roots this user trusts, and how far their lists have come: kept so that a rollback is noticed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from foodtrace.errors import MalformedList
from foodtrace.trust import Held, encode_held, encode_roots_file, parse_held

from foodtrace_cli.outputs import write_output


class Pin(msgspec.Struct, frozen=True):
    """Roots that are trusted, with what was accepted since; `path` None: not remembered."""

    held: Held
    path: Path | None = None


class PinStore(msgspec.Struct, frozen=True):
    """A folder with one file for each pin, named after the roots that were pinned at first.

    The name stays when the authority changes its roots, so the same roots.pub finds its memory.
    """

    folder: Path

    @classmethod
    def of(cls, env: Mapping[str, str]) -> PinStore:
        """Under XDG_STATE_HOME, else ~/.local/state: what was accepted is state, not configuration."""
        base = (
            env.get("XDG_STATE_HOME") or Path(env.get("HOME") or Path.home()) / ".local" / "state"
        )
        return cls(Path(base) / "foodtrace" / "pins")

    def add(self, pin: Held) -> bool:
        """Keep a new pin; False when it was kept before (its memory stays). Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            path = self._path(pin)
            if path.exists():
                return False
            write_output(path, encode_held(pin).encode())
            return True

    def all(self) -> list[Pin]:
        """Every pin; raises MalformedList for a damaged file, because forgetting it would be unsafe."""
        return [_read(path) for path in sorted(self.folder.glob("*.held"))]

    def find(self, roots: Held) -> Pin:
        """The pin for these first roots; one without memory when this user never pinned them."""
        path = self._path(roots)
        return _read(path) if path.exists() else Pin(roots)

    def keep(self, pin: Pin, held: Held) -> None:
        """Remember what was accepted; never goes back, also when two checks run at once.

        Does nothing for a pin without a file. Raises OSError.
        """
        if pin.path is None or held == pin.held:
            return
        with self._locked():
            now = _read(pin.path).held
            if (held.seq, held.iat) < (now.seq, now.iat):
                return
            for kid, iat in now.status_iats:
                held = held.with_status_iat(kid, iat)
            if held != now:
                write_output(pin.path, encode_held(held).encode())

    def _path(self, roots: Held) -> Path:
        name = hashlib.sha256(encode_roots_file(roots).encode()).hexdigest()[:16]
        return self.folder / f"{name}.held"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("a") as file:
            if os.name == "posix":
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _read(path: Path) -> Pin:
    try:
        return Pin(parse_held(path.read_text(encoding="utf-8")), path)
    except (MalformedList, UnicodeDecodeError):
        raise MalformedList(
            f"What this user pinned in {path} is damaged: remove the file and pin roots.pub again.",
            code="pin_damaged",
        ) from None
