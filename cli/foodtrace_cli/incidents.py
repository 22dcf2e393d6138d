"""`foodtrace incidents`: what was found in samples and complaints, and the recalls that started from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.days import shown_time
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.incidents import Incident, IncidentRecord, RecallLine

_STATES = ("open", "recalling", "closed")


@click.group()
def incidents() -> None:
    """Incidents and their recalls; they are opened and ordered in the office.

    \b
    Example:
      foodtrace incidents list --state recalling
    """


@incidents.command("list")
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, help="How many at most.", show_default=True
)
@shared()
def list_(session: Session, state: str | None, limit: int) -> None:
    """List incidents, newest first.

    \b
    Example:
      foodtrace incidents list --state open --json
    """
    found = asyncio.run(_list(session, state, limit))
    if session.json:
        session.tell_json(found)
        return
    if not found:
        screen.line(session.say("incidents_none"))
        return
    headings = ("number", "when", "kind", "state", "subject")
    rows = [
        (
            str(one.id),
            shown_time(one.opened_at),
            session.say(f"incident_{one.sort}"),
            session.say(f"incident_{one.state}"),
            one.subject,
        )
        for one in found
    ]
    screen.table([session.say(f"incident_column_{each}") for each in headings], rows)


@incidents.command("show")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@shared()
def show(session: Session, number: int) -> None:
    """Show one incident with its results, its history and its recalls.

    \b
    Example:
      foodtrace incidents show 3
    """
    record = asyncio.run(_show(session, number))
    if session.json:
        session.tell_json(record)
        return
    one = record.incident
    screen.line(f"{one.id}: {one.subject} ({session.say(f'incident_{one.state}')})")
    ties = one.ties
    for text in (ties.supplier, ties.product, ties.lot, one.place_name):
        if text:
            screen.line(f"   {text}")
    for result in record.results:
        verdict = session.say(f"incident_{result.verdict}")
        screen.line(f"   {result.test}: {result.value} {result.unit} ({verdict})")
    for recall in record.recalls:
        screen.line(_told(session, recall))
    for step in record.steps:
        noted = f": {step.note}" if step.note else ""
        done = session.say(f"incident_step_{step.kind}")
        screen.line(f"   {shown_time(step.at)} {step.actor}, {done}{noted}")


def _told(session: Session, recall: RecallLine) -> str:
    key = "recall_stands" if recall.stands else "recall_is_over"
    return session.say(
        key, number=recall.id, goods=recall.product, told=recall.told, places=recall.places
    )


async def _list(session: Session, state: str | None, limit: int) -> list[Incident]:
    from foodtrace.incidents import list_incidents

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        return await list_incidents(registry, None, state=state, limit=limit)


async def _show(session: Session, number: int) -> IncidentRecord:
    from foodtrace.incidents import incident_record

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        return await incident_record(registry, number, None)
