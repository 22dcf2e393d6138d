"""The demo's incident: a sample of the lot that went far held too much of an antibiotic; nobody has been told yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from foodtrace_cli.demo_goods import recalled_lot

if TYPE_CHECKING:
    from foodtrace.access import Who
    from foodtrace.registry import Registry

_DAY: Final = 86_400
_SEAFOOD: Final = "0400000017"


async def open_the_incident(registry: Registry, who: Who, now: int) -> int:
    """Open it and give its number: the recall is for whoever tries the demo to start."""
    from foodtrace.incidents import Draft, open_incident
    from foodtrace.sticker import civil_date, civil_day

    draft = Draft(
        sort="sample",
        subject="Tôm sú có dư lượng enrofloxacin (mẫu)",
        words="Mẫu lấy tại chợ trong đợt giám sát định kỳ. Kết quả được sinh ra cho bản dùng thử.",
        supplier=_SEAFOOD,
        product="Tôm sú",
        lot=recalled_lot(now),
        sample="MAU-0001",
        taken_on=civil_date(civil_day(now - 3 * _DAY)).isoformat(),
        taken_at="Chợ Mẫu, quầy 12",
        laboratory="Phòng xét nghiệm Mẫu",
        test="Enrofloxacin",
        value="0.35",
        most="0.1",
        unit="mg/kg",
        verdict="exceeds",
        report_number="KN-MAU-0001",
    )
    return await open_incident(registry, draft, who, now=now)
