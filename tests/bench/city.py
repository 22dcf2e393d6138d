"""The city that everything is measured on: an authority, some food streets, a sticker for each door."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
from foodtrace.intake import BasisRow, GoodRow
from foodtrace.issuing import (
    Selection,
    draft_trust_list,
    issue,
    live_stickers,
    publish_trust_file,
    published_bundle,
    record_intake,
    resign_status_lists,
)
from foodtrace.keystore import KDF_INTERACTIVE, create_key, key_filename
from foodtrace.registry import ROOTS_FILE, Authority, Registry
from foodtrace.sticker import encode_place
from foodtrace.trust import (
    Held,
    Trusted,
    encode_roots_file,
    encode_trust_payload,
    kid_of,
    open_bundle,
    public_of,
    sign_trust_payload,
)
from foodtrace_cli.demo_eateries import Eatery, generate_zones

HOST = "qr.example.vn"
PASSPHRASE = "the bench keeps no secret"
ACTOR = "bench"
_ROOT, _STICKER, _STATUS = (bytes([number]) * 32 for number in (1, 2, 3))


class City(msgspec.Struct, frozen=True):
    """`links` are the texts of the symbols, `faces` their (name, street, typed code); `now` unix seconds."""

    folder: Path
    links: list[str]
    faces: list[tuple[str, str, str]]
    trusted: Trusted
    bundle: bytes
    now: int

    @property
    def sticker_seed(self) -> bytes:
        return _STICKER

    @property
    def digits(self) -> list[str]:
        return [link.rpartition("/")[2] for link in self.links]


def eateries() -> list[Eatery]:
    """The 2,600 doors of the demo."""
    return [door for _, doors in generate_zones() for door in doors]


def good_row(number: int, door: Eatery) -> GoodRow:
    """A door as intake would hand it over."""
    basis = door.basis
    return GoodRow(
        row=number,
        name=door.name,
        street=door.street,
        ward=door.ward,
        registered_address=door.street,
        category=door.category,
        basis=BasisRow(basis.kind, basis.number, None, basis.issued, basis.until)
        if basis
        else None,
        place=encode_place(door.lat, door.lon),
    )


async def found_registry(folder: Path, now: int) -> Registry:
    """An authority in `folder` with its trust list published, its status key at hand, no eatery yet."""
    root = public_of(_ROOT)
    authority = Authority("Bench food-safety board", None, "48", HOST)
    draft = draft_trust_list(
        authority,
        roots=[root],
        sticker_keys=[public_of(_STICKER)],
        status_keys=[public_of(_STATUS)],
        now=now,
    )
    _write_pin(folder, Held((root,), 1))
    path = folder / "keys" / key_filename("status", kid_of(public_of(_STATUS)))
    create_key(path, _STATUS, PASSPHRASE, role="status", now=now, kdf=KDF_INTERACTIVE)
    registry = await Registry.create(folder, authority, now)
    await publish_trust_file(registry, sign_trust_payload(encode_trust_payload(draft), _ROOT), now)
    return registry


def _write_pin(folder: Path, held: Held) -> None:
    folder.mkdir(mode=0o700, parents=True)
    (folder / ROOTS_FILE).write_text(encode_roots_file(held))


async def sign_lists(registry: Registry, now: int) -> None:
    """The status lists, as the server signs them."""
    await resign_status_lists(registry, status_seeds={kid_of(public_of(_STATUS)): _STATUS}, now=now)


async def build_city(folder: Path, doors: int) -> City:
    """A registry of the first `doors` eateries, all with a sticker in force."""
    now = int(time.time())
    registry = await found_registry(folder, now)
    async with registry:
        rows = [good_row(number, door) for number, door in enumerate(eateries()[:doors], start=2)]
        await record_intake(registry, rows, zone="Bench", actor=ACTOR, now=now)
        everything = Selection(all=True)
        await issue(registry, everything, sticker_seed=_STICKER, now=now, actor=ACTOR)
        await sign_lists(registry, now)
        bundle = await published_bundle(registry)
        stickers = await live_stickers(registry, everything)
    return City(
        folder=folder,
        links=[sticker.url for sticker in stickers],
        faces=[(sticker.name, sticker.street, sticker.typed_code) for sticker in stickers],
        trusted=open_bundle(Held((public_of(_ROOT),), 1), bundle),
        bundle=bundle,
        now=now,
    )
