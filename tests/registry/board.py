"""A small authority for tests: keys from seeds, one zone, rows made up; no person in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from foodtrace.intake import BasisRow, GoodRow, Private
from foodtrace.issuing import draft_trust_list, publish_trust_file, record_intake
from foodtrace.registry import ROOTS_FILE, Authority, Registry
from foodtrace.trust import (
    Held,
    encode_roots_file,
    encode_trust_payload,
    kid_of,
    public_of,
    sign_trust_payload,
)

NOW = 1_795_300_000  # 2026-11-21 in UTC+7
DAY = 86_400
AUTHORITY = Authority("Demo board", "Demo food-safety board", "48", "qr.example.vn")
ZONE = "Phố ẩm thực Hùng Vương"
ACTOR = "clerk"


def seed_of(name: str) -> bytes:
    """A key that anybody can make again: for tests only."""
    return hashlib.sha256(f"foodtrace test key {name}".encode()).digest()


ROOT, STICKER, STATUS = seed_of("root"), seed_of("sticker"), seed_of("status")
STICKER_KID = kid_of(public_of(STICKER))
STATUS_SEEDS = {kid_of(public_of(STATUS)): STATUS}


def made_rows(count: int, first: int = 1, ward: int = 20242) -> list[GoodRow]:
    """Rows with names of their own; every third has a certificate, all have private particulars."""
    return [
        GoodRow(
            row=number,
            name=f"Quán Bún {number}",
            street=f"{number} Hùng Vương",
            ward=ward,
            registered_address=f"{number} Hùng Vương, P. Phước Ninh, Q. Hải Châu, Đà Nẵng",
            category=number % 12,
            basis=BasisRow("certificate", number=f"{number}/2026/ATTP", issuer="Demo board")
            if number % 3 == 0
            else None,
            private=Private(owner_name=f"PRIVATE-OWNER-{number}", phones=("0000000000",)),
        )
        for number in range(first, first + count)
    ]


async def found_board(folder: Path, now: int = NOW, *, url: str | None = None) -> Registry:
    """An open registry with a published trust list and no establishment."""
    registry = await Registry.create(folder, AUTHORITY, now, url=url)
    roots = (public_of(ROOT),)
    (folder / ROOTS_FILE).write_text(encode_roots_file(Held(roots, 1)), encoding="utf-8")
    trust = draft_trust_list(
        AUTHORITY,
        roots=roots,
        sticker_keys=[public_of(STICKER)],
        status_keys=[public_of(STATUS)],
        now=now,
    )
    raw = sign_trust_payload(encode_trust_payload(trust), ROOT)
    await publish_trust_file(registry, raw, now, actor=ACTOR)
    return registry


# Founding runs the migrations and signs a list: done once for each kind of board, then copied.
_FILES: dict[tuple[int, int], dict[str, bytes]] = {}


async def stocked_board(
    folder: Path, count: int, now: int = NOW, *, url: str | None = None
) -> Registry:
    """A board that has taken in `count` establishments into one zone."""
    files = _FILES.get((count, now))
    if url is not None or files is None:
        registry = await found_board(folder, now, url=url)
        await record_intake(registry, made_rows(count), zone=ZONE, actor=ACTOR, now=now)
        if url is not None:
            return registry
        await registry.aclose()
        _FILES[count, now] = _read(folder)
        return await Registry.open(folder)
    _write(folder, files)
    return await Registry.open(folder)


def _read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        (folder / name).write_bytes(content)
