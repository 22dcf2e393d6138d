"""What the inspector's app asks of the server: its form, whose token it holds, and to take its visits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from foodtrace.errors import FoodtraceError, InvalidRequest
from foodtrace.inspection import (
    MAX_PHOTOS,
    Form,
    current_form,
    parse_visit,
    record_visit,
)
from foodtrace.pictures import MAX_PHOTO_BYTES
from litestar import HttpMethod, Request, Router, post, route
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)
from litestar.params import HeaderParameter

from foodtrace_api.answer import Answer
from foodtrace_api.bearer import inspector_of
from foodtrace_api.last_visits import last_visits_route
from foodtrace_api.negotiate import header, holds_already
from foodtrace_api.problems import problem
from foodtrace_api.room import Room
from foodtrace_api.uploads import Part, read_form, swallow_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from foodtrace_api.keeper import Keeper

__all__ = ["visits_router"]

_READ: Final = [HttpMethod.GET, HttpMethod.HEAD]
_MAX_RECORD: Final = 64 * 1024
# The record, the photos, and what the form puts around them.
_MAX_BODY: Final = _MAX_RECORD + MAX_PHOTOS * MAX_PHOTO_BYTES + 8 * 1024
# One more photo than may be, so that the answer can say what is wrong.
_MAX_PARTS: Final = MAX_PHOTOS + 2


class Whose(msgspec.Struct, frozen=True):
    """The inspector that a token belongs to."""

    name: str


class Kept(msgspec.Struct, frozen=True):
    """The number of a visit that the server holds."""

    id: int


@dataclass
class _VisitOperation(Operation):
    """What the framework cannot see, as the body is read by hand: its kind and its fields."""

    def __post_init__(self) -> None:
        photos = Schema(
            type=OpenAPIType.ARRAY,
            items=Schema(type=OpenAPIType.STRING, content_media_type="image/jpeg"),
            max_items=MAX_PHOTOS,
            description=f"JPEG, PNG or WebP, at most {MAX_PHOTO_BYTES} bytes each",
        )
        visit = Schema(type=OpenAPIType.STRING, content_media_type="application/json")
        form = Schema(
            type=OpenAPIType.OBJECT,
            properties={"visit": visit, "photo": photos},
            required=["visit"],
        )
        self.request_body = RequestBody(
            content={"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True
        )


def visits_router(keeper: Keeper, clock: Callable[[], int]) -> Router:
    """/inspect/api/form, inspector, last-visits and visits."""

    @route(
        "/form",
        http_method=_READ,
        responses={200: ResponseSpec(Form, generate_examples=False)},
        summary="The items of a visit",
    )
    async def form(request: Request[Any, Any, Any]) -> Answer:
        found = await current_form(await keeper.open_registry())
        etag = f'"{found.version}"'
        headers = {"etag": etag, "cache-control": "no-cache", "vary": "Accept-Encoding"}
        if holds_already(header(request.scope, b"if-none-match"), etag):
            return Answer.of(304, "application/json", b"", headers)
        body = msgspec.json.encode(found)
        return Answer.of(200, "application/json", body, headers, pack=True)

    @route(
        "/inspector",
        http_method=_READ,
        responses={200: ResponseSpec(Whose, generate_examples=False)},
        summary="Whose token this is",
    )
    async def inspector(request: Request[Any, Any, Any]) -> Answer:
        return _json(200, Whose((await inspector_of(request, keeper)).name))

    @post(
        "/visits",
        responses={
            201: ResponseSpec(Kept, generate_examples=False, description="The visit is kept"),
            200: ResponseSpec(
                Kept, generate_examples=False, description="It was kept before, under the same key"
            ),
        },
        summary="Take a visit",
        operation_class=_VisitOperation,
    )
    async def visits(
        request: Request[Any, Any, Any],
        idempotency_key: Annotated[
            str,
            HeaderParameter(
                name="Idempotency-Key",
                description="A UUID drawn for this visit; sent again, it is kept once",
            ),
        ] = "",
    ) -> Answer:
        try:
            who = await inspector_of(request, keeper)
            key = _key(idempotency_key)
        except FoodtraceError:
            await swallow_body(request)
            raise
        parts = await read_form(request, most_bytes=_MAX_BODY, most_parts=_MAX_PARTS)
        try:
            record, photos = _sorted(parts)
            kept = await record_visit(
                await keeper.open_registry(),
                who.id,
                key=key,
                record=parse_visit(record),
                photos=photos,
                now=clock(),
            )
        except InvalidRequest as error:
            # The request is well formed, its content is not: sending it again changes nothing.
            return problem(422, error.code, error.message)
        return _json(201 if kept.created else 200, Kept(kept.id))

    return Room(
        "/inspect/api",
        route_handlers=[form, inspector, last_visits_route(keeper), visits],
        tags=["inspector"],
    )


def _key(text: str) -> str:
    """The key as every spelling of one UUID gives it. Raises InvalidRequest (idempotency_key)."""
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise InvalidRequest(
            "Send a UUID drawn for this visit as Idempotency-Key.", code="idempotency_key"
        ) from error


def _sorted(parts: list[Part]) -> tuple[bytes, list[bytes]]:
    """The record and the photos. Raises InvalidRequest (visit)."""
    records = [part.content for part in parts if part.name == "visit"]
    photos = [part.content for part in parts if part.name == "photo"]
    if len(records) != 1 or len(records) + len(photos) != len(parts):
        named = ", ".join(sorted({part.name[:20] for part in parts})) or "nothing"
        raise InvalidRequest(
            f"expected one field visit and up to {MAX_PHOTOS} fields photo, got {named}",
            code="visit",
        )
    if len(records[0]) > _MAX_RECORD:
        raise InvalidRequest(f"expected a record of at most {_MAX_RECORD // 1024} kB", code="visit")
    return records[0], photos


def _json(status: int, what: msgspec.Struct) -> Answer:
    headers = {"cache-control": "no-store"}
    return Answer.of(status, "application/json", msgspec.json.encode(what), headers)
