"""/office/goods and an establishment's receiving book: what came, day by day, and files taken into it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from foodtrace.access import Right, names_of_actors
from foodtrace.doors import Wanted, list_doors
from foodtrace.errors import Conflict, IntakeRefused, InvalidRequest
from foodtrace.sticker import encode_typed_code
from foodtrace.supply import (
    SupplyFile,
    TakenFile,
    exact,
    kept_until,
    list_papers,
    receipts_of,
    take_files,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import done_words
from foodtrace_api.office.establishment import path_of, record_of
from foodtrace_api.office.form import typed_day, whole_number
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.recall import WORDS

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_PAPERS: Final = 30
_RECEIPTS: Final = 100
_DOORS: Final = 20
# Invoices are small; a season's worth of them goes in one form.
_MOST_BYTES: Final = 16 * 2**20
_MOST_FILES: Final = 100
_SHOWN_FAULTS: Final = 200


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The list of papers, the receiving book, and taking files into it."""

    @office_get("/goods", Right.READ_GOODS)
    async def index(request: Request[Any, Any, Any]) -> Answer:
        registry, who = await office.registry(), who_of(request)
        q = request.query_params.get("q", "").strip()[:200]
        before = whole_number(request.query_params.get("before", ""))
        doors = (
            (await list_doors(registry, who, Wanted(q), now=office.now(), limit=_DOORS)).items
            if q
            else ()
        )
        found = await list_papers(registry, who, before=before, limit=_PAPERS + 1)
        papers = found[:_PAPERS]
        return office.page(
            request,
            "office/goods.html",
            words=WORDS,
            q=q,
            doors=doors,
            papers=[
                (each, encode_typed_code(each.establishment_id) if each.establishment_id else "")
                for each in papers
            ],
            names=await names_of_actors(registry),
            before="/office/goods" if before is not None else "",
            after=f"/office/goods?before={papers[-1].id}" if len(found) > _PAPERS else "",
        )

    async def book(
        request: Request[Any, Any, Any],
        code: str,
        *,
        status: int = 200,
        taken: list[TakenFile] | None = None,
        refused: tuple[str, str] | None = None,
    ) -> Answer:
        """The receiving book; `taken` is what files brought, `refused` (code, message) why none was taken."""
        record = await record_of(office, request, code)
        registry, get = await office.registry(), request.query_params.get
        w = office.words(request, WORDS)
        asked = {name: get(name, "").strip()[:200] for name in ("from", "to", "q", "all")}
        found = await receipts_of(
            registry,
            record.door.id,
            since=typed_day(asked["from"]),
            until=typed_day(asked["to"]),
            text=asked["q"],
            ended=asked["all"] == "1",
            before=whole_number(get("before", "")),
            limit=_RECEIPTS + 1,
        )
        path = f"{path_of(record)}/goods"
        kept = {name: text for name, text in asked.items() if text}
        more = {**kept, "before": str(found[_RECEIPTS - 1].id)} if len(found) > _RECEIPTS else {}
        until = await kept_until(registry, record.door.id)
        return office.page(
            request,
            "office/goods_book.html",
            status=status,
            words=WORDS,
            record=record,
            path_here=path,
            asked=asked,
            days=[
                (w.date(day), list(some))
                for day, some in groupby(found[:_RECEIPTS], key=lambda each: each.day)
            ],
            senders={
                each.from_establishment_id: encode_typed_code(each.from_establishment_id)
                for each in found
                if each.from_establishment_id is not None
            },
            exact=exact,
            until="" if until is None else w.date(until),
            meal=f"/office/recall?served_at={record.door.typed_code}&on={until or ''}",
            before=f"{path}?{urlencode(kept, quote_via=quote)}" if get("before") else "",
            after=f"{path}?{urlencode(more, quote_via=quote)}" if more else "",
            taken=taken or [],
            faults=[(one.name, each) for one in taken or [] for each in one.faults][:_SHOWN_FAULTS],
            refused=None
            if refused is None
            else (w.catalog.get(f"taking_{refused[0]}"), refused[1]),
            most_mib=_MOST_BYTES // 2**20,
            done=done_words(request, w),
        )

    @office_get("/establishments/{code:str}/goods", Right.READ_GOODS)
    async def shown(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        return await book(request, code)

    @office_post("/establishments/{code:str}/goods", Right.RECORD_GOODS)
    async def take(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        form = await office.form(request, most_bytes=_MOST_BYTES, most_parts=_MOST_FILES)
        record = await record_of(office, request, code)
        files = [
            SupplyFile(part.filename, part.content)
            for part in form.parts
            if part.name == "files" and part.filename and part.content
        ]
        if not files:
            return await book(request, code, status=400, refused=("no_file", ""))
        try:
            taken = await take_files(
                await office.registry(),
                record.door.id,
                files,
                actor=who_of(request).actor,
                now=office.now(),
            )
        except Conflict as error:
            return await book(request, code, status=409, refused=(error.code, error.message))
        except (IntakeRefused, InvalidRequest) as error:
            return await book(request, code, status=422, refused=(error.code, error.message))
        faulty = any(one.faults for one in taken)
        return await book(request, code, status=422 if faulty else 200, taken=taken)

    return [index, shown, take]
