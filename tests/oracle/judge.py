"""The naive verdict: genuine, standing and freshness of one text, as section 6 of the format words them.

Written from the text of the format alone and shared with nothing under judgement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from oracle import curve
from oracle.lists import STICKER_ROLE, Status, Trust
from oracle.stickers import (
    DAY,
    Refused,
    id_of_typed_code,
    open_frame,
    read_claims,
    sticker_protected,
    token_of_text,
    what_is_signed,
)

WORSE = ("fresh", "stale", "missing")


@dataclass(frozen=True)
class Answer:
    """The three answers; `freshness` is None where no sticker key, so no status list, is named."""

    genuine: str
    standing: str
    freshness: str | None
    green: bool
    claims: dict[str, Any] | None = None
    typed_id: int | None = None
    why: str = ""


def _list_freshness(times: tuple[int, int] | None, now: int) -> str:
    """(iat, exp) of one list at a moment."""
    if times is None:
        return "missing"
    iat, exp = times
    return "stale" if now >= exp or now < iat - DAY else "fresh"


def _worse(one: str, other: str) -> str:
    return max(one, other, key=WORSE.index)


def judge(
    text: str,
    trust: Trust | None,
    statuses: Mapping[bytes, Status],
    now: int,
    *,
    ledger: Collection[bytes] | None = None,
    registered: Mapping[tuple[bytes, int], bytes] | None = None,
) -> Answer:
    """One text at one moment. `ledger` holds 16-byte token hashes of a revoked key's honest stickers;
    `registered` is the register of an online server, by (kid, idx)."""
    try:
        token = token_of_text(text, trust.hosts if trust else ())
    except Refused as refused:
        try:
            typed_id = id_of_typed_code(text)
        except Refused:
            genuine = "unknown issuer" if refused.code == "host" else "unreadable"
            return Answer(genuine, "unknown", None, green=False, why=refused.code)
        return Answer("not checked", "unknown", None, green=False, typed_id=typed_id)
    try:
        kid, payload, signature = open_frame(token)
    except Refused as refused:
        return Answer("unreadable", "unknown", None, green=False, why=refused.code)
    assert trust is not None
    key = trust.keys.get(kid)
    if key is None or key.role != STICKER_ROLE:
        return Answer("unknown issuer", "unknown", None, green=False, why="key")
    status = statuses.get(kid)
    freshness = _worse(
        _list_freshness((trust.iat, trust.exp), now),
        _list_freshness((status.iat, status.exp) if status else None, now),
    )
    if not curve.verify(key.public, what_is_signed(sticker_protected(kid), payload), signature):
        return Answer("no", "unknown", freshness, green=False, why="signature")
    try:
        claims = read_claims(payload)
    except Refused as refused:
        return Answer("unreadable", "unknown", freshness, green=False, why=refused.code)
    if key.revoked is not None and not _is_listed(token, key.issued, ledger):
        return Answer("key revoked", "unknown", freshness, green=False)
    if not key.nbf <= claims["iat"] < key.naf:
        return Answer("no", "unknown", freshness, green=False, why="window")
    standing = _standing(claims, status, now)
    if registered is not None:
        entry = registered.get((kid, claims["idx"]))
        if entry != hashlib.sha256(token).digest():
            standing = "unknown"
    green = standing == "in force" and freshness == "fresh"
    return Answer("yes", standing, freshness, green=green, claims=claims)


def _standing(claims: dict[str, Any], status: Status | None, now: int) -> str:
    entry = None
    if status is not None and status.iat >= claims["iat"]:
        entry = status.entry(claims["idx"])
    if entry == 1:
        return "revoked"
    if entry == 3:
        return "replaced"
    if now >= claims["exp"]:
        return "expired"
    if now < claims["iat"] - DAY:
        return "not yet in force"
    if entry == 2:
        return "suspended"
    if entry == 0:
        return "in force"
    return "unknown"


def _is_listed(token: bytes, issued: bytes | None, ledger: Collection[bytes] | None) -> bool:
    """Section 7: an honest sticker of a stolen key, if the reader holds the file that the list names."""
    if issued is None or ledger is None:
        return False
    if hashlib.sha256(b"".join(sorted(ledger))).digest() != issued:
        return False
    return hashlib.sha256(token).digest()[:16] in ledger
