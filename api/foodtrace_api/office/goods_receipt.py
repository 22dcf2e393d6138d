"""/office/goods/{number}: one receipt with its papers; put right or withdrawn, both with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from foodtrace.access import Right, names_of_actors
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.kitchen import count_photos
from foodtrace.supply import (
    Item,
    KeptReceipt,
    OpenReceipt,
    Product,
    Receipt,
    Supplier,
    correct_receipt,
    exact,
    one_lot,
    open_receipt,
    parse_quantity,
    withdraw_receipt,
)
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.acting import done_words
from foodtrace_api.office.form import Form, typed_day
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.recall import WORDS
from foodtrace_api.office.recall_asking import Asked

if TYPE_CHECKING:
    from foodtrace.registry import Registry
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office
    from foodtrace_api.words import Words

__all__ = ["handlers"]

_FIELDS: Final = (
    *("day", "product", "quantity", "unit", "lot", "use_by"),
    *("supplier", "tax_code", "reason"),
)


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The page and the two changes."""

    async def page(
        request: Request[Any, Any, Any],
        registry: Registry,
        opened: OpenReceipt,
        typed: dict[str, str] | None = None,
        faults: dict[str, str] | None = None,
        *,
        status: int = 200,
    ) -> Answer:
        who, kept = who_of(request), opened.receipt
        w = office.words(request, WORDS)
        return office.page(
            request,
            "office/goods_receipt.html",
            status=status,
            words=WORDS,
            opened=opened,
            receipt=kept,
            quantity=exact(kept.item.quantity),
            facts=_facts(opened, w),
            photos=await count_photos(registry, kept.document_id),
            names=await names_of_actors(registry),
            may_record=who.may(Right.RECORD_GOODS) and kept.ended_at is None,
            # What came from another establishment and names no supplier is withdrawn and sent anew.
            may_correct=kept.supplier is not None,
            typed=typed or _filled(kept),
            faults=faults or {},
            recall_href=_question(kept).href(),
            done=done_words(request, w),
        )

    @office_get("/goods/{number:int}", Right.READ_GOODS)
    async def one(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        registry = await office.registry()
        return await page(request, registry, await open_receipt(registry, who_of(request), number))

    @office_post("/goods/{number:int}/correct", Right.RECORD_GOODS)
    async def correct(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form, who = await office.form(request), who_of(request)
        registry = await office.registry()
        opened = await open_receipt(registry, who, number)
        w = office.words(request, WORDS)
        typed = {name: form.text(name)[:500] for name in _FIELDS}
        faults: dict[str, str] = {}
        right = _right(form, opened.receipt, faults, w)
        if right is None:
            return await page(request, registry, opened, typed, faults, status=422)
        try:
            made = await correct_receipt(
                registry,
                number,
                right,
                reason=form.text("reason"),
                actor=who.actor,
                now=office.now(),
            )
        except InvalidRequest as error:
            field = error.code if error.code in _FIELDS else ""
            faults[field] = w(f"goods_fault_{field}") if field else error.message
            return await page(request, registry, opened, typed, faults, status=422)
        except Conflict:
            # Somebody put it right or withdrew it meanwhile: it is shown as it stands now.
            opened = await open_receipt(registry, who, number)
            return await page(
                request, registry, opened, typed, {"": w("goods_receipt_ended")}, status=409
            )
        return office.see_other(f"/office/goods/{made.receipt_ids[0]}", done="goods_corrected")

    @office_post("/goods/{number:int}/withdraw", Right.RECORD_GOODS)
    async def withdraw(request: Request[Any, Any, Any], number: FromPath[int]) -> Answer:
        form, who = await office.form(request), who_of(request)
        registry = await office.registry()
        opened = await open_receipt(registry, who, number)
        w = office.words(request, WORDS)
        reason = form.text("reason")[:500]
        if not reason:
            faults = {"why": w("goods_fault_reason")}
            return await page(request, registry, opened, None, faults, status=422)
        try:
            await withdraw_receipt(
                registry, number, reason=reason, actor=who.actor, now=office.now()
            )
        except Conflict:
            opened = await open_receipt(registry, who, number)
            return await page(
                request, registry, opened, None, {"": w("goods_receipt_ended")}, status=409
            )
        return office.see_other(f"/office/goods/{number}", done="goods_withdrawn")

    return [one, correct, withdraw]


def _filled(kept: KeptReceipt) -> dict[str, str]:
    item, supplier = kept.item, kept.supplier
    return {
        "day": kept.day.isoformat(),
        "product": item.product.name,
        "quantity": exact(item.quantity),
        "unit": item.unit,
        "lot": item.lot or "",
        "use_by": "" if item.use_by is None else item.use_by.isoformat(),
        "supplier": "" if supplier is None else supplier.name,
        "tax_code": "" if supplier is None else supplier.tax_code or "",
        "reason": "",
    }


def _right(form: Form, was: KeptReceipt, faults: dict[str, str], w: Words) -> Receipt | None:
    """The receipt as it was typed; None where `faults` says what cannot be read."""
    day, use_by = typed_day(form.text("day")), typed_day(form.text("use_by"))
    if day is None:
        faults["day"] = w("goods_fault_day")
    if form.text("use_by") and use_by is None:
        faults["use_by"] = w("goods_fault_use_by")
    if not form.text("reason"):
        faults["reason"] = w("goods_fault_reason")
    if not (form.text("supplier") or form.text("tax_code")):
        faults["supplier"] = w("goods_fault_supplier")
    try:
        quantity = parse_quantity(form.text("quantity"))
    except InvalidRequest:
        faults["quantity"] = w("goods_fault_quantity")
        return None
    lot: str | None = form.text("lot") or None
    try:
        lot = lot if lot == was.item.lot else one_lot(lot or "")
    except InvalidRequest:
        faults["lot"] = w("goods_fault_lot")
    if faults or day is None:
        return None
    code = form.text("tax_code") or None
    supplier = Supplier(form.text("supplier") or code or "", code)
    same = form.text("product") == was.item.product.name
    return Receipt(
        was.establishment_id,
        supplier,
        Item(
            was.item.product if same else Product(form.text("product")),
            quantity,
            form.text("unit"),
            lot,
            use_by,
        ),
        day,
        was.received_at if day == was.day else None,
        was.line,
    )


def _question(kept: KeptReceipt) -> Asked:
    """The recall of these goods: by their lot, else by the product in the days around."""
    supplier = kept.supplier
    who = "" if supplier is None else supplier.tax_code or supplier.name
    if kept.item.lot is not None:
        return Asked(supplier=who, product=kept.item.product.name, lot=kept.item.lot)
    day = kept.day.isoformat()
    return Asked(supplier=who, product=kept.item.product.name, since=day, until=day)


def _facts(opened: OpenReceipt, w: Words) -> list[tuple[str, str, str]]:
    """(what, value, detail) of a receipt, in the order in which one reads them."""
    kept = opened.receipt
    item, supplier = kept.item, kept.supplier
    facts = [
        (w("goods_day"), w.date(kept.day), w.moment(kept.received_at) if kept.received_at else "")
    ]
    if supplier is not None:
        detail = ", ".join(part for part in (supplier.tax_code, supplier.address) if part)
        facts.append((w("goods_supplier"), supplier.name, detail))
    if opened.sender is not None:
        facts.append((w("goods_from"), *opened.sender))
    facts.append((w("goods_lot"), item.lot or w("goods_no_lot"), ""))
    if item.use_by is not None:
        facts.append((w("goods_use_by"), w.date(item.use_by), ""))
    if item.product.gtin:
        facts.append(("GTIN", item.product.gtin, ""))
    number = kept.document_number or opened.file
    facts.append((w("goods_papers"), w(f"papers_{kept.document_kind}"), number))
    if kept.document_kind == "invoice":
        note = w("signature_note") if kept.signature == "valid" else ""
        facts.append((w("goods_signature"), w(f"signature_{kept.signature}"), note))
    return facts
