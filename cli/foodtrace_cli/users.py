"""`foodtrace users`: who may sign in to the office, as what, and within which zones or wards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from foodtrace_cli import screen
from foodtrace_cli.days import shown_day, shown_time
from foodtrace_cli.options import Session, shared

if TYPE_CHECKING:
    from foodtrace.access import Account
    from foodtrace.registry import Registry

_ROLES: Final = ("administrator", "issuing", "inspector", "viewer", "helper")


def _bounds(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option(
        "--ward",
        "wards",
        multiple=True,
        metavar="WARD",
        help="Only this ward in force, by its name or code; may be given again.",
    )(function)
    return click.option(
        "--zone",
        "zones",
        multiple=True,
        metavar="ZONE",
        help="Only the places of this zone; may be given again.",
    )(function)


@click.group()
def users() -> None:
    """People of the office: accounts with a role, and bounds of zones or wards.

    \b
    Example:
      foodtrace users add "Lê Thị Mai" --role issuing
    """


@users.command("add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(_ROLES),
    required=True,
    help="What the person may do; helper is a ward's community digital team.",
)
@_bounds
@shared()
def add(
    session: Session, name: str, role: str, zones: tuple[str, ...], wards: tuple[str, ...]
) -> None:
    """Add a person; prints a sign-up link, which is shown this once, works once and for two days.

    Whoever opens the link chooses a password or a passkey: hand it to nobody else. Without --zone and
    --ward the role holds for the whole city.

    \b
    Example:
      foodtrace users add "Lê Thị Mai" --role issuing
      foodtrace users add "Tổ số Hải Châu" --role helper --zone "Hùng Vương"
    """
    account, link = asyncio.run(_add(session, name, role, zones, wards))
    _tell_link(session, account, link)


@users.command("list")
@shared()
def list_(session: Session) -> None:
    """Show who has or had an account, with role, bounds and state.

    \b
    Example:
      foodtrace users list
    """
    found, zones = asyncio.run(_list(session))
    if session.json:
        session.tell_json([_record(each, zones) for each in found])
        return
    if not found:
        screen.line(session.say("users_none"))
        return
    headings = [
        session.say(f"column_{name}") for name in ("user", "user_role", "bounds", "user_state")
    ]
    rows = [
        (
            each.name,
            session.say(f"role_{each.role}"),
            _bounds_of(each, zones, session),
            _state_of(each, session),
        )
        for each in found
    ]
    screen.table(headings, rows)


@users.command("link")
@click.argument("name")
@shared()
def link(session: Session, name: str) -> None:
    """Print a new sign-up link for somebody who lost the password or the passkey.

    The old password, passkeys and sessions go when the link is used. Make sure who asks for it.

    \b
    Example:
      foodtrace users link "Lê Thị Mai"
    """
    account, made = asyncio.run(_link(session, name))
    _tell_link(session, account, made)


@users.command("bound")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), help="Another role; else it stays.")
@_bounds
@shared()
def bound(
    session: Session,
    name: str,
    role: str | None,
    zones: tuple[str, ...],
    wards: tuple[str, ...],
) -> None:
    """Give a person these bounds, and another role if one is named. Every session of hers ends.

    Without --zone and --ward the role holds for the whole city from now on.

    \b
    Example:
      foodtrace users bound "Lê Thị Mai" --zone "Hùng Vương" --ward "Hải Châu"
    """
    account, names = asyncio.run(_bound(session, name, role, zones, wards))
    session.tell(
        _record(account, names),
        session.say(
            "user_bounded",
            name=account.name,
            role=session.say(f"role_{account.role}"),
            bounds=_bounds_of(account, names, session),
        ),
    )


@users.command("revoke")
@click.argument("name")
@shared()
def revoke(session: Session, name: str) -> None:
    """End an account for good, with its sessions. What the person did stays in the record.

    \b
    Example:
      foodtrace users revoke "Lê Thị Mai"
    """
    account, zones = asyncio.run(_revoke(session, name))
    session.tell(_record(account, zones), session.say("user_revoked", name=account.name))


async def _add(
    session: Session, name: str, role: str, zones: tuple[str, ...], wards: tuple[str, ...]
) -> tuple[Account, str]:
    from foodtrace.access import Role, account_of, add_account, bounds_named

    from foodtrace_cli.opening import actor, open_registry

    async with await open_registry(session) as registry:
        _origin(session, registry)  # before anything is kept
        in_zones, in_wards = await bounds_named(registry, zones, wards)
        number = await add_account(
            registry,
            name,
            Role(role),
            zones=in_zones,
            wards=in_wards,
            actor=actor(session),
            now=session.now(),
            random_bytes=session.surroundings.random,
        )
        return await account_of(registry, number), await _made_link(session, registry, number)


async def _list(session: Session) -> tuple[list[Account], dict[int, str]]:
    from foodtrace.access import list_accounts, zones_by_id

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        return await list_accounts(registry), await zones_by_id(registry)


async def _link(session: Session, name: str) -> tuple[Account, str]:
    from foodtrace.access import account_named

    from foodtrace_cli.opening import open_registry

    async with await open_registry(session) as registry:
        account = await account_named(registry, name)
        return account, await _made_link(session, registry, account.id)


async def _made_link(session: Session, registry: Registry, number: int) -> str:
    from foodtrace.access import make_link, sign_up_address

    from foodtrace_cli.opening import actor

    origin = _origin(session, registry)
    token = await make_link(
        registry,
        number,
        actor=actor(session),
        now=session.now(),
        random_bytes=session.surroundings.random,
    )
    return sign_up_address(origin, token)


def _origin(session: Session, registry: Registry) -> str:
    from foodtrace.access import office_origin

    return office_origin(session.surroundings.env, registry.authority.host)


async def _bound(
    session: Session, name: str, role: str | None, zones: tuple[str, ...], wards: tuple[str, ...]
) -> tuple[Account, dict[int, str]]:
    from foodtrace.access import (
        Role,
        account_named,
        account_of,
        bounds_named,
        change_account,
        zones_by_id,
    )

    from foodtrace_cli.opening import actor, open_registry

    async with await open_registry(session) as registry:
        account = await account_named(registry, name)
        in_zones, in_wards = await bounds_named(registry, zones, wards)
        await change_account(
            registry,
            account.id,
            role=Role(role) if role else account.role,
            zones=in_zones,
            wards=in_wards,
            actor=actor(session),
            now=session.now(),
        )
        return await account_of(registry, account.id), await zones_by_id(registry)


async def _revoke(session: Session, name: str) -> tuple[Account, dict[int, str]]:
    from foodtrace.access import account_named, account_of, revoke_account, zones_by_id

    from foodtrace_cli.opening import actor, open_registry

    async with await open_registry(session) as registry:
        account = await account_named(registry, name)
        await revoke_account(registry, account.id, actor=actor(session), now=session.now())
        return await account_of(registry, account.id), await zones_by_id(registry)


def _tell_link(session: Session, account: Account, link: str) -> None:
    from foodtrace.access import LINK_SECONDS

    until = shown_time(session.now() + LINK_SECONDS)
    session.tell(
        {"name": account.name, "role": str(account.role), "link": link, "until": until},
        session.say("user_link", name=account.name, link=link, until=until),
    )


def _record(each: Account, zones: dict[int, str]) -> dict[str, object]:
    return {
        "name": each.name,
        "role": str(each.role),
        "zones": [zones[number] for number in sorted(each.zones)],
        "wards": sorted(each.wards),
        "state": each.state,
        "added_at": each.added_at,
        "revoked_at": each.revoked_at,
        "passkeys": each.passkeys,
    }


def _bounds_of(each: Account, zones: dict[int, str], session: Session) -> str:
    from foodtrace.places import IN_FORCE, unit

    wards = [unit(IN_FORCE, code) for code in sorted(each.wards)]
    parts = [zones[number] for number in sorted(each.zones)]
    parts += [ward.full_name for ward in wards if ward is not None]
    return ", ".join(parts) or session.say("bounds_none")


def _state_of(each: Account, session: Session) -> str:
    if each.revoked_at is not None:
        return session.say("user_state_revoked", day=shown_day(each.revoked_at))
    return session.say(f"user_state_{each.state}")
