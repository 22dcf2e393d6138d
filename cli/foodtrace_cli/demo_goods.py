"""The demo's deliveries: three weeks of goods by firms that do not exist, and one lot that went far."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from foodtrace_cli.days import DAY
from foodtrace_cli.demo_eateries import KITCHENS

if TYPE_CHECKING:
    from foodtrace.access import Who
    from foodtrace.registry import Registry
    from foodtrace.supply import Papers, Receipt, Supplier
    from sqlalchemy.ext.asyncio import AsyncConnection

    from foodtrace_cli.demo_office import Door

# Name, tax code ("" for whoever has none), address, and (product, unit, whether its lots are written).
_SELLERS: Final[tuple[tuple[str, str, str, tuple[tuple[str, str, bool], ...]], ...]] = (
    (
        "Công ty Hải sản Mẫu Biển Xanh",
        "0400000017",
        "Âu thuyền Mẫu, Đà Nẵng",
        (("Tôm sú", "kg", True), ("Mực ống", "kg", True), ("Cá thu cắt khúc", "kg", True)),
    ),
    (
        "Lò mổ Mẫu Đà Sơn",
        "0400000024",
        "Đường Mẫu 2, Đà Nẵng",
        (("Thịt heo nạc vai", "kg", True), ("Xương heo", "kg", False)),
    ),
    (
        "Trại trứng Mẫu Hòa Vang",
        "0400000031",
        "Thôn Mẫu, Hòa Vang",
        (("Trứng gà", "quả", True), ("Trứng vịt", "quả", True)),
    ),
    (
        "Hợp tác xã Rau Mẫu La Hường",
        "0400000048",
        "Đường Mẫu 4, Đà Nẵng",
        (("Rau muống", "kg", False), ("Xà lách", "kg", False), ("Hành lá", "bó", False)),
    ),
    ("Bà con chợ Mẫu Đầu Mối", "", "", (("Bún tươi", "kg", False), ("Giá đỗ", "kg", False))),
)
_SEAFOOD, _PORK = 0, 1
_EATERIES: Final = 24
_WEEKS: Final = 3
# How long ago the lot came, to how many eateries with its number on the papers, and to how many without.
_LOT_BEFORE: Final = 4
_WITH_LOT, _WITHOUT_LOT = 9, 5


def recalled_lot(now: int) -> str:
    """The lot of prawns that the demo's season sent through a kitchen to two schools."""
    return f"TS-{_day(now, _LOT_BEFORE):%d%m}"


async def record_deliveries(
    registry: Registry, doors: Sequence[Door], who: Who, rng: random.Random, now: int
) -> int:
    """Record the season and give how many receipts it has; in a street without kitchens its first doors cook."""
    from foodtrace.supply import list_products, set_consent, set_shelf_life

    named = {door.name: door for door in doors}
    kitchens = [named.get(name, doors[at % len(doors)]) for at, (name, _) in enumerate(KITCHENS)]
    cooking = {door.id for door in kitchens}
    others = [door for door in doors[: len(doors) * 3 // 4] if door.id not in cooking] or kitchens
    apart = max(1, len(others) // _EATERIES)
    eateries = others[::apart][:_EATERIES]
    season = _Season(who.actor, rng, now)
    async with registry.writing() as connection:
        for week in reversed(range(_WEEKS)):
            for place, door in enumerate(eateries):
                await season.weekly(connection, door, week * 7 + place % 5 + 3, place)
        await season.lot(connection, eateries)
        await season.cooked(connection, *kitchens)
    prawns = await list_products(registry, "Tôm sú", limit=1)
    await set_shelf_life(registry, prawns[0].id, 3, actor=who.actor, now=now)
    for door in eateries[::3]:  # some owners let their diners see
        await set_consent(
            registry,
            door.id,
            given=True,
            by="office",
            reason="Đơn mẫu của chủ cơ sở",
            actor=who.actor,
            now=now,
        )
    return season.receipts


async def open_kitchen(registry: Registry, who: Who, now: int) -> str:
    """The path of a link to the receiving page of the eatery that received most lately."""
    from foodtrace.kitchen import TOKEN_RANDOM_BYTES, make_kitchen_link
    from foodtrace.registry.supply_schema import receipt
    from sqlalchemy import func, select

    place = receipt.c.establishment_id
    query = select(place).group_by(place).order_by(func.count().desc(), place).limit(1)
    async with registry.reading() as connection:
        busiest = int((await connection.execute(query)).scalar_one())
    drawn = secrets.token_bytes(TOKEN_RANDOM_BYTES)
    token = await make_kitchen_link(registry, busiest, random=drawn, actor=who.actor, now=now)
    return f"/kitchen/in/{token}"


class _Season:
    def __init__(self, actor: str, rng: random.Random, now: int) -> None:
        self._actor, self._rng, self._now = actor, rng, now
        self._papers = 0
        self.receipts = 0

    async def weekly(
        self, connection: AsyncConnection, door: Door, before: int, place: int
    ) -> None:
        """One seller's goods for one eatery."""
        seller = (place + before) % len(_SELLERS)
        goods = [
            (product, unit, f"{product[:1]}{_day(self._now, before):%d%m}" if lots else None)
            for product, unit, lots in _SELLERS[seller][3]
        ]
        await self._deliver(connection, door, seller, goods, before)

    async def lot(self, connection: AsyncConnection, eateries: Sequence[Door]) -> None:
        """The lot of prawns: some papers name it, some only the product."""
        lot = recalled_lot(self._now)
        for at, door in enumerate(eateries[: _WITH_LOT + _WITHOUT_LOT]):
            named = lot if at < _WITH_LOT else None
            await self._deliver(
                connection, door, _SEAFOOD, [("Tôm sú", "kg", named)], _LOT_BEFORE - at % 2
            )

    async def cooked(
        self, connection: AsyncConnection, central: Door, first: Door, second: Door
    ) -> None:
        """The same lot in a central kitchen's pot, and from there to two schools."""
        from foodtrace.supply import Dispatch, Item, Product, Transformation, record_goods

        lot, day = recalled_lot(self._now), _day(self._now, _LOT_BEFORE - 1)
        pork = f"T{_day(self._now, _LOT_BEFORE):%d%m}"
        await self._deliver(connection, central, _SEAFOOD, [("Tôm sú", "kg", lot)], _LOT_BEFORE)
        await self._deliver(
            connection, central, _PORK, [("Thịt heo nạc vai", "kg", pork)], _LOT_BEFORE
        )
        dish, meals = Product("Tôm thịt rim"), f"BTT-{day:%d%m}"
        pot = Transformation(
            central.id,
            day,
            (
                Item(Product("Tôm sú"), Decimal(18), "kg", lot),
                Item(Product("Thịt heo nạc vai"), Decimal(22), "kg", pork),
            ),
            (Item(dish, Decimal(400), "suất", meals),),
        )
        sent = [
            Dispatch(central.id, school.id, Item(dish, Decimal(200), "suất", meals), day, line=line)
            for line, school in enumerate((first, second), start=1)
            if school.id != central.id
        ]
        for dispatches, transformations in ((), (pot,)), *(((each,), ()) for each in sent):
            made = await record_goods(
                connection,
                self._new_papers("phone", ""),
                dispatches=dispatches,
                transformations=transformations,
                actor=self._actor,
                now=self._now - (_LOT_BEFORE - 1) * DAY,
            )
            self.receipts += len(made.receipt_ids)

    async def _deliver(
        self,
        connection: AsyncConnection,
        door: Door,
        seller: int,
        goods: Sequence[tuple[str, str, str | None]],
        before: int,
    ) -> None:
        from foodtrace.supply import Item, Product, Receipt, Supplier, record_goods

        name, code, address, _ = _SELLERS[seller]
        by: Supplier = Supplier(name, code or None, address)
        receipts: list[Receipt] = [
            Receipt(
                door.id,
                by,
                Item(Product(product), self._quantity(unit), unit, lot),
                _day(self._now, before),
                line=line,
            )
            for line, (product, unit, lot) in enumerate(goods, start=1)
        ]
        papers = self._new_papers("invoice" if code else "phone", code)
        made = await record_goods(
            connection,
            papers,
            receipts=receipts,
            actor=self._actor,
            now=self._now - before * DAY,
        )
        self.receipts += len(made.receipt_ids)

    def _quantity(self, unit: str) -> Decimal:
        """Halves of a kilogram, whole eggs."""
        half = Decimal(self._rng.randint(4, 60))
        return half / 2 if unit == "kg" else half * 5

    def _new_papers(self, kind: str, code: str) -> Papers:
        from foodtrace.supply import Papers

        self._papers += 1
        key = f"demo:{kind}:{code}:{self._papers}"
        given: dict[str, Any] = {}
        if kind == "invoice":
            given = {"number": f"1C26TMM {self._papers:08}"}
        return Papers(key, kind, hashlib.sha256(key.encode()).digest(), **given)


def _day(now: int, before: int) -> dt.date:
    from foodtrace.sticker import civil_date, civil_day

    return civil_date(civil_day(now - before * DAY))
