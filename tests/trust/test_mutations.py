"""A hundred thousand damaged lists and bundles: each refused in one of two ways, or harmlessly the same."""

from __future__ import annotations

import contextlib
import random

import pytest
from foodtrace.errors import MalformedList, RefusedList
from foodtrace.trust import (
    Held,
    accept_status_file,
    accept_trust_file,
    encode_held,
    merge_trust_files,
    open_bundle,
    parse_held,
    parse_status_list,
    parse_trust_file,
    parse_trust_payload,
    unpack_bundle,
)
from trust.makers import PIN, STATUS, TRUST, bundle, signed_status, signed_trust

_INTERESTING = (0, 1, 23, 24, 25, 26, 27, 28, 31, 64, 95, 96, 127, 128, 159, 160, 191, 246, 255)


def _mutated(rng: random.Random, raw: bytes) -> bytes:
    octets = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at = rng.randrange(len(octets) + 1)
        kind = rng.randrange(6)
        if kind == 0:
            octets[at:at] = rng.randbytes(rng.choice((1, 1, 4, 30)))
        elif kind == 1:
            del octets[at : at + rng.choice((1, 1, 4, 64))]
        elif kind == 2 and at < len(octets):
            octets[at] ^= 1 << rng.randrange(8)
        elif kind == 3:
            octets[at : at + 1] = bytes((rng.choice(_INTERESTING),))
        elif kind == 4:
            octets[at : at + 4] = rng.choice((b"\xff" * 4, bytes(4), rng.randbytes(4)))
        else:
            other = rng.randrange(len(octets) + 1)
            octets[at:at] = octets[min(at, other) : max(at, other)][:300]
    return bytes(octets)


def _campaign(count: int, seed: int) -> None:
    rng = random.Random(seed)
    trust_file, status_file, packed = signed_trust(), signed_status(), bundle()
    payload = parse_trust_file(trust_file).payload
    kept = encode_held(open_bundle(PIN, packed).held)
    refusals = (MalformedList, RefusedList)
    for at in range(count):
        kind = at % 5
        if kind == 0:
            raw = _mutated(rng, trust_file)
            with contextlib.suppress(*refusals):
                assert accept_trust_file(PIN, raw)[0] == TRUST
            with contextlib.suppress(*refusals):
                merge_trust_files([trust_file, raw])
        elif kind == 1:
            raw = _mutated(rng, payload)
            with contextlib.suppress(MalformedList):
                parse_trust_payload(raw)
        elif kind == 2:
            raw = _mutated(rng, status_file)
            with contextlib.suppress(*refusals):
                assert accept_status_file(TRUST, raw)[1] == STATUS
            with contextlib.suppress(MalformedList):
                parse_status_list(raw)
        elif kind == 3:
            raw = _mutated(rng, packed)
            with contextlib.suppress(MalformedList):
                unpack_bundle(raw)
            with contextlib.suppress(*refusals):
                opened = open_bundle(PIN, raw)
                assert opened.trust == TRUST
                assert all(status == STATUS for status in opened.statuses.values())
        else:
            text = _mutated(rng, kept.encode()).decode("utf-8", "surrogateescape")
            with contextlib.suppress(MalformedList):
                held = parse_held(text)
                assert isinstance(held, Held)
                assert parse_held(encode_held(held)) == held


def test_damaged_lists_are_refused_or_harmless() -> None:
    _campaign(5_000, seed=2)


@pytest.mark.slow
def test_a_hundred_thousand_damaged_lists_are_refused_or_harmless() -> None:
    _campaign(100_000, seed=1)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(100, 110))
def test_a_million_damaged_lists_are_refused_or_harmless(seed: int) -> None:
    _campaign(100_000, seed=seed)
