"""A hundred thousand damaged stickers: each a MalformedSticker or a verdict that is not genuine."""

from __future__ import annotations

import contextlib
import random

import pytest
from foodtrace.errors import MalformedSticker
from foodtrace.sticker import (
    encode_digits,
    parse_claims,
    parse_sticker,
    parse_token,
    parse_typed_code,
)
from foodtrace.verdict import check
from trust.makers import HOST, NOW, claims, link, token, trusted

_ODD = "0123456789/:.?#%@- \n\tAaZzIlOoUu\x00\x7f\u017f\u212a\u0663\u200b\ud800🍜"


def _mutated_text(rng: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        at = rng.randrange(len(letters) + 1)
        kind = rng.randrange(6)
        if kind == 0:
            letters.insert(at, rng.choice(_ODD))
        elif kind == 1:
            del letters[at : at + rng.choice((1, 1, 2, 17, 100))]
        elif kind == 2:
            letters[at : at + 1] = [rng.choice("0123456789")]
        elif kind == 3:
            letters[at : at + 1] = [rng.choice(_ODD)]
        elif kind == 4:
            other = rng.randrange(len(letters) + 1)
            letters[at:at] = letters[min(at, other) : max(at, other)][:200]
        else:
            letters[at : at + 17] = reversed(letters[at : at + 17])
    return "".join(letters)


def _mutated_bytes(rng: random.Random, raw: bytes) -> bytes:
    octets = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        at = rng.randrange(len(octets) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            octets[at:at] = rng.randbytes(rng.choice((1, 1, 2, 7)))
        elif kind == 1:
            del octets[at : at + rng.choice((1, 1, 2, 7))]
        elif kind == 2 and at < len(octets):
            octets[at] ^= 1 << rng.randrange(8)
        elif kind == 3:
            octets[at : at + 4] = rng.randbytes(4)
        else:
            octets[at : at + 1] = bytes((rng.choice((0, 23, 24, 27, 28, 31, 95, 127, 159, 255)),))
    return bytes(octets)


def _campaign(count: int, seed: int) -> None:
    rng = random.Random(seed)
    lists = trusted()
    tokens = [
        token(),
        token(claims(place=None, name="Ốc", idx=2**20 - 1)),
        token(claims(name="a" * 80, street="ă" * 40)),
    ]
    links = [link(each) for each in tokens]
    texts = [*links, "00RS-KAC7"]
    hosts = {HOST}
    for _ in range(count):
        if rng.random() < 0.5:
            text = _mutated_text(rng, rng.choice(texts))
        else:
            raw = _mutated_bytes(rng, rng.choice(tokens).raw)
            for parse in (parse_token, parse_claims):
                with contextlib.suppress(MalformedSticker):
                    parse(raw)
            try:
                text = f"https://{HOST}/1/{encode_digits(raw)}"
            except MalformedSticker:
                continue
        for read in (lambda text: parse_sticker(text, hosts), parse_typed_code):
            with contextlib.suppress(MalformedSticker):
                read(text)
        verdict = check(text, lists, NOW)
        is_same = text.isascii() and text.lower() in links  # scheme and host are read without case
        assert (verdict.genuine == "yes") == is_same, repr(text)
        assert verdict.reason


def test_damaged_stickers_are_never_genuine() -> None:
    _campaign(2_000, seed=2)


@pytest.mark.slow
def test_a_hundred_thousand_damaged_stickers_are_never_genuine() -> None:
    _campaign(100_000, seed=1)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(100, 120))
def test_two_million_damaged_stickers_are_never_genuine(seed: int) -> None:
    _campaign(100_000, seed=seed)
