"""`foodtrace suspend`, `reinstate`, `revoke`, `close`, `replace`, `renew`, `put-up`: what becomes of one sticker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import rich_click as click

from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.issuing import Change

_CODE = click.argument("typed_code", metavar="TYPED_CODE")
_REASON = click.option("--reason", required=True, metavar="TEXT", help="Why; kept with the event.")
_YEARS = click.option("--years", type=click.IntRange(1, 4), help="Life of the new sticker.")


@click.command()
@_CODE
@_REASON
@shared()
def suspend(session: Session, typed_code: str, reason: str) -> None:
    """Suspend an eatery's sticker for the time being; `reinstate` ends it.

    \b
    Example:
      foodtrace suspend 00RS-KAC7 --reason "repairs after the visit of 3 March"
    """
    _change(session, "suspend", typed_code, reason)


@click.command()
@_CODE
@_REASON
@shared()
def reinstate(session: Session, typed_code: str, reason: str) -> None:
    """Put a suspended sticker in force again.

    \b
    Example:
      foodtrace reinstate 00RS-KAC7 --reason "repairs seen on 20 March"
    """
    _change(session, "reinstate", typed_code, reason)


@click.command()
@_CODE
@_REASON
@shared()
def revoke(session: Session, typed_code: str, reason: str) -> None:
    """Revoke every live sticker of an eatery, for good.

    Signs the status list again when the status key can be opened; says so when it cannot (exit
    status 0, `status_list_signed` false): then the next `foodtrace serve` or change signs it.

    \b
    Example:
      foodtrace revoke 00RS-KAC7 --reason "closed for good"
    """
    _change(session, "revoke", typed_code, reason)


@click.command()
@_CODE
@_REASON
@click.option("--moved-to", metavar="TYPED_CODE", help="The eatery that it goes on in.")
@shared()
def close(session: Session, typed_code: str, reason: str, moved_to: str | None) -> None:
    """Record that an eatery closed for good, or moved; its stickers end with it.

    They are replaced when the eatery of --moved-to has a sticker of its own, otherwise revoked. Signs
    the status list again as `revoke` does.

    \b
    Example:
      foodtrace close 00RS-KAC7 --reason "seen empty on 3 March"
    """
    from foodtrace.sticker import parse_typed_code

    new = None if moved_to is None else parse_typed_code(moved_to)
    _change(session, "close", typed_code, reason, moved_to=new)


@click.command()
@_CODE
@_REASON
@_YEARS
@shared()
def replace(session: Session, typed_code: str, reason: str, years: int | None) -> None:
    """Make a new sticker for a torn or lost one; the old one is replaced at once.

    The new one keeps the old one's last day, unless --years is given.

    \b
    Example:
      foodtrace replace 00RS-KAC7 --reason "torn in the storm"
    """
    _change(session, "replace", typed_code, reason, years=years)


@click.command()
@_CODE
@_REASON
@_YEARS
@shared()
def renew(session: Session, typed_code: str, reason: str, years: int | None) -> None:
    """Make the next sticker; the old one holds until its end or until `put-up` of the new one.

    \b
    Example:
      foodtrace renew 00RS-KAC7 --reason "new certificate of 2029"
    """
    _change(session, "renew", typed_code, reason, years=years or 3)


@click.command("put-up")
@_CODE
@click.option(
    "--reason",
    default="seen on the door",
    show_default=True,
    metavar="TEXT",
    help="Why; kept with the event.",
)
@shared()
def put_up(session: Session, typed_code: str, reason: str) -> None:
    """Record that the current sticker hangs on the door; a renewed older one is then replaced.

    \b
    Example:
      foodtrace put-up 00RS-KAC7
    """
    _change(session, "put_up", typed_code, reason)


def _change(session: Session, verb: str, typed_code: str, reason: str, **more: int | None) -> None:
    from foodtrace.sticker import encode_typed_code, parse_typed_code

    number = parse_typed_code(typed_code)
    change, signed = asyncio.run(_record(session, verb, number, reason, more))
    code = encode_typed_code(number)
    answer = {
        "typed_code": code,
        "id": number,
        "change": change.kind,
        "stickers": [
            {"kid": kid.hex(), "idx": idx, "state": _STATES[state]}
            for kid, idx, state in change.changed
        ],
        "status_list_signed": signed,
    }
    session.tell(answer, session.say(f"changed_{verb}", code=code))


_USE_CASES = {"close": "close_establishment"}
_STATES = ("in force", "revoked", "suspended", "replaced")


async def _record(
    session: Session, verb: str, id: int, reason: str, more: dict[str, int | None]
) -> tuple[Change, bool]:
    from foodtrace import issuing

    from foodtrace_cli.opening import actor, open_registry, resign, sticker_seed

    use_case: Callable[..., Any] = getattr(issuing, _USE_CASES.get(verb, verb))
    async with await open_registry(session) as registry:
        seeds = {}
        if verb in ("renew", "replace"):
            seeds["sticker_seed"] = await sticker_seed(session, registry)
        change: Change = await use_case(
            registry, id, reason=reason, actor=actor(session), now=session.now(), **more, **seeds
        )
        return change, await resign(session, registry)
