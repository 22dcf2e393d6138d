"""A kitchen's deliveries with marks in all that the public never reads; no firm or person in them exists."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Final

from api.street import NOW
from foodtrace.registry import Registry
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import Item, Papers, Product, Receipt, Supplier, record_receipts, set_consent

#: Stand in quantities, lots, products, addresses and names of persons; no page, list or log may hold one.
GOODS_MARKS: Final = (
    "7531.2468",
    "CANARYLOT",
    "CANARYGOODS",
    "CANARYSELLER",
    "CANARYSTREET",
    "0409990777",
    "048090000777",
)
#: Names that may be read, but only by consent.
NAMED: Final = "Công ty TNHH Thực phẩm Sạch và Dịch vụ Giao hàng Tận nơi Hòa Vang Xanh"
MARKET: Final = "Chợ Cồn"
_FIRM = Supplier(NAMED, "0409990777", "CANARYSTREET 12 Nguyễn Văn Linh, P. Nam Dương, Đà Nẵng")
_WOMAN = Supplier("Chị CANARYSELLER ở chợ Cồn", None, "CANARYSTREET 3")
_HOUSEHOLD = Supplier(
    "Hộ kinh doanh CANARYSELLER", "048090000777", "CANARYSTREET 4, Hội An, Quảng Nam"
)
_NOBODY = Supplier("Bà con CANARYSELLER")
_GOODS = (
    ("Thịt heo ba rọi", _FIRM, 0),
    ("Đùi gà", _HOUSEHOLD, 1),
    ("Tôm sú", _WOMAN, 0),
    ("Trứng gà", _FIRM, 3),
    ("Rau muống", _NOBODY, 0),
    ("Gạo ST25", _FIRM, 12),
    ("Nước mắm", _FIRM, 2),
    ("Hàng khác", _FIRM, 0),
)


def today() -> dt.date:
    return civil_date(civil_day(NOW))


def delivery(place: int, what: str, by: Supplier = _FIRM, before: int = 0) -> Receipt:
    item = Item(Product(f"{what} CANARYGOODS"), Decimal("7531.2468"), "kg", "CANARYLOT-1")
    return Receipt(place, by, item, today() - dt.timedelta(before))


def papers(key: str) -> Papers:
    return Papers(key, "file", hashlib.sha256(key.encode()).digest(), "CANARYGOODS.csv")


async def stock(folder: Path, place: int, *, consent: bool) -> None:
    """A day's deliveries of every group, and the owner's word where there is one."""
    async with await Registry.open(folder) as registry:
        receipts = [delivery(place, *goods) for goods in _GOODS]
        await record_receipts(registry, papers("stock"), receipts, actor="test", now=NOW)
        if consent:
            await set_consent(registry, place, given=True, by="owner", actor="owner", now=NOW)
