"""What the office sees of establishments: the shapes of lists, counts and one record."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from foodtrace.publication import PublicEstablishment, PublicInspection

__all__ = [
    "LIVES",
    "STANDINGS",
    "TASKS",
    "Counts",
    "Door",
    "DoorPage",
    "DoorRecord",
    "StickerLife",
    "Wanted",
    "ZoneLine",
]

#: The standing of the current sticker; every open establishment has exactly one, so they add up.
STANDINGS: Final = ("in force", "expired", "suspended", "revoked", "none")

#: Where the current sticker is on its way; "off" is one that no longer counts and hangs nowhere.
LIVES: Final = ("none", "to print", "printed", "put up", "damaged", "to take down", "off")
Life = Literal["none", "to print", "printed", "put up", "damaged", "to take down", "off"]

#: What an office can be asked to do, as a filter: a door can be in several.
TASKS: Final = (
    "expiring",
    "to issue",
    "to print",
    "to put up",
    "to replace",
    "to take down",
    "reported",
)


class Wanted(msgspec.Struct, frozen=True):
    """Which establishments: words of a name or street, or a typed code; a zone; a ward; and so on.

    `standing` is one of STANDINGS or "closed"; without it the closed ones are left out. `task` is one
    of TASKS.
    """

    text: str = ""
    zone_id: int | None = None
    ward: int | None = None
    category: int | None = None
    standing: str | None = None
    task: str | None = None


class Door(msgspec.Struct, frozen=True):
    """One line of a list. `exp`, `kid`, `idx` are those of the current sticker, None without one.

    `outdated`: the sticker says what was corrected since. `reported_at` is when the newest report that
    nobody has looked at came in. `inspection` is the last published one.
    """

    id: int
    typed_code: str
    name: str
    street: str
    ward: int
    zone_id: int
    zone: str
    category: int
    standing: str
    life: str
    exp: int | None
    kid: bytes | None
    idx: int | None
    outdated: bool
    closed_at: int | None
    reported_at: int | None = None
    inspection: PublicInspection | None = None


class DoorPage(msgspec.Struct, frozen=True):
    """A page of doors; `next` is the typed code to continue after."""

    items: tuple[Door, ...]
    next: str | None


class Counts(msgspec.Struct, frozen=True):
    """How many open establishments by standing, by life and by task; `closed` counts in none of them."""

    standings: dict[str, int]
    tasks: dict[str, int]
    closed: int

    @property
    def total(self) -> int:
        return sum(self.standings.values())


class ZoneLine(msgspec.Struct, frozen=True):
    """A zone in the list of zones: its open establishments, how many are in force, how many want work."""

    id: int
    name: str
    doors: int
    in_force: int
    to_do: int
    wards: tuple[int, ...]


class StickerLife(msgspec.Struct, frozen=True):
    """One sticker with its life on paper; `standing` as in the public record."""

    kid: str
    idx: int
    iat: int
    exp: int
    standing: str
    is_current: bool
    life: str
    printed_at: int | None
    put_up_at: int | None
    damaged_at: int | None
    taken_down_at: int | None
    outdated_at: int | None


class DoorRecord(msgspec.Struct, frozen=True):
    """One establishment for the office: the public record, and what the office keeps beside it."""

    door: Door
    facts: PublicEstablishment
    place: bytes | None
    version: int
    revoked_at: int | None
    created_at: int
    stickers: tuple[StickerLife, ...]
