"""The next trust list, unsigned: the list before it with changes; no registry, no network, no private key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.trust import (
    STATUS_ROLE,
    STICKER_ROLE,
    Host,
    TrustKey,
    TrustList,
    Ward,
    kid_of,
)

DAY: Final = 86_400
LIFE_DAYS: Final = 180
# How long an added key signs; its public half stays listed until its last sticker has ended.
KEY_DAYS: Final = 3 * 366


class Changes(msgspec.Struct, frozen=True):
    """What is to differ from the list before; kids are 4 bytes, publics 32, times unix seconds."""

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
    provinces: tuple[str, ...] = ()


def next_list(
    before: TrustList | None,
    changes: Changes,
    *,
    now: int,
    days: int = LIFE_DAYS,
    starts: int | None = None,
    ends: int | None = None,
) -> TrustList:
    """The list after `before` (None: the first one), issued at `now` for `days`.

    New keys sign from `starts` (now) to `ends` (three years later). Raises InvalidRequest or Conflict
    for a change that names what is not there.
    """
    from foodtrace.issuing import CATEGORIES

    starts = now if starts is None else starts
    ends = starts + KEY_DAYS * DAY if ends is None else ends
    hosts = _hosts(before.hosts if before else (), changes)
    roots = _roots(before.roots if before else (), changes)
    issuer = changes.issuer or (before.issuer if before else None)
    if not issuer or not hosts or not roots:
        raise InvalidRequest(
            "A first trust list needs --issuer, at least one --host and one --add-root "
            "(or give the list before it with --from).",
            code="first_list",
        )
    threshold = changes.threshold or (before.threshold if before else min(1, len(roots)))
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
        exp=now + days * DAY,
        seq=before.seq + 1 if before else 1,
        threshold=threshold,
        roots=roots,
        hosts=hosts,
        keys=_keys(before.keys if before else (), changes, hosts, now, starts, ends),
        wards=_wards(before.wards if before else (), changes.provinces),
        categories=before.categories if before else CATEGORIES,
    )


def _roots(before: Sequence[bytes], changes: Changes) -> tuple[bytes, ...]:
    unknown = set(changes.drop_roots) - {kid_of(root) for root in before}
    if unknown:
        raise _no_such("root", unknown)
    kept = [root for root in before if kid_of(root) not in changes.drop_roots]
    return tuple(dict.fromkeys([*kept, *changes.add_roots]))


def _hosts(before: Sequence[Host], changes: Changes) -> tuple[Host, ...]:
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
    changes: Changes,
    hosts: Sequence[Host],
    now: int,
    starts: int,
    ends: int,
) -> tuple[TrustKey, ...]:
    from foodtrace.issuing import status_uri

    keys = {key.kid: key for key in before}
    unknown = {*changes.retire, *changes.revoke} - set(keys)
    if unknown:
        raise _no_such("key", unknown)
    for kid in changes.retire:
        keys[kid] = msgspec.structs.replace(keys[kid], naf=min(keys[kid].naf, starts))
    for kid in changes.revoke:
        keys[kid] = msgspec.structs.replace(keys[kid], revoked=keys[kid].revoked or now)
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


def _wards(before: Sequence[Ward], provinces: Sequence[str]) -> tuple[Ward, ...]:
    from foodtrace.places import province as province_of
    from foodtrace.places import wards_for_trust_list

    wards = {(ward.code, ward.from_day): ward for ward in before}
    for province in provinces:
        for entry in wards_for_trust_list(province_of(province).code):
            wards[entry[:2]] = Ward(*entry)
    return tuple(wards[key] for key in sorted(wards))


def _no_such(what: str, kids: set[bytes]) -> InvalidRequest:
    named = ", ".join(sorted(kid.hex() for kid in kids))
    return InvalidRequest(
        f"The list before has no {what} {named}: see `foodtrace trust show FILE`.", code="kid"
    )
