"""Every way a code can end, each as a registry, a moment and an address."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec
from api.goods import stock
from api.street import (
    AUTHORITY,
    DAY,
    NOW,
    Street,
    build_street,
    publish,
    publish_again,
    revoke_sticker_key,
    sign_status,
)
from foodtrace.registry import Registry
from foodtrace.sticker import civil_day

# No signature that holds, and stickers without a place in them.
_NO_PLACE = ("key-revoked", "not-yet", "not-in-register")


class Ending(msgspec.Struct, frozen=True):
    """`kind` is the panel's: yes, no, time, open, or none for a page without a verdict."""

    name: str
    kind: str
    status: int
    folder: Path
    path: str
    now: int = NOW
    with_key: bool = True

    @property
    def place(self) -> tuple[Path, int, bool]:
        """What one server answers for."""
        return self.folder, self.now, self.with_key

    def address(self, language: str) -> str:
        """The path in a language, whatever query it has of its own."""
        return f"{self.path}{'&' if '?' in self.path else '?'}lang={language}"

    @property
    def has_form(self) -> bool:
        """A report's form: the one kind of page that sets a cookie."""
        return self.path.startswith("/report")

    @property
    def shows_place(self) -> bool:
        """Only a signature that holds shows the place that was signed."""
        return self.status == 200 and self.path.startswith("/1/") and self.name not in _NO_PLACE


# The name of every ending with its panel and its status; build_endings gives one for each.
ENDINGS = {
    "green": ("yes", 200),
    "green-long": ("yes", 200),
    "green-plain": ("yes", 200),
    "green-origins": ("yes", 200),
    "revoked": ("no", 200),
    "suspended": ("no", 200),
    "replaced": ("open", 200),
    "expired": ("time", 200),
    "not-yet": ("time", 200),
    "stale": ("time", 200),
    "stale-revoked": ("no", 200),
    "wrong-clock": ("time", 200),
    "missing": ("open", 200),
    "not-in-register": ("open", 200),
    "key-revoked": ("no", 200),
    "forged": ("no", 404),
    "unreadable": ("open", 404),
    "unknown-issuer": ("open", 404),
    "unknown-version": ("open", 404),
    "typed": ("open", 200),
    "typed-revoked": ("open", 200),
    "typed-unknown": ("open", 404),
    "mistyped": ("open", 404),
    "ward-merged": ("yes", 200),
    "closed": ("no", 200),
    "moved": ("open", 200),
    "typed-closed": ("open", 200),
    "typed-moved": ("open", 200),
    "front": ("none", 200),
    "find": ("none", 200),
    "find-hits": ("none", 200),
    "find-none": ("none", 200),
    "report-place": ("none", 200),
    "report-damaged": ("none", 200),
    "report-other": ("none", 200),
    "report-bare": ("none", 200),
    "no-page": ("open", 404),
    "unavailable": ("open", 503),
}


def by_place(endings: Iterable[Ending]) -> list[list[Ending]]:
    """Those that one server answers for together: starting one takes longer than a page."""
    found: dict[tuple[Path, int, bool], list[Ending]] = {}
    for ending in endings:
        found.setdefault(ending.place, []).append(ending)
    return list(found.values())


async def build_endings(root: Path) -> list[Ending]:
    """One street, and copies of it in which time passed or something was done."""
    street = await build_street(root / "street")
    later = _copy(street, root / "later")
    much_later = NOW + 3 * 366 * DAY
    async with await Registry.open(later.folder) as registry:
        await publish_again(registry, much_later - 2 * DAY)
        await sign_status(registry, much_later - 7200)
    bare = _copy(street, root / "bare", keys=False)
    unsigned = await build_street(root / "unsigned", status_key=False, status_list=False)
    early = _copy(street, root / "early")
    await _add_not_yet(early)
    stolen = _copy(street, root / "stolen")
    await revoke_sticker_key(stolen.folder, NOW - DAY)
    merged = _copy(street, root / "merged")
    await _merge_ward(merged)
    shut = _copy(street, root / "shut")
    await _close(shut)
    stocked = _copy(street, root / "stocked")
    await stock(stocked.folder, street.ids["green"], consent=True)
    gone = _copy(street, root / "gone")
    (gone.folder / "registry.sqlite").unlink()
    places: dict[str, tuple[Street, str, int]] = {
        "green": (street, street.path("green"), NOW),
        "green-long": (street, street.path("long"), NOW),
        "green-plain": (street, street.path("plain"), NOW),
        "green-origins": (stocked, street.path("green"), NOW),
        "revoked": (street, street.path("revoked"), NOW),
        "suspended": (street, street.path("suspended"), NOW),
        "replaced": (street, street.path("replaced"), NOW),
        "expired": (later, street.path("green"), much_later),
        "not-yet": (early, early.not_yet, NOW),
        "stale": (bare, street.path("green"), NOW + 19 * DAY),
        "stale-revoked": (bare, street.path("revoked"), NOW + 19 * DAY),
        "wrong-clock": (bare, street.path("green"), NOW - 12 * DAY),
        "missing": (unsigned, unsigned.path("green"), NOW),
        "not-in-register": (street, street.not_in_register, NOW),
        "key-revoked": (stolen, street.path("green"), NOW),
        "forged": (street, street.forged, NOW),
        "unreadable": (street, street.unreadable, NOW),
        "unknown-issuer": (street, street.unknown_issuer, NOW),
        "unknown-version": (street, "/2/" + street.path("green")[3:], NOW),
        "typed": (street, f"/c/{street.code('green')}", NOW),
        "typed-revoked": (street, f"/c/{street.code('revoked')}", NOW),
        "typed-unknown": (street, "/c/0000-0012", NOW),
        "mistyped": (street, "/c/00RS-KAC8", NOW),
        "ward-merged": (merged, street.path("green"), NOW),
        "closed": (shut, street.path("plain"), NOW),
        "moved": (shut, street.path("long"), NOW),
        "typed-closed": (shut, f"/c/{street.code('plain')}", NOW),
        "typed-moved": (shut, f"/c/{street.code('long')}", NOW),
        "front": (street, "/", NOW),
        "find": (street, "/find", NOW),
        "find-hits": (street, "/find?zone=H%C3%B9ng%20V%C6%B0%C6%A1ng", NOW),
        "find-none": (street, "/find?q=pizza&ward=20209", NOW),
        "report-place": (street, f"/report/{street.code('green')}?kind=another_place", NOW),
        "report-damaged": (street, f"/report/{street.code('long')}?kind=damaged", NOW),
        "report-other": (street, "/report/0000-0012?kind=other", NOW),
        "report-bare": (street, "/report?kind=other", NOW),
        "no-page": (street, "/menu", NOW),
        "unavailable": (gone, street.path("green"), NOW),
    }
    return [
        Ending(name, kind, status, place.folder, path, now, with_key=place is not bare)
        for name, (kind, status) in ENDINGS.items()
        for place, path, now in [places[name]]
    ]


def _copy(street: Street, folder: Path, *, keys: bool = True) -> Street:
    shutil.copytree(street.folder, folder, ignore=None if keys else shutil.ignore_patterns("keys"))
    return msgspec.structs.replace(street, folder=folder)


async def _merge_ward(street: Street) -> None:
    """Thanh Khê became a part of An Khê the day before yesterday; the stickers still name it."""
    from foodtrace.issuing import current_trust, draft_next_trust_list
    from foodtrace.registry.schema import establishment
    from sqlalchemy import update

    day = civil_day(NOW) - 2
    async with await Registry.open(street.folder) as registry:
        trusted = await current_trust(registry)
        drafted = draft_next_trust_list(trusted.trust, AUTHORITY, now=NOW - DAY)
        wards = tuple(
            msgspec.structs.replace(ward, until_day=day) if ward.code == 20209 else ward
            for ward in drafted.wards
        )
        await publish(registry, msgspec.structs.replace(drafted, wards=wards), NOW - DAY)
        async with registry.writing() as connection:
            await connection.execute(update(establishment).values(ward=20305))


async def _close(street: Street) -> None:
    """One place gave up and another moved to a new door, the day before yesterday."""
    from foodtrace.issuing import close_establishment

    ids, acted = street.ids, NOW - 2 * DAY
    async with await Registry.open(street.folder) as registry:
        await close_establishment(registry, ids["plain"], reason="gave up", actor="test", now=acted)
        await close_establishment(
            registry, ids["long"], reason="moved", actor="test", now=acted, moved_to=ids["green"]
        )
        await sign_status(registry, NOW - 7200)


async def _add_not_yet(street: Street) -> None:
    """Register a sticker of a later day, as a renewal made in advance would be."""
    from api.street import not_yet_token
    from foodtrace.registry.schema import sticker
    from sqlalchemy import insert

    token = not_yet_token(street.ids["plain"])
    async with await Registry.open(street.folder) as registry, registry.writing() as connection:
        await connection.execute(
            insert(sticker).values(
                kid=token.kid,
                idx=900,
                establishment_id=street.ids["plain"],
                iat=NOW + 40 * DAY,
                exp=NOW + 400 * DAY,
                token=token.raw,
                token_sha256=token.digest,
                state=0,
                superseded_at=NOW,
            )
        )
