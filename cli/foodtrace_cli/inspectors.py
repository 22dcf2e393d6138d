"""`foodtrace inspectors`: who may send visits from the phone app, and what they are asked."""

from __future__ import annotations

import asyncio
import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.days import shown_day
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.inspection import Form, Inspector

_MAX_FORM = 1 << 20


@click.group()
def inspectors() -> None:
    """Inspectors' tokens for the phone app at /inspect/, and the form of a visit.

    \b
    Example:
      foodtrace inspectors add "Ward team 1"
    """


@inspectors.command("add")
@click.argument("name")
@shared()
def add(session: Session, name: str) -> None:
    """Let an inspector send visits; prints the token, which is shown this once and kept nowhere.

    Who lost a phone is revoked, then added again under the same name.

    \b
    Example:
      foodtrace inspectors add "Ward team 1"
    """
    shown, token = asyncio.run(_add(session, name))
    session.tell(
        {"name": shown, "token": token}, session.say("inspector_added", name=shown, token=token)
    )


@inspectors.command("list")
@shared()
def list_(session: Session) -> None:
    """Show who has or had a token, and the day a visit last came in. Tokens are not shown.

    \b
    Example:
      foodtrace inspectors list
    """
    found = asyncio.run(_list(session))
    if session.json:
        session.tell_json([_record(each) for each in found])
        return
    if not found:
        screen.line(session.say("inspectors_none"))
        return
    headings = [
        session.say(f"column_{name}") for name in ("inspector", "added", "last_used", "token")
    ]
    rows = [
        (
            each.name,
            shown_day(each.added_at),
            _day(each.last_used_day) or "-",
            session.say("token_valid")
            if each.revoked_at is None
            else session.say("token_ended", day=shown_day(each.revoked_at)),
        )
        for each in found
    ]
    screen.table(headings, rows)


@inspectors.command("revoke")
@click.argument("name")
@shared()
def revoke(session: Session, name: str) -> None:
    """End an inspector's token at once. Visits that came before stay.

    \b
    Example:
      foodtrace inspectors revoke "Ward team 1"
    """
    ended = asyncio.run(_revoke(session, name))
    session.tell(_record(ended), session.say("inspector_ended", name=ended.name))


@inspectors.command("form")
@click.option(
    "--set",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="Make this the form from now on; earlier forms stay with the visits that used them.",
)
@shared()
def form(session: Session, file: Path | None) -> None:
    """Show the points of a visit, or replace them.

    Write the present form to a file with --json, change it, and set it.

    \b
    Example:
      foodtrace inspectors form --json > form.json
      foodtrace inspectors form --set form.json
    """
    shown = asyncio.run(_form(session, file))
    if session.json:
        session.tell_json(shown)
        return
    if file is not None:
        screen.line(session.say("form_set", version=shown.version, count=len(shown.items)))
        return
    headings = [session.say(f"column_{name}") for name in ("key", "item", "options")]
    in_vietnamese = session.lang == "vi"
    rows = [
        (
            item.key,
            item.label.vi if in_vietnamese else item.label.en,
            ", ".join(
                option.label.vi if in_vietnamese else option.label.en for option in item.options
            ),
        )
        for item in shown.items
    ]
    screen.table(headings, rows)


async def _add(session: Session, name: str) -> tuple[str, str]:
    from foodtrace.inspection import TOKEN_RANDOM_BYTES, add_inspector

    from foodtrace_cli.opening import actor, open_registry

    async with await open_registry(session) as registry:
        return await add_inspector(
            registry,
            name,
            random=session.surroundings.random(TOKEN_RANDOM_BYTES),
            actor=actor(session),
            now=session.now(),
        )


async def _list(session: Session) -> list[Inspector]:
    from foodtrace.inspection import list_inspectors

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        return await list_inspectors(registry)


async def _revoke(session: Session, name: str) -> Inspector:
    from foodtrace.inspection import revoke_inspector

    from foodtrace_cli.opening import actor, open_registry

    async with await open_registry(session) as registry:
        return await revoke_inspector(registry, name, actor=actor(session), now=session.now())


async def _form(session: Session, file: Path | None) -> Form:
    from foodtrace.inspection import current_form, parse_form, set_form

    from foodtrace_cli.inputs import read_input
    from foodtrace_cli.opening import actor, open_registry

    wanted = parse_form(read_input(file, _MAX_FORM)) if file is not None else None
    async with await open_registry(session) as registry:
        if wanted is not None:
            await set_form(registry, wanted, actor=actor(session), now=session.now())
        return await current_form(registry)


def _record(each: Inspector) -> dict[str, object]:
    return {
        "name": each.name,
        "added_at": each.added_at,
        "revoked_at": each.revoked_at,
        "last_used": _day(each.last_used_day),
    }


def _day(number: int | None) -> str | None:
    """A day counted from 1970-01-01 as 2026-11-22."""
    if number is None:
        return None
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=number)).isoformat()
