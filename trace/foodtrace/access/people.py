"""Accounts as they are read: who there is, with which role and bounds, and who an event names."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from foodtrace.access.rights import RIGHTS, Role, Who
from foodtrace.errors import NotFound
from foodtrace.plain_text import name_key
from foodtrace.registry import Registry
from foodtrace.registry.access_schema import account, office_session, passkey

__all__ = [
    "Account",
    "account_named",
    "account_of",
    "list_accounts",
    "names_of_actors",
    "who_is",
]


class Account(msgspec.Struct, frozen=True):
    """One person of the office. `version` moves with every change of role, bounds or state."""

    id: int
    name: str
    role: Role
    zones: frozenset[int]
    wards: frozenset[int]
    added_at: int
    revoked_at: int | None
    version: int
    has_password: bool
    passkeys: int
    # Whether somebody signed in with it is known to the server now.
    sessions: int

    @property
    def state(self) -> str:
        """invited (nothing to sign in with yet), active or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.has_password or self.passkeys else "invited"


async def list_accounts(registry: Registry) -> list[Account]:
    """Everybody who has or had an account, by name."""
    async with registry.reading() as connection:
        rows = await connection.execute(_accounts().order_by(account.c.key))
        return [_account(row) for row in rows]


async def account_of(registry: Registry, number: int) -> Account:
    """The account of a number. Raises NotFound."""
    async with registry.reading() as connection:
        row = (await connection.execute(_accounts().where(account.c.id == number))).first()
    if row is None:
        raise NotFound(f"there is no account {number}", code="account_not_found")
    return _account(row)


async def account_named(registry: Registry, name: str) -> Account:
    """The account of a name, in any case. Raises NotFound."""
    query = _accounts().where(account.c.key == name_key(name))
    async with registry.reading() as connection:
        row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(
            f"no account is named {name!r}; see `foodtrace users list`", code="account_not_found"
        )
    return _account(row)


async def names_of_actors(registry: Registry) -> dict[str, str]:
    """The names behind the actors of events, for people of the office: "user 7" is Lê Thị Mai."""
    async with registry.reading() as connection:
        rows = await connection.execute(select(account.c.id, account.c.name))
        return {f"user {row.id}": str(row.name) for row in rows}


def who_is(row: Row[Any]) -> Who:
    """Whoever signed in with the account of this row."""
    role = Role(row.role)
    return Who(
        row.id, row.name, RIGHTS[role], frozenset(row.zones), frozenset(row.wards), role=role
    )


def _accounts() -> Any:
    def count(table: Any) -> Any:
        query = select(func.count()).where(table.c.account_id == account.c.id)
        return query.correlate(account).scalar_subquery()

    return select(
        account, count(passkey).label("passkeys"), count(office_session).label("sessions")
    )


def _account(row: Row[Any]) -> Account:
    return Account(
        row.id,
        row.name,
        Role(row.role),
        frozenset(row.zones),
        frozenset(row.wards),
        row.added_at,
        row.revoked_at,
        row.version,
        row.password is not None,
        row.passkeys,
        row.sessions,
    )
