"""Windows, revocations, clocks, statuses and the register, drawn at random near every edge: one verdict."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from itertools import product
from typing import Any

import pytest
from foodtrace import trust, verdict
from oracle import judge, lists, writer
from vectors.sticker_cases import CLAIMS

KID = writer.kid("sticker")
NOW = 1795219200
DAY = 86400
EDGES = (-400 * DAY, -DAY - 1, -DAY, -DAY + 1, -1, 0, 1, 5, DAY, 400 * DAY)
_ROOTS = (writer.public("root1"), writer.public("root2"))


def _tokens() -> list[tuple[dict[str, Any], bytes, str]]:
    made = []
    for since, life, idx in product(
        (-400 * DAY, -DAY, 0, DAY, DAY + 1), (1, DAY, 500 * DAY), (0, 5)
    ):
        claims = {**CLAIMS, "iat": NOW + since, "exp": NOW + since + life, "idx": idx}
        token = writer.token(claims)
        made.append((claims, token, writer.link(token)))
    return made


class _Register:
    """What an online server recorded, asked by (kid, idx)."""

    def __init__(self, entries: dict[tuple[bytes, int], bytes]) -> None:
        self._entries = entries

    def __call__(self, kid: bytes, idx: int) -> bytes | None:
        return self._entries.get((kid, idx))


def _compare(seed: int, count: int) -> Counter[tuple[str, str, str | None]]:
    chance = random.Random(seed)
    tokens = _tokens()
    seen: Counter[tuple[str, str, str | None]] = Counter()
    for _ in range(count):
        claims, token, text = chance.choice(tokens)
        digest = hashlib.sha256(token).digest()
        now = NOW + chance.choice(EDGES)
        iat = claims["iat"]
        key: dict[str, Any] = {
            "role": chance.choice((0, 0, 0, 0, 0, 1)),
            "public": writer.public("sticker"),
            "nbf": iat + chance.choice((-9 * DAY, -1, -1, 0, 0, 1)),
            "naf": iat + chance.choice((9 * DAY, 9 * DAY, 9 * DAY, 1, 2)),
            "revoked": chance.choice((None, None, None, 0, now - 1, now + 1)),
            "status_uri": "https://qr.example.vn/s",
            "issued": None,
        }
        ledger = None
        if chance.random() < 0.5:
            ledger = sorted({digest[:16] if chance.random() < 0.7 else bytes(16), b"\xff" * 16})
            key["issued"] = hashlib.sha256(b"".join(ledger)).digest()
            if chance.random() < 0.1:
                ledger = None
        trust_iat = now + chance.choice(EDGES)
        trust_exp = trust_iat + 1 + chance.randrange(3) * 180 * DAY
        if chance.random() < 0.3:
            trust_exp = max(trust_iat + 1, now + chance.choice((0, 1)))
        mine = lists.Trust(
            payload=b"",
            signatures=(),
            issuer="x",
            exp=trust_exp,
            iat=trust_iat,
            seq=1,
            threshold=1,
            roots=_ROOTS,
            hosts={"qr.example.vn": None},
            keys={KID: lists.Key(**key)},
            wards=(),
            categories={},
        )
        theirs = trust.TrustList(
            issuer="x",
            iat=trust_iat,
            exp=trust_exp,
            seq=1,
            threshold=1,
            roots=_ROOTS,
            hosts=(trust.Host("qr.example.vn", None),),
            keys=(trust.TrustKey(**key),),
            wards=(),
            categories=(),
        )
        my_statuses, their_statuses = {}, {}
        if chance.random() < 0.9:
            since = chance.choice((iat - 1, iat, iat + 1, *(now + edge for edge in EDGES)))
            until = chance.choice((since + 7 * DAY, now, now + 1, since + 1))
            entries = bytes(chance.randrange(256) for _ in range(chance.choice((1, 2))))
            my_statuses[KID] = lists.Status(KID, since, until, 60, entries)
            their_statuses[KID] = trust.StatusList(
                sub="https://qr.example.vn/s", iat=since, exp=until, ttl=60, lst=entries
            )
        registered = None
        if chance.random() < 0.3:
            registered = chance.choice(
                ({(KID, claims["idx"]): digest}, {(KID, claims["idx"]): bytes(32)}, {})
            )
        expected = judge.judge(text, mine, my_statuses, now, ledger=ledger, registered=registered)
        held = trust.Held(_ROOTS, 1, 1, trust_iat, b"x" * 32)
        issued = {KID: frozenset(ledger)} if ledger else {}
        trusted = trust.Trusted(trust=theirs, held=held, statuses=their_statuses, issued=issued)
        asked = None if registered is None else _Register(registered)
        answer = verdict.check(text, trusted, now, registered=asked)
        assert (answer.genuine, answer.standing, answer.green) == (
            expected.genuine,
            expected.standing,
            expected.green,
        ), (claims, key, mine, my_statuses, now, ledger, registered)
        if expected.freshness is not None:
            assert answer.freshness == expected.freshness, (mine, my_statuses, now)
        seen[expected.genuine, expected.standing, expected.freshness] += 1
    return seen


def test_a_thousand_drawn_decisions_agree() -> None:
    seen = _compare(seed=11, count=1_000)
    assert {genuine for genuine, _, _ in seen} == {"yes", "no", "key revoked", "unknown issuer"}


@pytest.mark.slow
def test_ten_thousand_drawn_decisions_agree_and_reach_every_corner() -> None:
    seen = _compare(seed=12, count=10_000)
    standings = (
        "revoked",
        "replaced",
        "expired",
        "not yet in force",
        "suspended",
        "in force",
        "unknown",
    )
    reached = {(standing, fresh) for genuine, standing, fresh in seen if genuine == "yes"}
    assert set(product(standings, ("fresh", "stale"))) <= reached
    assert {
        ("expired", "missing"),
        ("not yet in force", "missing"),
        ("unknown", "missing"),
    } <= reached
