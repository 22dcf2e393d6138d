"""/office/zones/{zone}/export: a list of doors, filtered as on the page, as a file for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from foodtrace.access import Right
from foodtrace.doors import chosen_doors, doors_csv, doors_xlsx, wanted_ids, zone_named
from foodtrace.errors import NotFound
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.asking import zone_query
from foodtrace_api.office.guard import office_get, who_of
from foodtrace_api.office.lines import WORDS, lines_of

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS: Final = (
    *("code", "name", "street", "ward", "category", "standing"),
    *("until", "note", "life", "visited", "result"),
)


def handlers(office: Office) -> list[BaseRouteHandler]:
    """Both kinds of file."""

    @office_get("/zones/{zone:int}/export/{kind:str}", Right.READ_ESTABLISHMENTS)
    async def export(
        request: Request[Any, Any, Any], zone: FromPath[int], kind: FromPath[str]
    ) -> Answer:
        if kind not in ("csv", "xlsx"):
            raise NotFound("a list is exported as csv or xlsx", code="export_kind")
        who, now, registry = who_of(request), office.now(), await office.registry()
        w = office.words(request, WORDS)
        name = await zone_named(registry, zone, who)
        query = zone_query(request, zone, who)
        ids = await wanted_ids(registry, who, query.wanted(), now=now)
        lines = lines_of(
            await chosen_doors(registry, who, ids, now=now), w, office.lookup.held, now
        )
        headings = [w(f"col_{each}") for each in _COLUMNS]
        rows = [
            [
                *(line.code, line.name, line.street, line.ward, line.category, line.standing),
                *(line.until, "; ".join(line.notes), line.life, line.visited, line.result),
            ]
            for line in lines
        ]
        body = doors_csv(headings, rows) if kind == "csv" else doors_xlsx(name, headings, rows)
        shown = quote(f"{name}.{kind}")
        headers = {
            "content-disposition": f"attachment; filename=\"zone-{zone}.{kind}\"; filename*=UTF-8''{shown}",
            "cache-control": "no-store",
        }
        media = "text/csv; charset=utf-8" if kind == "csv" else _XLSX
        return Answer.of(200, media, body, headers)

    return [export]
