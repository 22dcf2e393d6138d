"""The next trust list, unsigned: the list before it with changes, or the first one; pure, keys are public halves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.trust.keys import kid_of
from foodtrace.trust.trust_list import (
    STATUS_ROLE,
    STICKER_ROLE,
    Category,
    Host,
    TrustKey,
    TrustList,
    Ward,
)

_DAY: Final = 86_400
LIST_DAYS: Final = 180
_MAX_LIST_DAYS: Final = 366
# How long an added key signs; its public half stays listed until its last sticker has ended.
_KEY_DAYS: Final = 3 * 366


class ListChanges(msgspec.Struct, frozen=True):
    """What is to differ from the list before; kids are 4 bytes, publics 32, times unix seconds.

    `issued` are kids of revoked keys, each with the SHA-256 of the file of its honest stickers.

    `wards` are added, or replace those of the same code and first day; `categories` are added only where
    their number is new: it stands in signed stickers, so an entry is never changed.
    """

    issuer: str | None = None
    threshold: int | None = None
    add_roots: tuple[bytes, ...] = ()
    drop_roots: tuple[bytes, ...] = ()
    add_hosts: tuple[str, ...] = ()
    retire_hosts: tuple[tuple[str, int], ...] = ()
    add_stickers: tuple[bytes, ...] = ()
    add_statuses: tuple[bytes, ...] = ()
    retire: tuple[bytes, ...] = ()
    revoke: tuple[bytes, ...] = ()
    issued: tuple[tuple[bytes, bytes], ...] = ()
    wards: tuple[Ward, ...] = ()
    categories: tuple[Category, ...] = ()


def status_uri(host: str, kid: bytes) -> str:
    """Where the status list of a sticker key is published."""
    return f"https://{host}/.well-known/foodtrace/status/{kid.hex()}"


def draft_list(
    before: TrustList | None,
    changes: ListChanges,
    *,
    now: int,
    days: int = LIST_DAYS,
    starts: int | None = None,
    ends: int | None = None,
) -> TrustList:
    """The list after `before` (None: the first one), issued at `now` for `days`.

    New keys sign from `starts` (now) to `ends` (three years later). Nothing that was listed goes, roots
    apart: old keys verify old stickers. Raises InvalidRequest (days, first_list, threshold, host, kid, issued)
    or Conflict (clock, key_listed).
    """
    if not 1 <= days <= _MAX_LIST_DAYS:
        raise InvalidRequest(
            f"A trust list lives 1 to {_MAX_LIST_DAYS} days, got {days}; {LIST_DAYS} is usual.",
            code="days",
        )
    starts = now if starts is None else starts
    ends = starts + _KEY_DAYS * _DAY if ends is None else ends
    hosts = _hosts(before.hosts if before else (), changes)
    roots = _roots(before.roots if before else (), changes)
    issuer = changes.issuer or (before.issuer if before else None)
    if not issuer or not hosts or not roots:
        raise InvalidRequest(
            "A first trust list needs --issuer, at least one --host and one --add-root "
            "(or give the list before it with --from).",
            code="first_list",
        )
    threshold = changes.threshold or (before.threshold if before else 1)
    if threshold > len(roots):
        raise InvalidRequest(
            f"A threshold of {threshold} cannot be met by {len(roots)} roots: lower it or add roots.",
            code="threshold",
        )
    if before is not None and now < before.iat:
        raise Conflict(
            "The list before it was issued later than this machine's clock says: set the clock.",
            code="clock",
        )
    return TrustList(
        issuer=issuer,
        iat=now,
        exp=now + days * _DAY,
        seq=before.seq + 1 if before else 1,
        threshold=threshold,
        roots=roots,
        hosts=hosts,
        keys=_keys(before.keys if before else (), changes, hosts, now, starts, ends),
        wards=_wards(before.wards if before else (), changes.wards),
        categories=_categories(before.categories if before else (), changes.categories),
    )


def _roots(before: Sequence[bytes], changes: ListChanges) -> tuple[bytes, ...]:
    unknown = set(changes.drop_roots) - {kid_of(root) for root in before}
    if unknown:
        raise _no_such("root", unknown)
    kept = [root for root in before if kid_of(root) not in changes.drop_roots]
    return tuple(dict.fromkeys([*kept, *changes.add_roots]))


def _hosts(before: Sequence[Host], changes: ListChanges) -> tuple[Host, ...]:
    hosts = {host.name: host for host in before}
    for name in changes.add_hosts:
        hosts[name] = Host(name)
    for name, until in changes.retire_hosts:
        if name not in hosts:
            raise InvalidRequest(f"The list has no host {name} to retire.", code="host")
        hosts[name] = Host(name, until)
    return tuple(hosts.values())


def _keys(
    before: Sequence[TrustKey],
    changes: ListChanges,
    hosts: Sequence[Host],
    now: int,
    starts: int,
    ends: int,
) -> tuple[TrustKey, ...]:
    keys = {key.kid: key for key in before}
    unknown = {*changes.retire, *changes.revoke, *dict(changes.issued)} - set(keys)
    if unknown:
        raise _no_such("key", unknown)
    for kid in changes.retire:
        keys[kid] = msgspec.structs.replace(keys[kid], naf=min(keys[kid].naf, starts))
    for kid in changes.revoke:
        if keys[kid].revoked is None:
            keys[kid] = msgspec.structs.replace(keys[kid], revoked=now)
    for kid, digest in changes.issued:
        if keys[kid].role != STICKER_ROLE or keys[kid].revoked is None:
            raise InvalidRequest(
                f"An issued file saves the stickers of a revoked sticker key; {kid.hex()} is none.",
                code="issued",
            )
        keys[kid] = msgspec.structs.replace(keys[kid], issued=digest)
    live = next((host.name for host in hosts if host.until is None), None)
    for role, publics in (
        (STICKER_ROLE, changes.add_stickers),
        (STATUS_ROLE, changes.add_statuses),
    ):
        for public in publics:
            kid = kid_of(public)
            if kid in keys:
                raise Conflict(f"The list already holds a key {kid.hex()}.", code="key_listed")
            if role == STICKER_ROLE and live is None:
                raise InvalidRequest("A sticker key needs a host that is not retired.", code="host")
            uri = status_uri(live, kid) if role == STICKER_ROLE and live else None
            keys[kid] = TrustKey(role, public, starts, ends, status_uri=uri)
    return tuple(keys.values())


def _wards(before: Sequence[Ward], added: Sequence[Ward]) -> tuple[Ward, ...]:
    # A ward that has ended since has the same first day, so the newer entry counts.
    wards = {(ward.code, ward.from_day): ward for ward in (*before, *added)}
    return tuple(wards[key] for key in sorted(wards))


def _categories(before: Sequence[Category], added: Sequence[Category]) -> tuple[Category, ...]:
    categories = {category.number: category for category in (*added, *before)}
    return tuple(categories[number] for number in sorted(categories))


def _no_such(what: str, kids: set[bytes]) -> InvalidRequest:
    named = ", ".join(sorted(kid.hex() for kid in kids))
    return InvalidRequest(
        f"The list before has no {what} {named}: see `foodtrace trust show FILE`.", code="kid"
    )
