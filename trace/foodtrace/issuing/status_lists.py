"""The signed status lists: built from the register, signed on every change and well before their end."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest, RefusedList
from foodtrace.issuing.minting import MAX_IDX, latest_iat
from foodtrace.issuing.trust_files import current_trust_list
from foodtrace.registry import Registry
from foodtrace.registry.schema import event, status_list, sticker, sticker_key
from foodtrace.trust import (
    STATUS_ROLE,
    STICKER_ROLE,
    StatusList,
    TrustKey,
    TrustList,
    accept_status_file,
    encode_status_list,
    kid_of,
    pack_statuses,
    public_of,
)

__all__ = ["resign_status_lists", "status_due"]

_DAY = 86_400
_MAX_DAYS = 31
# A list grows in steps, so that its length does not tell how many stickers there are.
_STEP = 4096
_TTL_SECONDS = 3600


async def status_due(registry: Registry, now: int, *, days_left: int = 3) -> bool:
    """Whether some status list must be signed again.

    It must when it is missing, when anything happened to a sticker of its key since it was signed, when
    less than `days_left` days remain, or when the trust list no longer backs its key. False while no
    trust list is published: then there is nothing to sign by.
    """
    async with registry.reading() as connection:
        try:
            trust, _ = await current_trust_list(connection, registry)
        except Conflict:
            return False
        for key in _sticker_keys(trust):
            if await _is_due(connection, trust, key, now, days_left):
                return True
    return False


async def resign_status_lists(
    registry: Registry,
    *,
    status_seeds: Mapping[bytes, bytes],
    now: int,
    days: int = 7,
    days_left: int = 3,
    only_due: bool = True,
) -> list[bytes]:
    """Sign the status lists that are due (or all) and publish them; the kids of their sticker keys.

    `status_seeds` maps the kid of a status key to its seed; the first that the trust list lets sign now is
    used. A list's iat always rises and never precedes a sticker it speaks of, even if the clock went
    back. One transaction. Raises InvalidRequest unless 1 <= days <= 31, Conflict: no_trust_list,
    status_key_not_listed.
    """
    if not 1 <= days <= _MAX_DAYS:
        raise InvalidRequest(f"expected a life of 1 to {_MAX_DAYS} days, got {days}", code="days")
    signed = []
    async with registry.writing() as connection:
        trust, _ = await current_trust_list(connection, registry)
        for key in _sticker_keys(trust):
            # More days are left than a short-lived list ever had: judge by half its life then.
            left = min(days_left, days // 2)
            if not only_due or await _is_due(connection, trust, key, now, left):
                await _sign(connection, trust, key, status_seeds, now, days)
                signed.append(key.kid)
    return signed


def _sticker_keys(trust: TrustList) -> list[TrustKey]:
    # A revoked key's list goes on: its honest stickers may be saved by their ledger file.
    return [key for key in trust.keys if key.role == STICKER_ROLE and key.status_uri is not None]


async def _is_due(
    connection: AsyncConnection, trust: TrustList, key: TrustKey, now: int, days_left: int
) -> bool:
    query = select(status_list).where(status_list.c.kid == key.kid)
    present = (await connection.execute(query)).first()
    if present is None or present.exp - now < days_left * _DAY:
        return True
    if await _last_event(connection, key.kid) > present.event_seq:
        return True
    try:
        accept_status_file(trust, present.cwt)
    except RefusedList:
        return True
    return False


async def _last_event(connection: AsyncConnection, kid: bytes) -> int:
    query = select(func.max(event.c.seq)).where(event.c.kid == kid)
    return (await connection.execute(query)).scalar() or 0


async def _sign(
    connection: AsyncConnection,
    trust: TrustList,
    key: TrustKey,
    status_seeds: Mapping[bytes, bytes],
    now: int,
    days: int,
) -> None:
    table = status_list
    before = (await connection.execute(select(table.c.iat).where(table.c.kid == key.kid))).scalar()
    # Later than the list before, or that one could be replayed with an iat that did not fall.
    after = 0 if before is None else before + 1
    iat = max(now, after, await latest_iat(connection, key.kid))
    status = StatusList(
        sub=key.status_uri or "",
        iat=iat,
        exp=iat + days * _DAY,
        ttl=_TTL_SECONDS,
        lst=await _entries(connection, key.kid),
    )
    values = {
        "iat": iat,
        "exp": status.exp,
        "cwt": encode_status_list(status, _seed(trust, status_seeds, iat)),
        "event_seq": await _last_event(connection, key.kid),
    }
    if before is None:
        await connection.execute(insert(table).values(kid=key.kid, **values))
    else:
        await connection.execute(update(table).where(table.c.kid == key.kid).values(**values))


async def _entries(connection: AsyncConnection, kid: bytes) -> bytes:
    next_idx = (
        await connection.execute(select(sticker_key.c.next_idx).where(sticker_key.c.kid == kid))
    ).scalar() or 0
    size = min(MAX_IDX, (next_idx // _STEP + 1) * _STEP)
    rows = await connection.execute(
        select(sticker.c.idx, sticker.c.state).where(sticker.c.kid == kid)
    )
    return pack_statuses({row[0]: row[1] for row in rows}, size)


def _seed(trust: TrustList, status_seeds: Mapping[bytes, bytes], iat: int) -> bytes:
    for seed in status_seeds.values():
        public = public_of(seed)
        key = trust.key(kid_of(public))
        if (
            key is not None
            and key.role == STATUS_ROLE
            and key.public == public
            and key.revoked is None
            and key.nbf <= iat < key.naf
        ):
            return seed
    shown = ", ".join(sorted(kid.hex() for kid in status_seeds)) or "none"
    raise Conflict(
        f"no status key at hand ({shown}) may sign by trust list {trust.seq}; "
        "use the listed one, or list this one and publish again",
        code="status_key_not_listed",
    )
