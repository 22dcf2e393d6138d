"""Damaged trust lists and status lists by the thousand, under true signatures, for both readers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from foodtrace import trust
from foodtrace.errors import MalformedList, RefusedList
from oracle import belief, lists, stickers, writer
from vectors import status_cases, trust_cases

_TRUST = trust_cases.signed()
_ROOTS = tuple(writer.public(name) for name in trust_cases.ROOTS)
# What foodtrace asks of a list beyond the words of the format: narrower, never wider.
NARROWER = frozenset(
    f"trust_{part}"
    for part in [
        "host",
        "hosts",
        "until",
        "issuer",
        "nbf",
        "naf",
        "revoked",
        "status_uri",
        "roots",
        "seq",
        "threshold",
        "wards",
        "ward",
        "from_day",
        "until_day",
        "ward_name",
        "province",
        "categories",
        "category",
        "category_names",
        "category_name",
        "language",
    ]
)


def damaged_lists(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """("trust" or "status", file): payloads damaged before signing, and files damaged after it."""
    chance = random.Random(seed)
    trust_payload = writer.trust_payload(trust_cases.body())
    status_payload = writer.status_payload(
        trust_cases.URI, status_cases.IAT, status_cases.EXP, status_cases.EXAMPLE_LST
    )
    files = {"trust": _TRUST, "status": status_cases.status()}
    for _ in range(count):
        kind = chance.choice(("trust", "status"))
        if chance.random() < 0.2:
            yield kind, _damaged(chance, files[kind])
        elif kind == "trust":
            payload = _damaged(chance, trust_payload)
            yield kind, writer.trust_file(payload, ("root1", "root3"))
        else:
            yield kind, writer.status_file(_damaged(chance, status_payload))


def compare_lists(seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """How often both accepted, both refused, foodtrace alone refused; and every fault in a line."""
    under_mine = lists.read_trust(_TRUST)
    under_theirs = trust.parse_trust_file(_TRUST).list
    held = trust.Held(roots=_ROOTS, threshold=2)
    kept = lists.Kept(_ROOTS, 2)
    seen: Counter[str] = Counter()
    faults: list[str] = []
    for kind, raw in damaged_lists(seed, count):
        mine = theirs = "accepted"
        try:
            if kind == "trust":
                belief.believe_trust(kept, raw)
            else:
                belief.believe_status(under_mine, raw)
        except stickers.Refused as refused:
            mine = refused.code
        try:
            if kind == "trust":
                trust.accept_trust_file(held, raw)
            else:
                trust.accept_status_file(under_theirs, raw)
        except (MalformedList, RefusedList) as refused:
            theirs = refused.code
        if mine == theirs == "accepted":
            seen["accepted by both"] += 1
        elif "accepted" not in (mine, theirs):
            seen["refused by both"] += 1
        elif mine == "accepted" and theirs in NARROWER:
            seen["refused by foodtrace alone"] += 1
        else:
            faults.append(f"{kind} {raw.hex()}: oracle {mine}, foodtrace {theirs}")
    return seen, faults


def _damaged(chance: random.Random, raw: bytes) -> bytes:
    out = bytearray(raw)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(out))
        how = chance.randrange(5)
        if how == 0:
            out[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            out[at] = chance.choice(
                (0, 1, 0x18, 0x19, 0x1A, 0x1B, 0x40, 0x60, 0x80, 0xA0, 0xF4, 0xF6, 0xFF)
            )
        elif how == 2:
            out.insert(at, chance.randrange(256))
        elif how == 3:
            del out[at]
        else:
            out[at] = out[chance.randrange(len(out))]
    return bytes(out)
