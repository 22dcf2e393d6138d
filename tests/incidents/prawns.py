"""A lot of prawns that went to some eateries, and the incident that asks who got it; all of it made up."""

from __future__ import annotations

from typing import Any

from foodtrace.access import RIGHTS, Role, Who
from foodtrace.incidents import Draft, Order, open_incident
from foodtrace.registry import Registry
from foodtrace.registry.private_schema import private_particulars
from foodtrace.supply import RecallQuestion, Supplier, record_receipts
from registry.board import NOW
from sqlalchemy import delete, insert
from supply.deliveries import SEAFOOD, day, delivery, item, papers, places

OFFICER = Who(7, "Officer", RIGHTS[Role.ISSUING], role=Role.ISSUING)
OTHER = Who(8, "Another officer", RIGHTS[Role.ADMINISTRATOR], role=Role.ADMINISTRATOR)
INSPECTOR = Who(9, "Inspector", RIGHTS[Role.INSPECTOR], role=Role.INSPECTOR)
LOT = "BX-7Đ"
ASKED = RecallQuestion(supplier="0400000017", lot=LOT)
ORDER = Order(ASKED, "Tôm sú", "Mẫu có dư lượng kháng sinh vượt mức.", "A sample held antibiotics.")
MARKET = Supplier("Chợ đầu mối", "0400000022")


def sample(**other: str) -> Draft:
    """A laboratory's bad news, as an officer types it."""
    typed = {
        "sort": "sample",
        "subject": "Tôm sú có dư lượng kháng sinh",
        "sample": "M-118",
        "taken_on": day(2).isoformat(),
        "taken_at": "Chợ Cồn, quầy 12",
        "laboratory": "Trung tâm Kiểm nghiệm",
        "test": "Enrofloxacin",
        "value": "0,35",
        "most": "0.1",
        "unit": "mg/kg",
        "verdict": "exceeds",
        "report_number": "KN-2026/118",
        "supplier": "0400000017",
        "product": "Tôm sú",
        "lot": LOT,
    }
    return Draft(**(typed | other))


async def eateries(board: Registry) -> list[int]:
    """The establishments of the board; three of them have an e-mail, the others none."""
    ids = await places(board)
    await write_emails(board, {place: f"owner{place}@example.vn" for place in ids[:3]})
    return ids


async def write_emails(board: Registry, emails: dict[int, str | None]) -> None:
    async with board.writing() as connection:
        table = private_particulars
        await connection.execute(delete(table).where(table.c.establishment_id.in_(emails)))
        rows = [
            {"establishment_id": place, "phones": ["0900000001"], "email": email}
            for place, email in emails.items()
        ]
        await connection.execute(insert(table), rows)


async def deliver(board: Registry, *received: tuple[int, str | None], key: str = "one") -> None:
    """Prawns to each place, with a lot or without."""
    receipts = [delivery(place, item(lot=lot), by=SEAFOOD) for place, lot in received]
    await record_receipts(board, papers(key), receipts, actor="officer", now=NOW)


async def opened(board: Registry, draft: Draft | None = None, who: Who = OFFICER) -> int:
    return await open_incident(board, draft or sample(), who, now=NOW)


def mails(office: Any) -> list[str]:
    """To whom each message went, in order."""
    return sorted(str(each["To"]) for each in office.messages)
