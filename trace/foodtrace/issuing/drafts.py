"""Drafting a trust list to be signed by the roots: the first of an authority, and the one after another."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from foodtrace.errors import InvalidRequest
from foodtrace.issuing.categories import CATEGORIES
from foodtrace.places import wards_for_trust_list
from foodtrace.registry import Authority
from foodtrace.trust import (
    STATUS_ROLE,
    STICKER_ROLE,
    Category,
    Host,
    TrustKey,
    TrustList,
    Ward,
    kid_of,
)

__all__ = ["draft_next_trust_list", "draft_trust_list", "status_uri"]

_DAY = 86_400
_MAX_DAYS = 366
_KEY_YEARS = 3


def status_uri(host: str, kid: bytes) -> str:
    """Where the status list of a sticker key is published."""
    return f"https://{host}/.well-known/foodtrace/status/{kid.hex()}"


def draft_trust_list(
    authority: Authority,
    *,
    roots: Sequence[bytes],
    sticker_keys: Sequence[bytes],
    status_keys: Sequence[bytes],
    now: int,
    days: int = 180,
    threshold: int = 1,
    key_days: int = _KEY_YEARS * 366,
) -> TrustList:
    """The first list of an authority: its host, its keys (public, 32 bytes), its province's wards, the categories.

    Each key may sign from now for `key_days`. Not signed: see `sign_trust_payload`. Raises
    InvalidRequest (days), MalformedList for keys that do not fit together.
    """
    _check_days(days)
    return TrustList(
        issuer=authority.name,
        iat=now,
        exp=now + days * _DAY,
        seq=1,
        threshold=threshold,
        roots=tuple(roots),
        hosts=(Host(authority.host),),
        keys=_new_keys(authority.host, sticker_keys, status_keys, now, key_days),
        wards=_wards(authority.province),
        categories=CATEGORIES,
    )


def draft_next_trust_list(
    previous: TrustList,
    authority: Authority,
    *,
    now: int,
    days: int = 180,
    sticker_keys: Sequence[bytes] = (),
    status_keys: Sequence[bytes] = (),
    revoke: Sequence[bytes] = (),
    key_days: int = _KEY_YEARS * 366,
) -> TrustList:
    """The list after `previous`: a later end, new keys added, those in `revoke` (kids) marked as revoked now.

    Nothing that was listed goes: old keys verify old stickers, and categories are append-only. Raises
    InvalidRequest (days, unknown_key).
    """
    _check_days(days)
    listed = {key.kid for key in previous.keys}
    for kid in revoke:
        if kid not in listed:
            raise InvalidRequest(
                f"trust list {previous.seq} has no key {kid.hex()} to revoke", code="unknown_key"
            )
    kept = tuple(
        msgspec.structs.replace(key, revoked=now)
        if key.kid in revoke and key.revoked is None
        else key
        for key in previous.keys
    )
    fresh = _new_keys(authority.host, sticker_keys, status_keys, now, key_days)
    hosts = previous.hosts
    if authority.host not in previous.host_names():
        hosts = (*hosts, Host(authority.host))
    numbers = {category.number for category in previous.categories}
    added = tuple(category for category in CATEGORIES if category.number not in numbers)
    wards = {(ward.code, ward.from_day) for ward in previous.wards}
    new_wards = (w for w in _wards(authority.province) if (w.code, w.from_day) not in wards)
    iat = max(now, previous.iat)
    return msgspec.structs.replace(
        previous,
        issuer=authority.name,
        seq=previous.seq + 1,
        iat=iat,
        exp=iat + days * _DAY,
        hosts=hosts,
        keys=kept + tuple(key for key in fresh if key.kid not in listed),
        wards=previous.wards + tuple(new_wards),
        categories=_sorted(previous.categories + added),
    )


def _check_days(days: int) -> None:
    if not 1 <= days <= _MAX_DAYS:
        raise InvalidRequest(
            f"a trust list lives 1 to {_MAX_DAYS} days, got {days}; 180 is usual", code="days"
        )


def _new_keys(
    host: str, sticker_keys: Sequence[bytes], status_keys: Sequence[bytes], now: int, days: int
) -> tuple[TrustKey, ...]:
    until = now + days * _DAY
    stickers = tuple(
        TrustKey(STICKER_ROLE, public, now, until, status_uri=status_uri(host, kid_of(public)))
        for public in sticker_keys
    )
    return stickers + tuple(TrustKey(STATUS_ROLE, public, now, until) for public in status_keys)


def _wards(province: str) -> tuple[Ward, ...]:
    return tuple(Ward(*fields) for fields in wards_for_trust_list(province))


def _sorted(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    return tuple(sorted(categories, key=lambda category: category.number))
