"""/office/recall: where goods went, or what a meal was made of: the answer as a page and as files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.access import Right
from foodtrace.doors import door_record
from foodtrace.epcis import epcis_document
from foodtrace.errors import InvalidRequest, NotFound
from foodtrace.supply import (
    LeftOut,
    Recall,
    SeenRecall,
    Supplier,
    contact_sheet_xlsx,
    contacts_of,
    left_out,
    recall,
    seen_by,
    seller_addresses,
    sortable_xlsx,
    suppliers_like,
    ways_of,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.meal_goods import goods_of
from foodtrace_api.office.recall_asking import PATH, Asked
from foodtrace_api.office.recall_lines import COLUMNS, Shown, counts_of, lines_of
from foodtrace_api.office.recall_map import map_of_recall

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.words import Words

__all__ = ["WORDS", "handlers"]

#: The catalogs of goods and recalls.
_MOST_GOODS: Final = 200
WORDS: Final = ("office_console", "office_goods")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Each with the words on its button.
_FILES: Final = {
    "receipts.xlsx": "recall_file_sheet",
    "recall.jsonld": "recall_file_epcis",
    "recall.json": "recall_file_json",
}


class _Refused(Exception):
    """A question that cannot be answered as it was typed, with what stands beside its fields."""

    def __init__(self, faults: dict[str, str], near: list[Supplier] | None = None) -> None:
        super().__init__(faults)
        self.faults, self.near = faults, near or []


class _Found(msgspec.Struct, frozen=True):
    """The whole answer, and what of it lies within the bounds of whoever asks."""

    whole: Recall
    seen: SeenRecall


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The page, its files, and the sheet of whom to call."""

    async def found(request: Request[Any, Any, Any], asked: Asked, w: Words) -> _Found:
        """Raises _Refused."""
        faults: dict[str, str] = {}
        registry, who = await office.registry(), who_of(request)
        try:
            question = asked.question(w, faults)
            if question.served_at is not None:
                await door_record(registry, question.served_at, who, now=office.now())
            if faults:
                raise _Refused(faults)
            whole = await recall(registry, question, office.now())
        except NotFound as error:
            if error.code != "supplier_not_found":
                raise _Refused({"served_at": w("fault_code")}) from None
            near = await suppliers_like(registry, asked.supplier)
            words = w("recall_fault_near") if near else w("recall_fault_supplier")
            raise _Refused({"supplier": words}, near) from None
        except InvalidRequest as error:
            raise _Refused({"product": w("recall_fault_product")}) from error
        return _Found(whole, await seen_by(registry, whole, who))

    async def beside(answer: _Found) -> LeftOut | None:
        return await left_out(await office.registry(), answer.whole, office.now())

    def asking(
        request: Request[Any, Any, Any], asked: Asked, refused: _Refused | None, status: int
    ) -> Answer:
        near = [] if refused is None else refused.near
        return office.page(
            request,
            "office/recall.html",
            status=status,
            words=WORDS,
            asked=asked,
            faults={} if refused is None else refused.faults,
            near=[
                (each, _with(asked, supplier=each.tax_code or each.name).href()) for each in near
            ],
            found=None,
        )

    @office_get("/recall", Right.RECALL)
    async def page(request: Request[Any, Any, Any]) -> Answer:
        asked = Asked.read(lambda name: request.query_params.get(name, ""))
        if asked.is_empty:
            return asking(request, asked, None, 200)
        w = office.words(request, WORDS)
        try:
            answer = await found(request, asked, w)
        except _Refused as refused:
            return asking(request, asked, refused, 422)
        told, shown = answer.seen, Shown.of(request)
        counts = counts_of(told.recall)
        ways = await asyncio.to_thread(ways_of, told.recall)
        lines, number, pages = lines_of(told.recall, told.spots, ways, shown, asked)
        return office.page(
            request,
            "office/recall.html",
            words=WORDS,
            asked=asked,
            faults={},
            near=[],
            found=told,
            beside=await beside(answer),
            question=_in_words(told, asked, w),
            counts=[
                (each, asked.href(**shown.query(certainty=each.key, page=""))) for each in counts
            ],
            by_lot=sum(each.number for each in counts if each.key == "lot"),
            shown=shown,
            columns=[
                (column, asked.href(**shown.query(sort=shown.turned(column), page="")))
                for column in COLUMNS
            ],
            lines=lines,
            products=_products(told.recall),
            goods=goods_of(told.recall, PATH)[:_MOST_GOODS] if asked.looks_back else (),
            receipts=sum(len(one.receipts) for one in told.recall.establishments),
            map=map_of_recall(told.recall, told.spots),
            files=[
                (w(words), asked.href(f"{PATH}/files/{name}")) for name, words in _FILES.items()
            ],
            place=(number, pages),
            before=asked.href(**shown.query(page=str(number - 1))) if number > 1 else "",
            after=asked.href(**shown.query(page=str(number + 1))) if number < pages else "",
        )

    @office_get("/recall/files/{name:str}", Right.RECALL)
    async def file(request: Request[Any, Any, Any], name: FromPath[str]) -> Answer:
        asked = Asked.read(lambda each: request.query_params.get(each, ""))
        if name not in _FILES:
            raise NotFound("a recall has no file of this name; see its page", code="file_not_found")
        try:
            answer = await found(request, asked, office.words(request, WORDS))
        except _Refused as refused:
            return asking(request, asked, refused, 422)
        told = answer.seen
        if name == "recall.json":
            said = {**msgspec.structs.asdict(told.recall), "left_out": await beside(answer)}
            raw = await asyncio.to_thread(msgspec.json.encode, said)
            return _sent(name, "application/json", msgspec.json.format(raw, indent=2))
        registry = await office.registry()
        if name == "recall.jsonld":
            raw = await epcis_document(registry, told.recall, now=office.now())
            return _sent(name, "application/ld+json", raw)
        contacts = await contacts_of(
            registry, told.recall, private=False, actor=who_of(request).actor, now=office.now()
        )
        addresses = await seller_addresses(registry, told.recall)
        sheet = await asyncio.to_thread(sortable_xlsx, told.recall, contacts, addresses)
        return _sent(name, _XLSX, sheet)

    @office_post("/recall/contacts", Right.READ_PARTICULARS)
    async def contacts(request: Request[Any, Any, Any]) -> Answer:
        """A form, for it reads particulars: a link that is guessed ahead reads nobody's."""
        form, who = await office.form(request), who_of(request)
        who.demand(Right.RECALL)
        asked = Asked.read(form.text)
        try:
            told = (await found(request, asked, office.words(request, WORDS))).seen
        except _Refused as refused:
            return asking(request, asked, refused, 422)
        registry = await office.registry()
        read = await contacts_of(
            registry, told.recall, private=True, actor=who.actor, now=office.now()
        )
        raw = await asyncio.to_thread(
            contact_sheet_xlsx, told.recall, read, lang=office.language(request)
        )
        return _sent("contacts.xlsx", _XLSX, raw)

    return [page, file, contacts]


def _sent(name: str, media: str, raw: bytes) -> Answer:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Answer.of(200, media, raw, headers)


def _with(asked: Asked, **changed: str) -> Asked:
    return msgspec.structs.replace(asked, **changed)


def _products(recall: Recall) -> list[str]:
    """What the goods are called on the receipts, each name once."""
    every = (each.product for one in recall.establishments for each in one.receipts)
    return sorted(dict.fromkeys(every))


def _in_words(told: SeenRecall, asked: Asked, w: Words) -> list[tuple[str, str]]:
    """The question, as (what, which)."""
    question = told.recall.question
    if question.served_at is not None and question.on is not None:
        names = {one.id: one.name for one in told.recall.establishments}
        place = names.get(question.served_at, "")
        return [
            (w("recall_served_at"), f"{place} ({asked.served_at})" if place else asked.served_at),
            (w("recall_on"), w.date(question.on)),
        ]
    said = []
    if question.supplier:
        names_of = {one.tax_code: one.name for one in told.recall.suppliers if one.tax_code}
        name = names_of.get(question.supplier)
        text = f"{name} ({question.supplier})" if name else question.supplier
        said.append((w("goods_supplier"), text))
    if question.product:
        said.append((w("goods_product"), question.product))
    if question.lot:
        said.append((w("goods_lot"), question.lot))
    if question.since:
        said.append((w("recall_from"), w.date(question.since)))
    if question.until:
        said.append((w("recall_to"), w.date(question.until)))
    return said
