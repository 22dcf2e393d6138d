"""What a reader keeps between lists: the roots it was given by hand, and how far it has come since."""

from __future__ import annotations

import msgspec

from foodtrace.errors import FoodtraceError, MalformedList
from foodtrace.trust.keys import PUBLIC_BYTES, check_public_key, fingerprint_of, kid_of
from foodtrace.trust.trust_payload import ROOTS_MAX

_FILE_MAX = 65_536  # characters
_UINT_MAX = 2**32 - 1


class Held(msgspec.Struct, frozen=True):
    """A pin (seq 0), or a pin and what was accepted since: seq, iat, SHA-256 of the payload.

    `status_iats` holds (sticker kid, iat) of the status lists accepted, so that none is rolled back.
    """

    roots: tuple[bytes, ...]
    threshold: int
    seq: int = 0
    iat: int = 0
    digest: bytes = b""
    status_iats: tuple[tuple[bytes, int], ...] = ()

    def status_iat(self, kid: bytes) -> int:
        """The iat of the last status list accepted for this sticker key, or 0."""
        return dict(self.status_iats).get(kid, 0)

    def with_status_iat(self, kid: bytes, iat: int) -> Held:
        iats = dict(self.status_iats)
        iats[kid] = max(iat, iats.get(kid, 0))
        return msgspec.structs.replace(self, status_iats=tuple(sorted(iats.items())))


def encode_roots_file(held: Held) -> str:
    """roots.pub: the pin alone, with fingerprints as comments for people to compare."""
    _check(held)
    lines = [
        "# foodtrace roots: whoever holds this file trusts what these keys sign.",
        "# Compare the fingerprints with those that the authority published elsewhere.",
        f"threshold {held.threshold}",
    ]
    for root in held.roots:
        lines += [
            f"# kid {kid_of(root).hex()}, fingerprint {fingerprint_of(root)}",
            f"root {root.hex()}",
        ]
    return "\n".join(lines) + "\n"


def parse_roots_file(text: str) -> Held:
    """The pin in a roots file; MalformedList roots_<part> or bad_public_key."""
    held = parse_held(text)
    if held.seq:
        raise _fault("line", "a roots file has threshold and root lines only, found more")
    return held


def encode_held(held: Held) -> str:
    """A roots file with lines for what was accepted since, for a reader's own store."""
    text = encode_roots_file(held)
    if held.seq:
        text += f"seq {held.seq}\niat {held.iat}\ndigest {held.digest.hex()}\n"
        text += "".join(f"status {kid.hex()} {iat}\n" for kid, iat in held.status_iats)
    return text


def parse_held(text: str) -> Held:
    """What encode_held wrote, or a roots file; MalformedList roots_<part> or bad_public_key."""
    if len(text) > _FILE_MAX:
        raise _fault("length", f"expected at most {_FILE_MAX} characters, found {len(text)}")
    roots: list[bytes] = []
    numbers: dict[str, int] = {}
    digest = b""
    statuses: dict[bytes, int] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = line.split("#", 1)[0].split()
        match words:
            case []:
                continue
            case ["threshold" | "seq" | "iat" as name, value] if name not in numbers:
                numbers[name] = _number(value, number)
            case ["root", value]:
                roots.append(_octets(value, PUBLIC_BYTES, number))
            case ["digest", value] if not digest:
                digest = _octets(value, 32, number)
            case ["status", kid, value] if _octets(kid, 4, number) not in statuses:
                statuses[_octets(kid, 4, number)] = _number(value, number)
            case _:
                raise _fault(
                    "line", f"line {number}: expected 'threshold N' or 'root HEX' once each"
                )
    if "threshold" not in numbers:
        raise _fault("threshold", "expected a line 'threshold N', found none")
    held = Held(
        tuple(roots),
        numbers["threshold"],
        numbers.get("seq", 0),
        numbers.get("iat", 0),
        digest,
        tuple(sorted(statuses.items())),
    )
    _check(held)
    return held


def _check(held: Held) -> None:
    if not 1 <= len(held.roots) <= ROOTS_MAX:
        raise _fault("roots", f"expected 1..{ROOTS_MAX} roots, found {len(held.roots)}")
    if not 1 <= held.threshold <= len(held.roots):
        raise _fault(
            "threshold",
            f"threshold must be 1..{len(held.roots)} for {len(held.roots)} roots, found {held.threshold}",
        )
    for root in held.roots:
        check_public_key(root)
    if len({kid_of(root) for root in held.roots}) < len(held.roots):
        raise _fault("roots", "each root needs a kid of its own, found one twice")
    if bool(held.seq) != bool(held.digest) or (held.status_iats and not held.seq):
        raise _fault("line", "seq and digest come together")


def _number(value: str, line: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= _UINT_MAX):
        raise _fault("line", f"line {line}: expected a whole number, found {value[:40]!r}")
    return int(value)


def _octets(value: str, size: int, line: int) -> bytes:
    try:
        octets = bytes.fromhex(value) if value.isascii() else b""
    except ValueError:
        octets = b""
    if len(octets) != size:
        raise _fault("line", f"line {line}: expected {2 * size} hex digits, found {value[:80]!r}")
    return octets


def _fault(part: str, message: str) -> FoodtraceError:
    return MalformedList(f"roots file: {message}", code=f"roots_{part}")
