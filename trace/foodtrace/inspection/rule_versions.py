"""The rules of publication as the registry keeps them: every version that was ever set."""

from __future__ import annotations

from importlib import resources

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.publication import Rulebook, RuleVersion, rule_versions
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.results_schema import publication_rules, result_entry

__all__ = ["current_rules", "example_rules", "list_rule_versions", "set_rules"]


def example_rules() -> bytes:
    """A rules file to begin with: three outcomes, one rule, a hold of ten working days."""
    return (resources.files("foodtrace.inspection") / "example_rules.json").read_bytes()


async def current_rules(registry: Registry) -> Rulebook | None:
    """The rules that were set last; None while none were: then nothing of a visit is public."""
    versions = await list_rule_versions(registry)
    return versions[-1].book if versions else None


async def list_rule_versions(registry: Registry) -> list[RuleVersion]:
    """Every version, oldest first."""
    async with registry.reading_public() as connection:
        return await rule_versions(connection)


async def set_rules(
    registry: Registry, book: Rulebook, *, actor: str, now: int, seen: str | None = None
) -> bool:
    """Make `book` the rules from now on; False if they are already. Versions before stay, for past pages.

    `seen` is the version that the change was made from. Raises Conflict (changed_meanwhile), InvalidRequest (rules)
    when a result that was declared would lose its scheme, outcome or grade.
    """
    actor = check_actor(actor)
    async with registry.writing() as connection:
        versions = await rule_versions(connection)
        before = versions[-1] if versions else None
        if before is not None and before.book == book:
            return False
        if seen is not None and seen != (before.book.version if before else ""):
            raise Conflict(
                "the rules were changed meanwhile; look at them again", code="changed_meanwhile"
            )
        await _check_used(connection, book)
        # Versions stay in the order of their time, also after a clock was set back.
        set_at = max(now, before.set_at) if before else now
        row = {"version": book.version, "content": msgspec.to_builtins(book), "set_at": set_at}
        await connection.execute(insert(publication_rules).values(row))
        event = Event(
            at=now,
            actor=actor,
            kind="rules_set",
            before={"version": before.book.version} if before else None,
            after={"version": book.version},
        )
        await record_events(connection, [event])
    return True


async def _check_used(connection: AsyncConnection, book: Rulebook) -> None:
    entry = result_entry.c
    used = select(entry.scheme, entry.outcome, entry.grade).distinct()
    for key, outcome, grade in await connection.execute(used.where(entry.scheme.is_not(None))):
        scheme = book.scheme(key)
        if scheme is None:
            raise _lost(f"scheme {key}")
        if outcome is not None and scheme.outcome(outcome) is None:
            raise _lost(f"outcome {outcome} of scheme {key}")
        if grade is not None and scheme.grade(grade) is None:
            raise _lost(f"grade {grade} of scheme {key}")


def _lost(what: str) -> InvalidRequest:
    return InvalidRequest(
        f"the rules need {what}, by which results were declared; keep it in the file", code="rules"
    )
