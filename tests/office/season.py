"""A street whose office has worked for a season, with a mark in every private field that its use cases fill."""

from __future__ import annotations

import csv
import io
import itertools
from decimal import Decimal

import msgspec
from api.street import DAY, NOW, ZONE, Street
from foodtrace.access import RIGHTS, Right, Role, Who, add_account, add_key, make_link, token_of
from foodtrace.alerts import add_channel, raise_alerts
from foodtrace.applications import (
    Move,
    Paper,
    move_dossier,
    new_owner_link,
    owner_moves,
    read_dossier,
    receive_application,
)
from foodtrace.applications.numbers import draw_number
from foodtrace.feedback import handle_report, record_report
from foodtrace.incidents import (
    Draft,
    Order,
    note_incident,
    open_incident,
    publish_notice,
    start_recall,
)
from foodtrace.inspection import declare_result, file_reply, make_reply_link, record_visit
from foodtrace.inspection.records import VisitRecord, VisitVerdict
from foodtrace.intake import BasisRow, GoodRow, Private
from foodtrace.jobs import IssueTask, PrintTask, enqueue
from foodtrace.kitchen import make_kitchen_link
from foodtrace.publication.open_data import make_dump
from foodtrace.registry import Registry
from foodtrace.sticker import civil_date, civil_day
from foodtrace.supply import (
    Item,
    Product,
    RecallQuestion,
    Receipt,
    Supplier,
    correct_receipt,
    record_receipts,
)
from foodtrace_cli.demo_office import OFFICER, furnish
from office.kitchens import day, papers, prawns
from pictures.made import encoded, half_and_half

# "dấu riêng" is no word of any page: whoever reads it outside has read something private.
# Of a product that the season recalls.
GTIN = "08930000000019"
PARTICULARS = {
    "applicant": "Chủ Dấu Riêng",
    "applicant_phone": "0000555111",
    "applicant_email": "dau-rieng@example.com",
    "paper": "giay-dau-rieng.pdf",
    "paper_content": "noi dung dau rieng",
    "listed_owner": "Chủ Dấu Riêng Trong Bảng",
    "listed_phone": "0000555222",
    "contact": "lien-he-dau-rieng@example.com",
}
WORDS = {
    "application_note": "ghi chú hồ sơ dấu riêng",
    "application_answer": "trả lời hồ sơ dấu riêng",
    "report": "phản ánh dấu riêng",
    "report_note": "xử lý dấu riêng",
    "visit": "ghi chú kiểm tra dấu riêng",
    "incident": "mô tả sự việc dấu riêng",
    "incident_note": "ghi chú sự việc dấu riêng",
    "laboratory": "Phòng xét nghiệm Dấu Riêng",
    "reply": "lời chủ quán dấu riêng chưa xem",
    "account": "Cán Bộ Dấu Riêng",
    "key": "khóa dấu riêng",
    "channel": "kenh-dau-rieng@example.com",
    "webhook": "https://kenh-dau-rieng.example.com/hook",
    "list": "danh-sach-dau-rieng.csv",
    "supplier": "Nhà Cung Cấp Dấu Riêng",
    "lot": "LO-DAU-RIENG-1",
    "goods_reason": "cân lại dấu riêng",
}


class Season(msgspec.Struct, frozen=True):
    """A street with its office; `secrets` are what its links hold, by the variable of their route."""

    street: Street
    secrets: dict[str, str]
    numbers: dict[str, str]


async def build_season(street: Street) -> Season:
    """Furnish a street that the caller may change."""
    folder = street.folder
    async with await Registry.open(folder) as registry:
        officer = await add_account(registry, OFFICER, Role.ISSUING, actor="test", now=NOW - DAY)
        await add_account(registry, WORDS["account"], Role.VIEWER, actor="test", now=NOW - DAY)
        helper = await add_account(registry, "Tổ Mẫu", Role.HELPER, zones=[1], actor="t", now=NOW)
        sign_up = await make_link(registry, helper, actor="test", now=NOW)
    await furnish(folder, officer=OFFICER, printed=[street.ids["long"]], seed=1, now=NOW - 3600)
    who = Who(officer, OFFICER, RIGHTS[Role.ISSUING], role=Role.ISSUING)
    async with await Registry.open(folder) as registry:
        number, secret = await _application(registry, who)
        visit, token = await _visit(registry, street, who)
        await _report(registry, street, who)
        await _goods(registry, street, who)
        await _work(registry, who)
        recall = await _incident(registry, street, who)
        kitchen = await make_kitchen_link(
            registry, street.ids["green"], random=bytes(32), actor=who.actor, now=NOW
        )
        await add_key(registry, WORDS["key"], [Right.READ_EVENTS], actor="test", now=NOW)
        for kind, address in (("email", WORDS["channel"]), ("webhook", WORDS["webhook"])):
            await add_channel(registry, kind, address, random=bytes(32), actor="test", now=NOW)
        await raise_alerts(registry, NOW)
        await make_dump(registry, NOW)
    secrets = {
        "sign_up": sign_up,
        "reply": token,
        "owner": secret,
        "recall": recall,
        "kitchen": kitchen,
    }
    return Season(street, secrets, {"dossier": number, "visit": str(visit)})


async def _application(registry: Registry, who: Who) -> tuple[str, str]:
    """An owner applied with a file, was asked for more and answered."""
    content = f"%PDF-1.4 {PARTICULARS['paper_content']} %%EOF".encode()
    facts = GoodRow(
        row=1,
        name="Bánh Canh Góc Chợ",
        street="77 Hùng Vương",
        ward=20209,
        registered_address="77 Hùng Vương, Phường Thanh Khê, Đà Nẵng",
        category=2,
        basis=BasisRow("commitment"),
        private=Private(
            owner_name=PARTICULARS["applicant"],
            phones=(PARTICULARS["applicant_phone"],),
            email=PARTICULARS["applicant_email"],
        ),
    )
    received = await receive_application(
        registry,
        facts,
        (Paper("pdf", PARTICULARS["paper"], content),),
        sending=bytes(32),
        language="vi",
        now=NOW - DAY,
        draw_number=lambda: draw_number(lambda _: 5),
    )
    number = received.number
    for move, text in ((Move.PICK_UP, ""), (Move.ASK, WORDS["application_note"])):
        seen = (await read_dossier(registry, number, now=NOW)).version
        await move_dossier(registry, number, move, who=who, seen=seen, now=NOW - 7200, text=text)
    await owner_moves(
        registry,
        number,
        Move.ANSWER,
        sending=bytes(31) + b"1",
        now=NOW - 3600,
        text=WORDS["application_answer"],
    )
    return number, await new_owner_link(registry, number, actor="test", now=NOW)


async def _visit(registry: Registry, street: Street, who: Who) -> tuple[int, str]:
    """A visit with a photo, a result in its hold, and a reply that nobody has looked at."""
    record = VisitRecord(
        VisitVerdict("yes", "in force", "fresh"),
        visited_at=NOW - DAY,
        results={"samples_24h": "not_met"},
        notes=WORDS["visit"],
        establishment_id=street.ids["green"],
    )
    photo = encoded(half_and_half(40, 20), comment=WORDS["visit"].encode())
    made = await record_visit(registry, 1, key="season", record=record, photos=[photo], now=NOW)
    told = civil_date(civil_day(NOW))
    await declare_result(
        registry, made.id, outcome="not_met", told_on=told, actor=who.actor, now=NOW
    )
    token = await make_reply_link(registry, made.id, random=b"r" * 32, actor=who.actor, now=NOW)
    await file_reply(
        registry,
        made.id,
        WORDS["reply"],
        by_owner=True,
        filed_on=told,
        actor="owner",
        now=NOW,
    )
    return made.id, token


async def _goods(registry: Registry, street: Street, who: Who) -> None:
    """A delivery, and the correction of it."""
    item = prawns(lot=WORDS["lot"])
    receipt = Receipt(street.ids["green"], Supplier(WORDS["supplier"]), item, day(2))
    made = await record_receipts(registry, papers("season"), [receipt], actor=who.actor, now=NOW)
    (number,) = made.receipt_ids
    reason = WORDS["goods_reason"]
    await correct_receipt(registry, number, receipt, reason=reason, actor=who.actor, now=NOW)


async def _report(registry: Registry, street: Street, who: Who) -> None:
    number = await record_report(
        registry,
        establishment_id=street.ids["green"],
        code_text=street.code("green"),
        kind="other",
        category="food",
        text=WORDS["report"],
        contact=PARTICULARS["contact"],
        photo=encoded(half_and_half(40, 20)),
        now=NOW - 3600,
    )
    await handle_report(
        registry,
        number,
        who,
        state="in_hand",
        assigned_to=None,
        establishment_id=street.ids["green"],
        note=WORDS["report_note"],
        seen=0,
        now=NOW,
    )


async def _incident(registry: Registry, street: Street, who: Who) -> str:
    """A sample of a lot that two eateries got, its recall with a notice; gives the link of an owner."""
    goods = Item(Product("Tôm thẻ", GTIN), Decimal("2.5"), "kg", "LO-TT-9")
    seller = Supplier("Vựa Tôm Mẫu", "0400000033")
    received = [
        Receipt(street.ids[name], seller, goods, civil_date(civil_day(NOW - DAY)))
        for name in ("green", "plain")
    ]
    made = papers("season of prawns")
    await record_receipts(registry, made, received, actor=who.actor, now=NOW - 3600)
    draft = Draft(
        sort="sample",
        subject="Tôm thẻ có dư lượng kháng sinh",
        words=WORDS["incident"],
        sample="M-1",
        taken_on="2026-11-01",
        taken_at="Chợ Cồn",
        laboratory=WORDS["laboratory"],
        test="Enrofloxacin",
        value="0.35",
        most="0.1",
        unit="mg/kg",
        verdict="exceeds",
        supplier="0400000033",
        product="Tôm thẻ",
        lot="LO-TT-9",
    )
    number = await open_incident(registry, draft, who, now=NOW - 3000)
    await note_incident(registry, number, WORDS["incident_note"], who, now=NOW - 2900)
    question = RecallQuestion(supplier="0400000033", lot="LO-TT-9")
    # No two links are the same; those of the first one are known here.
    drawn = itertools.count(1)
    recall = await start_recall(
        registry,
        number,
        Order(question, "Tôm thẻ"),
        who,
        now=NOW - 2800,
        random_bytes=lambda length: bytes([next(drawn)]) * length,
    )
    await publish_notice(
        registry,
        recall,
        who,
        reason_vi="Mẫu có dư lượng kháng sinh vượt mức.",
        reason_en="A sample held too much of an antibiotic.",
        now=NOW - 2700,
    )
    return token_of("", bytes([1]) * 32)


async def _work(registry: Registry, who: Who) -> None:
    """A list with a fault in correction, and work that waits."""
    from foodtrace.staging import add_draft

    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("Tên quán", "Địa chỉ", "Phường", "Chủ cơ sở", "Điện thoại"))
    owner, phone = PARTICULARS["listed_owner"], PARTICULARS["listed_phone"]
    rows.writerow(("Cơm Tấm Đầu Ngõ", "31 Hùng Vương", "Thanh Khê", owner, phone))
    rows.writerow(("Xôi Sáng", "33 Hùng Vương", "Phường Không Có", owner, phone))
    rows.writerow(("Chè Ba Màu", "", "Thanh Khê", owner, phone))
    raw = out.getvalue().encode()
    await add_draft(registry, raw, WORDS["list"], zone=ZONE, who=who, now=NOW)
    await enqueue(registry, IssueTask(zone=1, layout="a6x4"), actor=who.actor, now=NOW)
    await enqueue(registry, PrintTask(zone=1), actor=who.actor, now=NOW)
