"""What the register, the signed lists and the stickers say, read with other people's readers."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import cbor2
from foodtrace.registry import DATABASE_FILE


def rows(folder: Path, statement: str) -> list[Any]:
    """Straight from the file, past everything of ours."""
    connection = sqlite3.connect(folder / DATABASE_FILE)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def claims_of(token: bytes) -> tuple[int, int, list[Any], bytes]:
    """exp, iat, the seven fields and the kid of a token, by cbor2."""
    protected, _, payload, _ = cbor2.loads(token).value
    claims = cbor2.loads(payload)
    return claims[4], claims[6], claims[-65537], cbor2.loads(protected)[4]


def listed(folder: Path) -> dict[bytes, tuple[int, int, list[int]]]:
    """iat, exp and the entries of every published status list, by cbor2 and zlib."""
    found = {}
    for kid, cwt in rows(folder, "SELECT kid, cwt FROM status_list"):
        _, _, payload, _ = cbor2.loads(cwt).value
        claims = cbor2.loads(payload)
        packed = zlib.decompress(claims[65533]["lst"])
        entries = [octet >> shift & 3 for octet in packed for shift in (0, 2, 4, 6)]
        found[kid] = (claims[6], claims[4], entries)
    return found


def check_register(folder: Path, *, lists_are_current: bool = False) -> None:
    """Everything that must hold after whatever happened."""
    stickers = rows(
        folder,
        "SELECT kid, idx, establishment_id, iat, exp, token, token_sha256, state, superseded_at "
        "FROM sticker",
    )
    for kid, idx, owner, iat, exp, token, digest, state, _ in stickers:
        assert hashlib.sha256(token).digest() == digest
        signed_exp, signed_iat, fields, signed_kid = claims_of(token)
        assert (signed_kid, fields[0], fields[5]) == (kid, owner, idx)
        assert (signed_iat, signed_exp) == (iat, exp)
        assert (exp + 25_200) % 86_400 == 0
        assert state in (0, 1, 2, 3)
    _check_numbers(folder, stickers)
    _check_live(stickers)
    _check_events(folder, stickers)
    if lists_are_current:
        _check_lists(folder, stickers)


def _check_numbers(folder: Path, stickers: list[Any]) -> None:
    for kid, next_idx in rows(folder, "SELECT kid, next_idx FROM sticker_key"):
        numbers = sorted(row[1] for row in stickers if row[0] == kid)
        assert numbers == list(range(next_idx)), "numbers are given in order, none twice"


def _check_live(stickers: list[Any]) -> None:
    by_owner: dict[int, list[Any]] = {}
    for row in stickers:
        by_owner.setdefault(row[2], []).append(row)
    for mine in by_owner.values():
        assert sum(row[8] is None for row in mine) == 1, "one current sticker"
        assert len({row[7] for row in mine} & {0, 2}) < 2, "in force and suspended at once"
        if any(row[7] == 1 for row in mine):
            assert not any(row[7] in (0, 2) and row[8] is None for row in mine)


def _check_events(folder: Path, stickers: list[Any]) -> None:
    told: dict[tuple[bytes, int], int] = {}
    events = rows(
        folder,
        "SELECT kid, idx, json_extract(detail, '$.before.state'), json_extract(detail, '$.after.state'),"
        " kind FROM event WHERE idx IS NOT NULL ORDER BY seq",
    )
    for kid, idx, before, after, kind in events:
        if after is None:
            continue
        if (kid, idx) in told:
            assert told[kid, idx] == before, f"{kind}: an event is missing before this one"
        else:
            assert kind in ("issued", "renewed", "replaced")
        told[kid, idx] = after
    assert told == {(row[0], row[1]): row[7] for row in stickers}, "each change has its event"


def _check_lists(folder: Path, stickers: list[Any]) -> None:
    lists = listed(folder)
    for kid, (iat, _, entries) in lists.items():
        mine = {row[1]: row for row in stickers if row[0] == kid}
        assert len(entries) % 4096 == 0
        for idx, entry in enumerate(entries):
            if idx in mine:
                assert entry == mine[idx][7]
                assert iat >= mine[idx][3]
            else:
                assert entry == 1, "a number never issued is invalid"
        assert len(entries) > max(mine, default=0)
    assert set(lists) >= {row[0] for row in stickers}
