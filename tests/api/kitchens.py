"""A kitchen of the street with a link and a week of deliveries, as an owner's phone meets it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from api.street import NOW, Street
from foodtrace.kitchen import TOKEN_RANDOM_BYTES, make_kitchen_link
from foodtrace.registry import Registry
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import (
    Item,
    KeptReceipt,
    Papers,
    Product,
    Receipt,
    Supplier,
    receipts_of,
    record_receipts,
)
from foodtrace_api.words import words_of
from PIL import Image

TODAY = civil_date(civil_day(NOW))
W = words_of("vi", "kitchen")
NEW = {"product": "Đậu hũ", "quantity": "2,5", "unit": "kg", "supplier": "Cô Ba", "lot": "L-07"}

SEAFOOD = Supplier("Hải sản Biển Xanh", "0400000017")
FARMER = Supplier("Bà con Hòa Vang")


def random_of(name: str) -> bytes:
    return hashlib.sha256(f"kitchen link {name}".encode()).digest()[:TOKEN_RANDOM_BYTES]


async def link_of(
    folder: Path, place: int, name: str = "one", *, now: int = NOW, last_day: dt.date | None = None
) -> str:
    """The path that opens the kitchen's page."""
    async with await Registry.open(folder) as registry:
        token = await make_kitchen_link(
            registry, place, random=random_of(name), last_day=last_day, actor="user 1", now=now
        )
    return f"/kitchen/in/{token}"


async def deliver(folder: Path, place: int, *, now: int = NOW) -> tuple[int, ...]:
    """Three things of last week, by an invoice; gives the numbers of the receipts."""
    today = civil_date(civil_day(now))
    lines = (
        (SEAFOOD, "Tôm sú", "12.5", "kg", 1),
        (SEAFOOD, "Mực ống", "3", "kg", 2),
        (FARMER, "Rau muống", "20", "bó", 3),
    )
    receipts = [
        Receipt(
            place,
            supplier,
            Item(Product(name), Decimal(quantity), unit),
            today - dt.timedelta(before),
            line=number,
        )
        for number, (supplier, name, quantity, unit, before) in enumerate(lines, start=1)
    ]
    papers = Papers(f"invoice:{place}", "invoice", bytes(32))
    async with await Registry.open(folder) as registry:
        made = await record_receipts(registry, papers, receipts, actor="user 1", now=now)
    return made.receipt_ids


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the delivery form."""
    form = page.partition('<form id="delivery"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


async def opened(client: httpx.AsyncClient, path: str, language: str = "vi") -> str:
    """Come in by the link; gives the page."""
    answer = await client.get(path, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    page = await client.get("/kitchen/", params={"lang": language})
    assert page.status_code == 200, page.text
    return page.text


def place_of(street: Street) -> int:
    return street.ids["green"]


async def kept(folder: Path, place: int, **given: Any) -> list[KeptReceipt]:
    async with await Registry.open(folder) as registry:
        return await receipts_of(registry, place, **given)


def jpeg(**options: Any) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(packed, "JPEG", **options)
    return packed.getvalue()


async def send(client: httpx.AsyncClient, fields: dict[str, str], **more: Any) -> httpx.Response:
    return await client.post("/kitchen/", data=fields, follow_redirects=False, **more)


async def client_page(client: httpx.AsyncClient) -> str:
    return (await client.get("/kitchen/")).text
