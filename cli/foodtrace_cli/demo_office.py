"""The demo's office: its people, and a season of visits, dossiers, reports, scans and deliveries; all of it generated."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from foodtrace_cli.demo_dossiers import record_dossiers
from foodtrace_cli.demo_goods import open_kitchen, recalled_lot, record_deliveries
from foodtrace_cli.demo_incidents import open_the_incident
from foodtrace_cli.demo_season import hang_up_stickers, record_reports, record_scans, record_visits

if TYPE_CHECKING:
    from foodtrace.registry import Registry

ADMINISTRATOR: Final = "Quản trị viên mẫu"
OFFICER: Final = "Cán bộ mẫu"
INSPECTOR: Final = "Thanh tra viên mẫu"


class Door(msgspec.Struct, frozen=True):
    """An establishment of the register, as far as the season needs it."""

    id: int
    name: str
    street: str
    ward: int
    address: str
    zone_id: int


class Season(msgspec.Struct, frozen=True):
    """How much of each was recorded; `lot` is one to recall, `kitchen` the path of an owner's receiving page."""

    visits: int
    dossiers: int
    reports: int
    scans: int
    receipts: int
    lot: str
    kitchen: str


async def furnish(
    folder: Path, *, officer: str, printed: Sequence[int], seed: int, now: int
) -> Season:
    """Record the last months up to `now` as if the office had worked; the seed decides all of it.

    `officer` is the account that acts, `printed` the establishments whose stickers were printed.
    Raises FoodtraceError.
    """
    from foodtrace.access import RIGHTS, Role, Who, account_named
    from foodtrace.registry import Registry

    rng = random.Random(seed)  # noqa: S311  (a plausible season, not a secret)
    async with await Registry.open(folder) as registry:
        account = await account_named(registry, officer)
        who = Who(account.id, account.name, RIGHTS[Role.ISSUING], role=Role.ISSUING)
        doors = await _doors(registry)
        await hang_up_stickers(registry, printed, who, now)
        season = Season(
            visits=await record_visits(registry, doors, INSPECTOR, who, rng, now),
            dossiers=await record_dossiers(registry, doors, who, now),
            reports=await record_reports(registry, doors, who, now),
            scans=await record_scans(registry, doors, rng, now),
            receipts=await record_deliveries(registry, doors, who, rng, now),
            lot=recalled_lot(now),
            kitchen=await open_kitchen(registry, who, now),
        )
        await open_the_incident(registry, who, now)
        return season


async def _doors(registry: Registry) -> list[Door]:
    """Every establishment whose sticker is in force, in the order of the files it came from."""
    from foodtrace.registry.schema import IN_FORCE, establishment, sticker
    from sqlalchemy import select

    table = establishment.c
    columns = (table.id, table.name, table.street, table.ward, table.registered_address)
    query = (
        select(*columns, table.zone_id)
        .join(sticker, sticker.c.establishment_id == table.id)
        .where(sticker.c.state == IN_FORCE)
        .order_by(table.zone_id, table.intake_row)
    )
    async with registry.reading_public() as connection:
        return [Door(*row) for row in await connection.execute(query)]
