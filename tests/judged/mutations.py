"""Damaged and forged texts by the thousand, each from a seed, and both readers' answers side by side."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from foodtrace import sticker, trust, verdict
from foodtrace.errors import MalformedSticker
from oracle import belief, curve, judge, lists, stickers, writer
from vectors import status_cases, trust_cases
from vectors.sticker_cases import CLAIMS, LARGEST, SMALLEST, claims_with

Answer = tuple[str, str, str | None, bool, dict[str, Any] | None]

TRUST = trust_cases.signed(
    hosts=[["qr.example.vn", None], ["old.example.vn", 1]],
    keys=[
        trust_cases.sticker_key(naf=2**32 - 1),
        trust_cases.sticker_key("sticker2", uri=trust_cases.URI + "2"),
        trust_cases.sticker_key("stolen", revoked=1795000000, uri=trust_cases.URI + "3"),
        trust_cases.status_key(),
    ],
)
STATUS = status_cases.status()
TURNS = (1782864000, 1795132800, 1795215600, 1795219200, 1795824000, 1802995200, 1814400000)
MOMENTS = (0, 2**32, *(turn + more for turn in TURNS for more in (-86401, -86400, -1, 0, 1)))


class BothReaders:
    """foodtrace and the oracle, each with the same lists in its own words."""

    def __init__(self) -> None:
        self.oracle_trust = lists.read_trust(TRUST)
        status = belief.believe_status(self.oracle_trust, STATUS)
        self.oracle_statuses = {status.kid: status}
        under = trust.parse_trust_file(TRUST).list
        held = trust.Held(under.roots, under.threshold, under.seq, under.iat, b"x" * 32)
        kid, believed = trust.accept_status_file(under, STATUS)
        self.trusted = trust.Trusted(trust=under, held=held, statuses={kid: believed})

    def of_foodtrace(self, text: str, now: int) -> Answer:
        """Its answer; any exception is a fault of its own."""
        answer = verdict.check(text, self.trusted, now)
        claims = None if answer.claims is None else dict(verdict.claims_json(answer.claims))
        freshness = answer.freshness
        return answer.genuine, answer.standing, freshness, answer.green, claims

    def of_oracle(self, text: str, now: int) -> Answer:
        """What the text of the format says."""
        answer = judge.judge(text, self.oracle_trust, self.oracle_statuses, now)
        return answer.genuine, answer.standing, answer.freshness, answer.green, answer.claims

    def differ(self, text: str, now: int) -> str | None:
        """A line that tells how the two differ, or None; counts nothing, raises nothing of its own."""
        mine, theirs = self.of_oracle(text, now), self.of_foodtrace(text, now)
        if mine[2] is None:  # no sticker key is named: the format does not say which freshness
            theirs = (*theirs[:2], None, *theirs[3:])
        return None if mine == theirs else f"{text!r} at {now}: oracle {mine}, foodtrace {theirs}"


def only_malformed(text: str) -> bool:
    """Whether foodtrace's parser ends in a token or in `MalformedSticker`; anything else is raised."""
    try:
        sticker.parse_sticker(text, {"qr.example.vn", "old.example.vn"})
    except MalformedSticker:
        return False
    return True


def mutated_texts(seed: int, count: int) -> Iterator[tuple[str, int]]:
    """Texts and moments: link, digits, token, claims and signature damaged in turn."""
    chance = random.Random(seed)
    tokens = [writer.token(claims) for claims in (CLAIMS, SMALLEST, LARGEST)]
    tokens += [writer.token(claims_with(idx=idx)) for idx in (6, 7, 8, 12, 100)]
    tokens += [writer.token(CLAIMS, key) for key in ("sticker2", "stolen", "status", "evil")]
    for _ in range(count):
        damage = chance.choice(_DAMAGES)
        yield damage(chance, chance.choice(tokens)), chance.choice(MOMENTS)


def told(counts: Counter[str]) -> str:
    """Counts in one line, commonest first."""
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _untouched(chance: random.Random, token: bytes) -> str:
    """No damage: what differs is the key, the number and the moment."""
    if chance.random() < 0.5:
        key = chance.choice(("sticker", "sticker2", "stolen", "status", "evil"))
        token = writer.token(claims_with(idx=chance.choice((4, 6, 7, 8, 12, 99, 100))), key)
    return writer.link(token, chance.choice(("qr.example.vn", "old.example.vn", "evil.example")))


def _damaged_text(chance: random.Random, token: bytes) -> str:
    text = writer.link(token)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        odd = chance.choice("0123456789abcHTPS:/.%?#@-_ \n\t\0é１ſK\u200b\u202e\ufeff")
        how = chance.randrange(4)
        if how == 0:
            text = text[:at] + odd + text[at:]
        elif how == 1:
            text = text[:at] + odd + text[at + 1 :]
        elif how == 2:
            text = text[:at] + text[at + chance.randint(1, 20) :]
        else:
            text = text[:at]
    return text


def _damaged_digits(chance: random.Random, token: bytes) -> str:
    digits = list(stickers.digits_of_token(token))
    for _ in range(chance.randint(1, 4)):
        digits[chance.randrange(len(digits))] = chance.choice("0123456789")
    return "https://qr.example.vn/1/" + "".join(digits)


def _flipped_bits(chance: random.Random, token: bytes) -> str:
    raw = bytearray(token)
    for _ in range(chance.choice((1, 1, 1, 2, 5, 40))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return writer.link(bytes(raw))


def _spliced(chance: random.Random, token: bytes) -> str:
    raw = bytearray(token)
    at = chance.randrange(len(raw))
    size = chance.randrange(9)
    raw[at : at + size] = bytes(chance.randrange(256) for _ in range(chance.randrange(9)))
    if chance.random() < 0.5 and 109 <= len(raw) <= 287:
        raw[14] = len(raw) - 81  # the frame fits again, the signature does not
    return writer.link(bytes(raw[:300]))


def _signed_damage(chance: random.Random, token: bytes) -> str:
    """A payload damaged before a true key signs it: the claims' reader must refuse or read it."""
    payload = bytearray(stickers.open_frame(token)[1])
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(payload))
        how = chance.randrange(3)
        if how == 0:
            payload[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            payload[at] = chance.choice(
                (0, 0x18, 0x19, 0x1A, 0x60, 0x7F, 0x80, 0xA0, 0xF4, 0xF6, 0xFF)
            )
        else:
            payload.insert(at, chance.randrange(256))
    return writer.link(_signed(bytes((payload + bytes(28))[: max(28, min(len(payload), 206))])))


def _odd_claims(chance: random.Random, token: bytes) -> str:
    """Well-encoded claims at and over their bounds, under a true signature."""
    del token
    fields: dict[str, tuple[Any, ...]] = {
        "iat": (0, 1, 1782864000, 1782864000 + 31536000, 2**32 - 2),
        "exp": (1, 1782864001, 1814400000, 1782864000 + 4 * 366 * 86400, 2**32 - 1, 2**32),
        "id": (0, 1, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, -1, "1", None),
        "name": (
            "",
            "a",
            " a",
            "a ",
            "a  b",
            "n" * 80,
            "n" * 81,
            "ữ" * 27,
            "Bu\u0301n",
            "\xa0",
            b"a",
            5,
        ),
        "street": ("", "1", "s" * 80, "s" * 81, "1\n", "№ 5", "\u2126", "\u0430", "한", None),
        "ward": (0, 1, 99999, 100000, 20209, "20209"),
        "category": (0, 255, 256, None, -1),
        "idx": (0, 4, 6, 7, 8, 99, 100, 2**20 - 1, 2**20),
        "place": (None, "0000000000", "ffffffffff", "00", "e1b4fb4e2900", 7),
    }
    picked = chance.sample(sorted(fields), chance.randint(1, 3))
    payload = writer.claims_payload(
        claims_with(**{name: chance.choice(fields[name]) for name in picked})
    )
    return writer.link(_signed((payload + bytes(28))[: max(28, min(len(payload), 206))]))


def _odd_signature(chance: random.Random, token: bytes) -> str:
    raw = bytearray(token)
    s = int.from_bytes(raw[-32:], "little")
    odd = chance.choice((s + curve.L, s ^ 1, curve.L - s % curve.L, 0, curve.L, s + 2 * curve.L))
    raw[-32:] = (odd % 2**256).to_bytes(32, "little")
    if chance.random() < 0.3:
        raw[-64:-32] = curve.compress(
            curve.multiply(chance.randrange(8), curve.point_of_order_eight())
        )
    return writer.link(bytes(raw))


def _noise(chance: random.Random, token: bytes) -> str:
    del token
    how = chance.randrange(4)
    if how == 0:
        return "".join(
            chr(chance.choice((chance.randrange(128), chance.randrange(0xD800))))
            for _ in range(chance.randrange(60))
        )
    if how == 1:
        return "".join(chance.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZilo -u") for _ in range(8))
    if how == 2:
        return stickers.typed_code_of_id(
            chance.choice((0, 1, 26004812, 2**32 - 1, 2**32, chance.randrange(2**32)))
        )
    return "https://qr.example.vn/1/" + "".join(
        chance.choice("0123456789") for _ in range(chance.randrange(800))
    )


def _signed(payload: bytes) -> bytes:
    """As `writer.token_of_payload`, with the key's public part computed once."""
    return writer.token_of_payload(payload, "sticker")


_DAMAGES: tuple[Callable[[random.Random, bytes], str], ...] = (
    _untouched,
    _damaged_text,
    _damaged_digits,
    _flipped_bits,
    _flipped_bits,
    _spliced,
    _signed_damage,
    _odd_claims,
    _odd_signature,
    _noise,
)
