"""What inspectors are asked: the form of a visit, read, checked, replaced, with all its past versions."""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from typing import Final, Literal

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import InvalidRequest
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import visit_form

__all__ = ["Form", "Item", "Label", "Option", "current_form", "parse_form", "set_form"]

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAX_FILE: Final = 100_000
_MAX_ITEMS, _MIN_OPTIONS, _MAX_OPTIONS, _MAX_LABEL = 40, 2, 6, 120


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person reads, in the two languages of the office."""

    vi: str
    en: str


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to an item; `tone` says whether it is good, bad or neither."""

    key: str
    label: Label
    tone: Literal["yes", "no", "none"]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One point of a visit."""

    key: str
    label: Label
    options: tuple[Option, ...]


class Form(msgspec.Struct, frozen=True):
    """The items in their order; `version` names exactly this content."""

    version: str
    items: tuple[Item, ...]

    def fits(self, results: dict[str, str]) -> bool:
        """Whether each result is an option of an item of this form; an item may be left out."""
        offered = {(item.key, option.key) for item in self.items for option in item.options}
        return offered.issuperset(results.items())


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form as people write it. A version is allowed, so that a shown form can be sent back."""

    items: tuple[Item, ...]
    version: str | None = None


def parse_form(raw: bytes) -> Form:
    """Read a form from JSON: {"items": [{"key", "label": {"vi", "en"}, "options": [{"key", "label", "tone"}]}]}.

    1 to 40 items of 2 to 6 options; keys are lower case with digits and _, each once; labels have 1 to
    120 characters. Raises InvalidRequest (form).
    """
    if len(raw) > _MAX_FILE:
        raise _unfit(f"at most {_MAX_FILE // 1000} kB, got {len(raw)} bytes")
    try:
        file = msgspec.json.decode(raw, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unfit(f"JSON of the documented shape ({error})") from error
    if not 1 <= len(file.items) <= _MAX_ITEMS:
        raise _unfit(f"1 to {_MAX_ITEMS} items, got {len(file.items)}")
    _check_keys("item", [item.key for item in file.items])
    for item in file.items:
        if not _MIN_OPTIONS <= len(item.options) <= _MAX_OPTIONS:
            raise _unfit(
                f"{_MIN_OPTIONS} to {_MAX_OPTIONS} options for {item.key}, got {len(item.options)}"
            )
        _check_keys(f"option of {item.key}", [option.key for option in item.options])
        for label in (item.label, *(option.label for option in item.options)):
            for text in (label.vi, label.en):
                if not (0 < len(text.strip()) <= _MAX_LABEL and text.isprintable()):
                    raise _unfit(f"labels of 1 to {_MAX_LABEL} characters, got {text[:40]!r}")
    return _form(file.items)


async def current_form(registry: Registry) -> Form:
    """The form that was set last; the program's own while none was."""
    async with registry.reading_public() as connection:
        return (await known_forms(connection))[0]


async def set_form(registry: Registry, form: Form, *, actor: str, now: int) -> bool:
    """Make `form` the current one; False if it is already. Past forms stay, for the visits that used them."""
    actor = check_actor(actor)
    async with registry.writing() as connection:
        before = (await known_forms(connection))[0]
        if before == form:
            return False
        await keep_first_form(connection, now)
        await _keep(connection, form, now)
        event = Event(
            at=now,
            actor=actor,
            kind="visit_form_set",
            before={"version": before.version},
            after={"version": form.version},
        )
        await record_events(connection, [event])
    return True


async def known_forms(connection: AsyncConnection) -> list[Form]:
    """Every form inspectors may have been given, the current one first; never empty."""
    query = select(visit_form.c["items"]).order_by(visit_form.c.seq.desc())
    rows = (await connection.execute(query)).scalars().all()
    return [_form(msgspec.convert(items, tuple[Item, ...])) for items in rows] or [_first_form()]


async def keep_first_form(connection: AsyncConnection, now: int) -> None:
    """Write the program's own form down before anything depends on it: a later program may bring another."""
    if (await connection.execute(select(visit_form.c.seq).limit(1))).first() is None:
        await _keep(connection, _first_form(), now)


async def _keep(connection: AsyncConnection, form: Form, now: int) -> None:
    items = msgspec.to_builtins(form.items)
    row = {"version": form.version, "items": items, "set_at": now}
    await connection.execute(insert(visit_form).values(row))


def _first_form() -> Form:
    return parse_form((resources.files("foodtrace.inspection") / "first_form.json").read_bytes())


def _form(items: tuple[Item, ...]) -> Form:
    digest = hashlib.sha256(msgspec.json.encode(items)).hexdigest()
    return Form(version=digest[:12], items=items)


def _check_keys(what: str, keys: list[str]) -> None:
    for key in keys:
        if not _KEY.fullmatch(key):
            raise _unfit(f"an {what} named by a-z, 0-9 and _, got {key[:40]!r}")
        if keys.count(key) > 1:
            raise _unfit(f"each {what} once, got {key!r} again")


def _unfit(expected: str) -> InvalidRequest:
    return InvalidRequest(f"the form needs {expected}; correct the file", code="form")
