"""The rules of publication: what holds today, every version, and setting a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from foodtrace.access import Right
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.inspection import example_rules, list_rule_versions, set_rules
from foodtrace.publication import Rule, Rulebook, parse_rulebook
from foodtrace.sticker import civil_date, civil_day
from litestar import Request

from foodtrace_api.answer import Answer
from foodtrace_api.office.guard import office_get, office_post, who_of
from foodtrace_api.office.visit_lines import WORDS
from foodtrace_api.words import Words

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]

_MOST_BYTES: Final = 256 * 1024


class _Line(msgspec.Struct, frozen=True):
    """One rule as the table shows it."""

    key: str
    basis: str
    since: str
    until: str
    hold: str
    publish: str
    holds_today: bool


def handlers(office: Office) -> list[BaseRouteHandler]:
    """/office/rules."""

    async def page(
        request: Request[Any, Any, Any],
        *,
        status: int = 200,
        typed: str | None = None,
        fault: str = "",
        done: str = "",
    ) -> Answer:
        versions = await list_rule_versions(await office.registry())
        book = versions[-1].book if versions else None
        w = office.words(request, WORDS)
        today = civil_day(office.now())
        return office.page(
            request,
            "office/rules.html",
            status=status,
            words=WORDS,
            lines=[_line(each, book, w, today) for each in book.rules] if book else [],
            schemes=book.schemes if book else (),
            silent=book is None or book.rule_on(civil_date(today)) is None,
            versions=[
                w("rules_version", version=each.book.version, at=w.moment(each.set_at))
                for each in reversed(versions)
            ],
            seen=book.version if book else "",
            file=typed if typed is not None else _file_of(book),
            fault=fault,
            done=done,
        )

    @office_get("/rules", Right.MANAGE_RULES)
    async def show(request: Request[Any, Any, Any]) -> Answer:
        done = request.query_params.get("done", "")
        return await page(request, done=done if done in ("done", "same") else "")

    @office_post("/rules", Right.MANAGE_RULES)
    async def take(request: Request[Any, Any, Any]) -> Answer:
        form = await office.form(request, most_bytes=_MOST_BYTES)
        typed = form.exact("file")
        try:
            changed = await set_rules(
                await office.registry(),
                parse_rulebook(typed.encode()),
                actor=who_of(request).actor,
                now=office.now(),
                seen=form.text("seen"),
            )
        except InvalidRequest as error:
            return await page(request, status=422, typed=typed, fault=error.message)
        except Conflict:
            w = office.words(request, WORDS)
            return await page(request, status=409, typed=typed, fault=w("rules_error_changed"))
        return office.see_other("/office/rules", done="done" if changed else "same")

    return [show, take]


def _line(rule: Rule, book: Rulebook, w: Words, today: int) -> _Line:
    parts = ", ".join(w(f"rules_part_{part}") for part in rule.publish)
    if rule.only is not None:
        scheme = book.scheme(rule.scheme)
        named = [scheme.outcome(key) for key in rule.only] if scheme else []
        outcomes = ", ".join(each.name.within(w.language) for each in named if each)
        parts = f"{parts} ({w('rules_only', outcomes=outcomes)})"
    return _Line(
        key=rule.key,
        basis=rule.basis.within(w.language),
        since=w.date(rule.from_),
        until=w.date(rule.until) if rule.until else w("rules_open"),
        hold=w(f"rules_days_{rule.hold.count}", n=rule.hold.days),
        publish=parts or w("rules_publish_nothing"),
        holds_today=rule.holds_on(civil_date(today)),
    )


def _file_of(book: Rulebook | None) -> str:
    """The rules as they are written in a file; the example where there are none."""
    if book is None:
        return example_rules().decode()
    return msgspec.json.format(msgspec.json.encode(book), indent=2).decode()
