"""The Global Location Number of an establishment: set or taken away beside its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foodtrace.access import Right
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.issuing import set_gln
from litestar import Request
from litestar.params import FromPath

from foodtrace_api.answer import Answer
from foodtrace_api.office.establishment import establishment_page, path_of, record_of
from foodtrace_api.office.guard import office_post, who_of
from foodtrace_api.office.lines import WORDS

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler

    from foodtrace_api.office.desk import Office

__all__ = ["handlers"]


def handlers(office: Office) -> list[BaseRouteHandler]:
    """The form stands on the page of the establishment."""

    @office_post("/establishments/{code:str}/gln", Right.EDIT_ESTABLISHMENTS)
    async def give(request: Request[Any, Any, Any], code: FromPath[str]) -> Answer:
        form, who = await office.form(request), who_of(request)
        record = await record_of(office, request, code)
        w = office.words(request, WORDS)
        typed, seen = form.text("gln")[:40], form.number("seen")
        try:
            done = await set_gln(
                await office.registry(),
                record.door.id,
                typed or None,
                seen=-1 if seen is None else seen,
                reason=form.text("reason"),
                actor=who.actor,
                now=office.now(),
            )
        except InvalidRequest as error:
            fault, status = w("fault_gln" if error.code == "gln" else "act_reason"), 422
        except Conflict as error:
            status = 409
            if error.code == "gln_taken":
                fault = w("cause_gln_taken", code=error.fields["other"])
            else:
                fault = w("cause_closed" if error.code == "closed" else "stale")
        else:
            return office.see_other(path_of(record), done="gln" if done.fields else "unchanged")
        return await establishment_page(
            office, request, record, fault=fault, gln_typed=typed, status=status
        )

    return [give]
