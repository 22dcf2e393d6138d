"""Passwords: which are taken, and how one is kept: Argon2id through libsodium."""

from __future__ import annotations

import asyncio
import unicodedata
from itertools import pairwise
from typing import Final

from nacl import pwhash
from nacl.exceptions import InvalidkeyError

from foodtrace.errors import InvalidRequest

__all__ = ["MIN_PASSWORD", "check_password", "hash_password", "password_holds"]

# NIST SP 800-63B-4, section 3.1.1.2: length counts, composition does not. Fewer letters do beside a passkey.
MIN_PASSWORD: Final = 12
_MIN_BESIDE_A_PASSKEY: Final = 8
_MAX: Final = 256
# 64 MiB and two passes: beyond the minimum of OWASP's password storage advice, and bearable on a small server.
_OPS: Final = pwhash.argon2id.OPSLIMIT_INTERACTIVE
_MEMORY: Final = pwhash.argon2id.MEMLIMIT_INTERACTIVE
# Of 32 random bytes that were not kept, at the same price: what is compared where no password is kept.
_NOBODYS: Final = (
    "$argon2id$v=19$m=65536,t=2,p=1$NoS6ZJda9iyzKWhGX"
    "REh4g$Z9EbnYdmQpDhoFAUsdw9cYwDRJOmnzshuHTu7NzVafc"
)
# Each takes its memory: many at once would take the machine's.
_AT_ONCE: Final = 2
# Whole passwords that everybody tries first, without their digits at the end; the length rule ends most.
_COMMON: Final = frozenset(
    {"password", "passw0rd", "matkhau", "matkhaumoi", "qwertyuiop", "qwerty", "asdfghjkl"}
    | {"iloveyou", "administrator", "admin", "welcome", "letmein", "changeme"}
    | {"foodtrace", "antoanthucpham", "danang"}
)


def check_password(password: str, name: str, *, beside_passkey: bool = False) -> str:
    """The password as it is hashed (NFKC), or InvalidRequest: password_short, _long, _common, _name."""
    plain = _plain(password)
    least = _MIN_BESIDE_A_PASSKEY if beside_passkey else MIN_PASSWORD
    if len(plain) < least:
        raise InvalidRequest(
            f"expected a password of at least {least} characters; take a sentence of your own",
            code="password_short",
            least=least,
        )
    if len(plain) > _MAX:
        raise InvalidRequest(
            f"expected a password of at most {_MAX} characters", code="password_long", most=_MAX
        )
    bare = "".join(plain.casefold().split())
    if _is_walk(bare) or bare.rstrip("0123456789!.") in _COMMON or not bare.strip("0123456789"):
        raise InvalidRequest(
            "this password is among the first that are tried; take a sentence of your own",
            code="password_common",
        )
    own = "".join(_plain(name).casefold().split())
    if own and (bare == own or bare.strip("0123456789!.@ ") == own):
        raise InvalidRequest(
            "the password is the account's own name; take another", code="password_name"
        )
    return plain


async def hash_password(password: str) -> str:
    """What is kept of a password that `check_password` gave."""
    async with _turns():
        return await asyncio.to_thread(_hash, password)


async def password_holds(kept: str | None, password: str) -> bool:
    """Whether `password` is the one kept. Takes the same work when nothing is kept."""
    async with _turns():
        return await asyncio.to_thread(_holds, kept, _plain(password)[: 4 * _MAX])


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _hash(password: str) -> str:
    kept = pwhash.argon2id.str(password.encode(), opslimit=_OPS, memlimit=_MEMORY)
    return kept.rstrip(b"\0").decode()


def _holds(kept: str | None, password: str) -> bool:
    try:
        right = pwhash.verify((kept or _NOBODYS).encode(), password.encode(errors="replace"))
    except InvalidkeyError:
        return False
    return right and kept is not None


def _is_walk(bare: str) -> bool:
    """One character over and over, or one after the other: aaaaaaaaaaaa, abcdefghijkl."""
    return len({ord(b) - ord(a) for a, b in pairwise(bare)}) <= 1


_semaphores: dict[int, asyncio.Semaphore] = {}


def _turns() -> asyncio.Semaphore:
    """One queue for each event loop; a semaphore belongs to the loop that first waits on it."""
    loop = id(asyncio.get_running_loop())
    if loop not in _semaphores:
        _semaphores.clear()
        _semaphores[loop] = asyncio.Semaphore(_AT_ONCE)
    return _semaphores[loop]
