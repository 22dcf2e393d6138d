"""Trust lists of an authority, to be signed by its roots: its host, its province's wards and the categories filled in."""

from __future__ import annotations

from collections.abc import Sequence

from foodtrace.issuing.categories import CATEGORIES
from foodtrace.places import wards_for_trust_list
from foodtrace.registry import Authority
from foodtrace.trust import ListChanges, TrustList, Ward, draft_list, kid_of

__all__ = ["draft_next_trust_list", "draft_trust_list"]


def draft_trust_list(
    authority: Authority,
    *,
    roots: Sequence[bytes],
    sticker_keys: Sequence[bytes],
    status_keys: Sequence[bytes],
    now: int,
    days: int = 180,
    threshold: int = 1,
    key_days: int | None = None,
) -> TrustList:
    """The first list of an authority; roots and keys are public halves, 32 bytes.

    Its keys sign from now on, for `key_days` (three years). Raises as `draft_list` does.
    """
    changes = ListChanges(
        issuer=authority.name,
        threshold=threshold,
        add_roots=tuple(roots),
        add_hosts=(authority.host,),
        add_stickers=tuple(sticker_keys),
        add_statuses=tuple(status_keys),
        wards=_wards(authority.province),
        categories=CATEGORIES,
    )
    ends = None if key_days is None else now + key_days * 86_400
    return draft_list(None, changes, now=now, days=days, ends=ends)


def draft_next_trust_list(
    previous: TrustList,
    authority: Authority,
    *,
    now: int,
    days: int = 180,
    sticker_keys: Sequence[bytes] = (),
    status_keys: Sequence[bytes] = (),
    revoke: Sequence[bytes] = (),
) -> TrustList:
    """The list after `previous`: a later end, new keys added, those in `revoke` (kids) marked as revoked.

    Keys that it lists already stay as they are; a clock that went back does not date the list back.
    Raises as `draft_list` does.
    """
    listed = {key.kid for key in previous.keys}
    changes = ListChanges(
        issuer=authority.name,
        add_hosts=() if authority.host in previous.host_names() else (authority.host,),
        add_stickers=tuple(key for key in sticker_keys if kid_of(key) not in listed),
        add_statuses=tuple(key for key in status_keys if kid_of(key) not in listed),
        revoke=tuple(revoke),
        wards=_wards(authority.province),
        categories=CATEGORIES,
    )
    return draft_list(previous, changes, now=max(now, previous.iat), days=days)


def _wards(province: str) -> tuple[Ward, ...]:
    return tuple(Ward(*fields) for fields in wards_for_trust_list(province))
