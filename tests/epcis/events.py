"""Documents of events made up for tests; no firm in them exists."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from foodtrace.access import Right, Who
from foodtrace.epcis import CONTEXT, Capture, capture, parse_document
from foodtrace.registry import Registry
from foodtrace.registry.schema import establishment
from foodtrace.sticker import encode_typed_code
from registry.board import NOW
from sqlalchemy import update
from supply.deliveries import places

GTIN = "09501101530003"
LOT = f"https://id.gs1.org/01/{GTIN}/10/AB-123"
SELLER = "https://id.gs1.org/417/9501101020016"
SENDER = Who(1, "a supplier's system", frozenset(Right), by_key=True)
#: 07:00 on the board's day, UTC+7.
AT = "2026-11-21T07:00:00.000+07:00"


def page(id: int) -> str:
    return f"https://qr.example.vn/c/{encode_typed_code(id)}"


def received(to: str, **given: Any) -> dict[str, Any]:
    """A kilogram more or less of prawns that a supplier brought."""
    return {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "bizStep": "receiving",
        "eventTime": AT,
        "eventTimeZoneOffset": "+07:00",
        "quantityList": [{"epcClass": LOT, "quantity": 12.5, "uom": "KGM"}],
        "bizLocation": {"id": to},
        "sourceList": [{"type": "owning_party", "source": SELLER}],
    } | given


def shipped(sender: str, to: str, **given: Any) -> dict[str, Any]:
    ends = {
        "bizStep": "shipping",
        "readPoint": {"id": sender},
        "sourceList": [{"type": "location", "source": sender}],
        "destinationList": [{"type": "location", "destination": to}],
    }
    event = received(to) | ends
    del event["bizLocation"]
    return event | given


def made(at: str, **given: Any) -> dict[str, Any]:
    return {
        "type": "TransformationEvent",
        "eventTime": AT,
        "eventTimeZoneOffset": "+07:00",
        "bizLocation": {"id": at},
        "inputQuantityList": [{"epcClass": LOT, "quantity": 2, "uom": "KGM"}],
        "outputQuantityList": [
            {"epcClass": f"https://id.gs1.org/01/{GTIN}/10/OUT-1", "quantity": 40}
        ],
    } | given


def written(*events: dict[str, Any], **given: Any) -> bytes:
    """The bytes of a document."""
    document = {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": AT,
        "epcisHeader": {
            "epcisMasterData": {
                "vocabularyList": [
                    {
                        "type": "urn:epcglobal:epcis:vtype:SourceDest",
                        "vocabularyElementList": [
                            {
                                "id": SELLER,
                                "attributes": [
                                    {"id": "cbvmda:name", "attribute": "Hải sản Biển Xanh"}
                                ],
                            }
                        ],
                    }
                ]
            }
        },
        "epcisBody": {"eventList": list(events)},
    }
    return json.dumps(document | given, ensure_ascii=False).encode()


async def captured(
    board: Registry, *events: dict[str, Any], who: Who = SENDER, now: int = NOW, **given: Any
) -> Capture:
    raw = written(*events, **given)
    digest = hashlib.sha256(raw).digest()
    return await capture(board, parse_document(raw), digest, who, now=now)


async def with_gln(board: Registry, number: int, gln: str) -> int:
    """Give one of the board's establishments a GLN."""
    place = (await places(board))[number]
    async with board.writing() as connection:
        await connection.execute(
            update(establishment).where(establishment.c.id == place).values(gln=gln)
        )
    return place
