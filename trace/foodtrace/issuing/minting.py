"""Making signed stickers inside a write transaction: number, claims, signature, row and event together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.errors import Conflict, InvalidRequest, MalformedSticker
from foodtrace.issuing.trust_files import current_trust_list
from foodtrace.registry import Event, Registry, record_events
from foodtrace.registry.schema import IN_FORCE, establishment, status_list, sticker, sticker_key
from foodtrace.sticker import (
    Claims,
    civil_date,
    civil_day,
    day_number,
    day_start,
    encode_link,
    encode_typed_code,
    parse_sticker,
    sign_claims,
)
from foodtrace.trust import STICKER_ROLE, TrustList, kid_of, public_of

__all__ = ["MAX_IDX", "Mint", "check_wards", "expiry", "open_mint"]

MAX_IDX = 2**20
_DAY = 86_400

# What a claim is made of; a Row of these columns goes into `Mint.make`.
CLAIM_COLUMNS = (
    establishment.c.id,
    establishment.c.name,
    establishment.c.street,
    establishment.c.ward,
    establishment.c.category,
    establishment.c.place,
)


def expiry(iat: int, years: int) -> int:
    """The UTC+7 midnight that ends the same calendar day `years` later (28 February for the 29th).

    Raises InvalidRequest unless 1 <= years <= 4: the format allows no longer life.
    """
    if not 1 <= years <= 4:
        raise InvalidRequest(f"expected a life of 1 to 4 years, got {years}", code="years")
    first = civil_date(civil_day(iat))
    try:
        last = first.replace(year=first.year + years)
    except ValueError:
        last = first.replace(year=first.year + years, day=28)
    return day_start(day_number(last) + 1)


class Mint(msgspec.Struct, frozen=True):
    """A sticker key that was found fit to sign at `iat`, and the next number it will use."""

    seed: bytes
    kid: bytes
    trust: TrustList
    host: str
    iat: int
    next_idx: int

    @property
    def room(self) -> int:
        """How many more numbers this key can give."""
        return MAX_IDX - self.next_idx

    async def make(
        self,
        connection: AsyncConnection,
        places: Sequence[Row[*tuple[Any, ...]]],
        *,
        exp: int,
        kind: str,
        actor: str,
        now: int,
        reason: str | None = None,
        before: dict[int, dict[str, Any]] | None = None,
    ) -> list[tuple[int, int]]:
        """Sign a sticker for each establishment and record it with its event; (id, idx) of each.

        `before` describes, by establishment, the sticker that the new one follows. Raises Conflict
        (idx_exhausted) and InvalidRequest before anything is signed.
        """
        if len(places) > self.room:
            raise Conflict(
                f"sticker key {self.kid.hex()} has used its {MAX_IDX} numbers; "
                "list a new sticker key in the trust list and issue with it",
                code="idx_exhausted",
            )
        check_wards(self.trust, {row.ward for row in places}, self.iat)
        rows, events = [], []
        for idx, place in enumerate(places, start=self.next_idx):
            token = self._sign(place, idx, exp)
            rows.append(
                {
                    "kid": self.kid,
                    "idx": idx,
                    "establishment_id": place.id,
                    "iat": self.iat,
                    "exp": exp,
                    "token": token.raw,
                    "token_sha256": token.digest,
                    "state": IN_FORCE,
                    "put_up_at": None,
                    "superseded_at": None,
                }
            )
            events.append(
                Event(
                    at=now,
                    actor=actor,
                    kind=kind,
                    establishment_id=place.id,
                    kid=self.kid,
                    idx=idx,
                    reason=reason,
                    before=(before or {}).get(place.id),
                    after={"state": IN_FORCE, "iat": self.iat, "exp": exp},
                )
            )
        await connection.execute(insert(sticker), rows)
        await connection.execute(
            update(sticker_key)
            .where(sticker_key.c.kid == self.kid)
            .values(next_idx=self.next_idx + len(rows))
        )
        await record_events(connection, events)
        return [(row["establishment_id"], row["idx"]) for row in rows]

    def _sign(self, place: Row[*tuple[Any, ...]], idx: int, exp: int) -> Any:
        claims = Claims(
            exp=exp,
            iat=self.iat,
            id=place.id,
            name=place.name,
            street=place.street,
            ward=place.ward,
            category=place.category,
            idx=idx,
            place=place.place,
        )
        try:
            token = sign_claims(claims, self.seed)
            # Read back before it is kept: nothing that a phone could not read is ever recorded.
            parse_sticker(encode_link(self.host, token.raw), {self.host})
        except MalformedSticker as error:
            raise InvalidRequest(
                f"{encode_typed_code(place.id)} {place.name!r} cannot be signed: {error.message}",
                code="unsignable",
                id=place.id,
            ) from error
        return token


async def open_mint(connection: AsyncConnection, registry: Registry, seed: bytes, now: int) -> Mint:
    """Check that the key may sign now by the published trust list, inside the caller's transaction.

    A sticker is dated after every status list its key already has: a list says nothing of a number it
    could not know. Raises Conflict: no_trust_list, key_not_listed, key_not_in_window, clock_behind;
    InvalidRequest: host_not_listed.
    """
    public = public_of(seed)
    kid = kid_of(public)
    trust, _ = await current_trust_list(connection, registry)
    key = trust.key(kid)
    if key is None or key.role != STICKER_ROLE or key.public != public:
        raise Conflict(
            f"key {kid.hex()} is not a sticker key of trust list {trust.seq}; "
            "list it, have a root sign the list, and publish that",
            code="key_not_listed",
        )
    listed_until = (
        await connection.execute(select(status_list.c.iat).where(status_list.c.kid == kid))
    ).scalar()
    iat = now if listed_until is None else max(now, listed_until + 1)
    if iat - now > _DAY:
        raise Conflict(
            "this computer's clock is more than a day behind the last signed status list; set it right",
            code="clock_behind",
        )
    if key.revoked is not None or not key.nbf <= iat < key.naf:
        raise Conflict(
            f"sticker key {kid.hex()} may not sign now (revoked or outside its dates in trust list "
            f"{trust.seq}); use the key that is in its dates",
            code="key_not_in_window",
        )
    if trust.exp <= now:
        raise Conflict(
            f"trust list {trust.seq} is past its end; sign and publish a new one first",
            code="trust_list_expired",
        )
    host = registry.authority.host
    if host not in trust.host_names():
        raise InvalidRequest(
            f"trust list {trust.seq} does not name the host {host}; add it and publish again",
            code="host_not_listed",
        )
    next_idx = (
        await connection.execute(select(sticker_key.c.next_idx).where(sticker_key.c.kid == kid))
    ).scalar_one()
    return Mint(seed=seed, kid=kid, trust=trust, host=host, iat=iat, next_idx=next_idx)


def check_wards(trust: TrustList, wards: set[int], at: int) -> None:
    """Raise InvalidRequest (ward_unknown) if the list has no name for one of them on the day of `at`."""
    day = civil_day(at)
    unknown = sorted(ward for ward in wards if trust.ward_name(ward, day) is None)
    if unknown:
        shown = ", ".join(f"{ward:05}" for ward in unknown[:5])
        raise InvalidRequest(
            f"trust list {trust.seq} has no ward {shown}{' ...' if len(unknown) > 5 else ''}; "
            "add the ward to the list, or correct the address, before issuing",
            code="ward_unknown",
            wards=unknown,
        )


async def latest_iat(connection: AsyncConnection, kid: bytes) -> int:
    """The latest iat of any sticker of this key; 0 if it has none."""
    query = select(func.max(sticker.c.iat)).where(sticker.c.kid == kid)
    return (await connection.execute(query)).scalar() or 0
