"""The demo's applications: one in every state that an officer or an owner can meet."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from foodtrace_cli.days import DAY

if TYPE_CHECKING:
    from foodtrace.access import Who
    from foodtrace.applications import Move
    from foodtrace.intake import GoodRow
    from foodtrace.registry import Registry

    from foodtrace_cli.demo_office import Door

_ASKED: Final = "Xin gửi ảnh giấy cam kết có chữ ký (dữ liệu mẫu)."
_ANSWERED: Final = "Đã gửi ảnh giấy cam kết (dữ liệu mẫu)."
_REFUSED: Final = (
    "Địa chỉ nằm ngoài thành phố, xin nộp tại cơ quan nơi quán hoạt động (dữ liệu mẫu)."
)

# How long ago each came, in days, its trade name, its own language, and what was done to it since.
_DOSSIERS: Final[tuple[tuple[float, str, str, tuple[str, ...]], ...]] = (
    (21.0, "Bếp Mẫu Số Một", "vi", ("pick_up", "record_visit", "attach")),
    (16.0, "Bếp Mẫu Số Hai", "vi", ("pick_up", "refuse")),
    (12.0, "Quán Mẫu Ba Cô", "vi", ("pick_up", "schedule_visit")),
    (9.0, "Seoul Mẫu Sikdang", "ko", ("pick_up", "ask", "answer")),
    (8.0, "Cà Phê Mẫu Góc Phố", "vi", ("pick_up", "ask")),
    (6.0, "Bánh Mì Mẫu Sáng Sớm", "vi", ("pick_up", "record_visit")),
    (4.0, "Hải Sản Mẫu Sóng Xanh", "vi", ()),
    (3.0, "Lotus Mẫu Tea House", "en", ("withdraw",)),
    (0.9, "Chè Mẫu Hiên Nhà", "vi", ("pick_up",)),
    (0.05, "Mì Quảng Mẫu Ngõ Nhỏ", "vi", ()),
)


async def record_dossiers(registry: Registry, doors: Sequence[Door], who: Who, now: int) -> int:
    """Take the applications in, at places beside doors of the register, and move each on.

    The first is for a place that the register holds already: the demo's stickers stay as many as they are.
    """
    from foodtrace.applications import receive_application, sweep

    apart = max(1, len(doors) // len(_DOSSIERS))
    for number, (days, name, language, moves) in enumerate(_DOSSIERS):
        door, at = doors[number * apart % len(doors)], now - round(days * DAY)
        facts = _facts(door, name, number, known="attach" in moves)
        drawn = hashlib.sha256(f"{door.id} {number}".encode()).digest()
        received = await receive_application(
            registry,
            facts,
            (),
            sending=drawn,
            language=language,
            now=at,
            draw_number=partial(_draw, drawn),
        )
        for count, move in enumerate(moves, start=1):
            # Picked up at once: of those who wait, one alone waits for too long.
            spent = 1800 if move == "pick_up" else days * DAY * count / (len(moves) + 1)
            then = at + round(spent)
            await _move(registry, received.number, move, facts, door, who, then)
    await sweep(registry, now=now)
    return len(_DOSSIERS)


def _facts(door: Door, name: str, number: int, *, known: bool) -> GoodRow:
    """`known`: the place of the register itself, else one that stands beside it."""
    from foodtrace.intake import BasisRow, GoodRow, Private

    street = door.street if known else f"{door.street} (mẫu {number + 1})"
    return GoodRow(
        row=1,
        name=door.name if known else name,
        street=street,
        ward=door.ward,
        registered_address=door.address.replace(door.street, street),
        category=2,
        basis=BasisRow(
            "commitment",
            number=f"{number + 1:03d}/CK-MẪU",
            issuer="Cơ quan cấp (dữ liệu mẫu)",
            issued_on=dt.date(2026, 6, 1),
        ),
        private=Private(
            owner_name=f"Chủ Quán Mẫu {number + 1}",
            phones=(f"0000{number + 1:06d}",),
            email=f"chu-quan-{number + 1}@example.com",
        ),
    )


def _draw(drawn: bytes) -> str:
    from foodtrace.applications.numbers import draw_number

    return draw_number(lambda bits: int.from_bytes(drawn, "big") >> (256 - bits))


async def _move(
    registry: Registry, number: str, name: str, facts: GoodRow, door: Door, who: Who, at: int
) -> None:
    from foodtrace.applications import Move, approve, move_dossier, owner_moves, read_dossier
    from foodtrace.sticker import civil_date, civil_day

    if name in ("answer", "withdraw"):
        sending = hashlib.sha256(f"{number} {name}".encode()).digest()
        move, text = (Move.ANSWER, _ANSWERED) if name == "answer" else (Move.WITHDRAW, "")
        await owner_moves(registry, number, move, sending=sending, now=at, text=text)
        return
    seen = (await read_dossier(registry, number, who=who, now=at)).version
    if name == "attach":
        await approve(
            *(registry, number, facts),
            zone_id=door.zone_id,
            attach=door.id,
            who=who,
            seen=seen,
            now=at,
        )
        return
    day = civil_day(at)
    acts: dict[str, tuple[Move, dict[str, Any]]] = {
        "pick_up": (Move.PICK_UP, {}),
        "ask": (Move.ASK, {"text": _ASKED}),
        "refuse": (Move.REFUSE, {"text": _REFUSED}),
        "record_visit": (Move.RECORD_VISIT, {"visit_on": civil_date(day)}),
        "schedule_visit": (Move.SCHEDULE_VISIT, {"visit_on": civil_date(day + 10)}),
    }
    move, given = acts[name]
    await move_dossier(registry, number, move, who=who, seen=seen, now=at, **given)
