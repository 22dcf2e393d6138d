"""The authority's published lists: taking in a signed trust list, and what it makes trusted."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest, NotFound
from foodtrace.registry import (
    Event,
    Registry,
    pinned_roots,
    record_events,
    trusted_from_files,
)
from foodtrace.registry.reasons import check_actor
from foodtrace.registry.schema import status_list, sticker, sticker_key, trust_list
from foodtrace.trust import (
    STICKER_ROLE,
    Held,
    Trusted,
    TrustList,
    accept_trust_file,
    encode_issued_file,
    pack_bundle,
    parse_trust_file,
    walk_trust_chain,
)

__all__ = [
    "current_trust",
    "current_trust_list",
    "issued_file",
    "publish_trust_file",
    "published_bundle",
    "published_trust_files",
    "signing_kids",
]


async def publish_trust_file(
    registry: Registry, raw: bytes, now: int, *, actor: str = "foodtrace"
) -> TrustList:
    """Verify a signed trust list against roots.pub and everything published before, and publish it.

    Its sticker keys become usable. The same file again changes nothing; the same list with more
    signatures takes the place of the one with fewer. Raises MalformedList, RefusedList (rollback,
    not enough signatures, ...), InvalidRequest for a list that is already past its end or does not
    name the authority's host.
    """
    check_actor(actor)
    pin = pinned_roots(registry.folder)
    async with registry.writing() as connection:
        files = await _trust_files(connection)
        held = walk_trust_chain(pin, files.values())[1] if files else pin
        accepted, _ = accept_trust_file(held, raw)
        _check_useful(accepted, registry.authority.host, now)
        values = {"iat": accepted.iat, "exp": accepted.exp, "cose": raw, "published_at": now}
        present = files.get(accepted.seq)
        if present is None:
            await connection.execute(insert(trust_list).values(seq=accepted.seq, **values))
            after = {"seq": accepted.seq, "iat": accepted.iat, "exp": accepted.exp}
            event = Event(at=now, actor=actor, kind="trust_list_published", after=after)
            await record_events(connection, [event])
        elif len(raw) > len(present):
            same = trust_list.c.seq == accepted.seq
            await connection.execute(update(trust_list).where(same).values(**values))
        await _add_sticker_keys(connection, accepted, actor, now)
    return accepted


def _check_useful(trust: TrustList, host: str, now: int) -> None:
    if trust.exp <= now:
        raise InvalidRequest(
            f"trust list {trust.seq} is past its end already; make and sign one with a later end",
            code="trust_list_expired",
        )
    if host not in trust.host_names():
        raise InvalidRequest(
            f"trust list {trust.seq} does not name the authority's host {host}; add it and sign again",
            code="host_not_listed",
        )


async def _add_sticker_keys(
    connection: AsyncConnection, trust: TrustList, actor: str, now: int
) -> None:
    known = set((await connection.execute(select(sticker_key.c.kid))).scalars())
    for key in trust.keys:
        if key.role == STICKER_ROLE and key.kid not in known:
            await connection.execute(
                insert(sticker_key).values(kid=key.kid, public=key.public, next_idx=0, added_at=now)
            )
            event = Event(at=now, actor=actor, kind="sticker_key_added", kid=key.kid)
            await record_events(connection, [event])


async def _trust_files(connection: AsyncConnection) -> dict[int, bytes]:
    rows = await connection.execute(
        select(trust_list.c.seq, trust_list.c.cose).order_by(trust_list.c.seq)
    )
    return {row.seq: row.cose for row in rows}


async def current_trust_list(
    connection: AsyncConnection, registry: Registry
) -> tuple[TrustList, Held]:
    """The newest list, verified from the pin on, inside the caller's transaction. Raises Conflict (no_trust_list)."""
    files = await _trust_files(connection)
    if not files:
        raise _none_published()
    return walk_trust_chain(pinned_roots(registry.folder), files.values())


async def current_trust(registry: Registry) -> Trusted:
    """Everything published, verified as a stranger would. Raises Conflict (no_trust_list), RefusedList."""
    async with registry.reading_public() as connection:
        files = await _trust_files(connection)
        statuses = (await connection.execute(select(status_list.c.cwt))).scalars().all()
        digests = await _digests(connection, files)
    if not files:
        raise _none_published()
    pin = pinned_roots(registry.folder)
    return trusted_from_files(pin, files.values(), statuses, lambda kid: digests[kid])


async def issued_file(registry: Registry, kid: bytes) -> bytes:
    """The file that saves the honest stickers of a stolen key: all that were registered under it.

    Raises NotFound (key_not_found).
    """
    async with registry.reading_public() as connection:
        known = select(sticker_key.c.kid).where(sticker_key.c.kid == kid)
        if (await connection.execute(known)).first() is None:
            raise NotFound(
                f"the register knows no sticker key {kid.hex()}; see `foodtrace trust show`",
                code="key_not_found",
            )
        return encode_issued_file(await _digests_of(connection, kid))


async def _digests(
    connection: AsyncConnection, files: dict[int, bytes]
) -> dict[bytes, list[bytes]]:
    """The digests of the tokens of every key whose honest stickers the newest list saves."""
    if not files:
        return {}
    keys = parse_trust_file(files[max(files)]).list.keys
    return {key.kid: await _digests_of(connection, key.kid) for key in keys if key.issued}


async def _digests_of(connection: AsyncConnection, kid: bytes) -> list[bytes]:
    query = select(sticker.c.token_sha256).where(sticker.c.kid == kid)
    return [bytes(each) for each in (await connection.execute(query)).scalars()]


def _none_published() -> Conflict:
    return Conflict(
        "no trust list is published yet; make, sign and publish one with `foodtrace trust`",
        code="no_trust_list",
    )


def signing_kids(trust: TrustList, now: int) -> list[bytes]:
    """The sticker keys that may sign now by this list, the one listed last first."""
    return [
        key.kid
        for key in reversed(trust.keys)
        if key.role == STICKER_ROLE and key.revoked is None and key.nbf <= now < key.naf
    ]


async def published_trust_files(registry: Registry) -> dict[int, bytes]:
    """Every published trust list by seq, byte for byte, ascending."""
    async with registry.reading_public() as connection:
        return await _trust_files(connection)


async def published_bundle(registry: Registry) -> bytes:
    """The lists an offline checker needs, in one zip; the same lists give the same bytes.

    Raises Conflict (no_trust_list).
    """
    async with registry.reading_public() as connection:
        files = await _trust_files(connection)
        query = select(status_list.c.kid, status_list.c.cwt).order_by(status_list.c.kid)
        statuses = {row.kid: row.cwt for row in await connection.execute(query)}
        digests = await _digests(connection, files)
    if not files:
        raise _none_published()
    pin = pinned_roots(registry.folder)
    trusted = trusted_from_files(pin, files.values(), statuses.values(), lambda kid: digests[kid])
    return pack_bundle(files, {kid: statuses[kid] for kid in trusted.statuses})
