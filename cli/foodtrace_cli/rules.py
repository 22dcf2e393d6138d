"""`foodtrace rules`: which results of visits are public, when and on what ground."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.days import shown_time
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.publication import Rule, RuleVersion

_MAX_FILE = 1 << 20


@click.group()
def rules() -> None:
    """The dated rules by which results of visits are published.

    \b
    Example:
      foodtrace rules show
    """


@rules.command("show")
@click.option(
    "--example",
    is_flag=True,
    help="Print a rules file to begin with, in place of those that are set.",
)
@shared()
def show(session: Session, example: bool) -> None:
    """Show the rules that were set last; with --json as the file that `rules set` takes.

    \b
    Example:
      foodtrace rules show --example > rules.json
      foodtrace rules show --json > rules.json
    """
    if example:
        from foodtrace.inspection import example_rules

        screen.line(example_rules().decode().rstrip("\n"))
        return
    versions = asyncio.run(_versions(session))
    if session.json:
        session.tell_json(versions[-1].book if versions else None)
        return
    if not versions:
        for line in session.say("rules_none").splitlines():
            screen.line(line)
        return
    last = versions[-1]
    at = shown_time(last.set_at)
    screen.line(session.say("rules_version", version=last.book.version, at=at, n=len(versions)))
    names = ("rule", "from", "until", "hold", "published", "ground")
    headings = [session.say(f"column_{name}") for name in names]
    screen.table(headings, [_row(session, each) for each in last.book.rules])
    for scheme in last.book.schemes:
        outcomes = ", ".join(each.name.within(session.lang) for each in scheme.outcomes)
        screen.line(session.say("rules_scheme", scheme=scheme.key, outcomes=outcomes))


@rules.command("set")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.json")
@shared()
def set_(session: Session, file: Path) -> None:
    """Set the rules from now on. Versions before stay: past pages are reproduced by them.

    \b
    Example:
      foodtrace rules set rules.json
    """
    version, changed = asyncio.run(_set(session, file))
    key = "rules_set" if changed else "rules_same"
    session.tell({"version": version, "changed": changed}, session.say(key, version=version))


def _row(session: Session, rule: Rule) -> tuple[str, ...]:
    parts = ", ".join(session.say(f"rules_part_{part}") for part in rule.publish)
    if rule.only is not None:
        parts += f" ({', '.join(rule.only)})"
    return (
        rule.key,
        rule.from_.isoformat(),
        rule.until.isoformat() if rule.until else "-",
        session.say(f"rules_{rule.hold.count}", n=rule.hold.days),
        parts or session.say("rules_nothing"),
        rule.basis.within(session.lang),
    )


async def _versions(session: Session) -> list[RuleVersion]:
    from foodtrace.inspection import list_rule_versions

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        return await list_rule_versions(registry)


async def _set(session: Session, file: Path) -> tuple[str, bool]:
    from foodtrace.inspection import set_rules
    from foodtrace.publication import parse_rulebook

    from foodtrace_cli.inputs import read_input
    from foodtrace_cli.opening import actor, open_registry

    book = parse_rulebook(read_input(file, _MAX_FILE))
    async with await open_registry(session) as registry:
        changed = await set_rules(registry, book, actor=actor(session), now=session.now())
    return book.version, changed
