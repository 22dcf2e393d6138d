"""Where causes come from: what is about to end, what is late, and what does not fit together."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any, Final

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from foodtrace.alerts.kinds import Cause
from foodtrace.applications import calendar_end, list_dossiers
from foodtrace.registry import Registry
from foodtrace.registry.alerts_schema import alert
from foodtrace.registry.private_schema import report, visit
from foodtrace.registry.schema import IN_FORCE, establishment, status_list, sticker, trust_list
from foodtrace.sticker import CIVIL_TIME, civil_day, encode_typed_code, shown_last_day

__all__ = ["CLUSTER_DAYS", "CLUSTER_REPORTS", "EXPIRING_DAYS", "all_causes"]

_DAY: Final = 86_400
# A sticker is told of once as it passes each of these numbers of days before its end.
EXPIRING_DAYS: Final = (7, 30, 90)
# So many reports of another place, within so many days, are a cluster.
CLUSTER_REPORTS: Final = 3
CLUSTER_DAYS: Final = 14
# Signing a trust list takes people and a safe; a status list is signed by the server every day.
_TRUST_DAYS: Final = (3, 14)
_STATUS_SECONDS: Final = 2 * _DAY
# Visits older than this are not looked at again for what they may have shown.
_LOOK_BACK_DAYS: Final = 400
# Time to ask for next year's days and enter them.
_CALENDAR_DAYS: Final = 45
_ODD_FLAGS: Final = ("sticker_not_registered", "establishment_differs")


async def all_causes(registry: Registry, now: int) -> list[Cause]:
    """Every cause there is at `now`; those that were raised before may be among them."""
    found: list[Cause] = []
    async with registry.reading() as connection:
        for source in (_expiring, _lists_ending, _clusters, _odd_sightings):
            found += await source(connection, now)
    return found + await _dossiers(registry, now) + await _calendar(registry, now)


async def _expiring(connection: AsyncConnection, now: int) -> list[Cause]:
    query = (
        select(
            sticker.c.kid, sticker.c.idx, sticker.c.exp, establishment.c.id, establishment.c.name
        )
        .join(establishment, establishment.c.id == sticker.c.establishment_id)
        .where(
            sticker.c.superseded_at.is_(None),
            sticker.c.state == IN_FORCE,
            establishment.c.closed_at.is_(None),
            sticker.c.exp > now,
            sticker.c.exp <= now + EXPIRING_DAYS[-1] * _DAY,
        )
        .order_by(sticker.c.exp, establishment.c.id)
    )
    causes = []
    for row in await connection.execute(query):
        last_day = shown_last_day(row.exp)
        left = civil_day(row.exp - 1) - civil_day(now)
        # Only the tightest: after a pause nobody is told three times of one sticker at once.
        days = next(each for each in EXPIRING_DAYS if row.exp <= now + each * _DAY)
        causes.append(
            Cause(
                f"sticker_expiring:{days}:{row.kid.hex()}:{row.idx}",
                "sticker_expiring",
                _place(row) | {"last_day": last_day.isoformat(), "days": left},
                row.id,
            )
        )
    return causes


async def _lists_ending(connection: AsyncConnection, now: int) -> list[Cause]:
    causes = []
    newest = select(trust_list.c.seq, trust_list.c.exp).order_by(trust_list.c.seq.desc()).limit(1)
    trust = (await connection.execute(newest)).first()
    if trust is not None:
        for days in (each for each in _TRUST_DAYS if trust.exp <= now + each * _DAY):
            facts = {"sort": "trust", "seq": trust.seq, "until": _minute(trust.exp)}
            causes.append(Cause(f"list_ending:trust:{trust.seq}:{days}", "list_ending", facts))
            break
    lists = select(status_list.c.kid, status_list.c.iat, status_list.c.exp)
    for row in await connection.execute(lists.where(status_list.c.exp <= now + _STATUS_SECONDS)):
        facts = {"sort": "status", "kid": row.kid.hex(), "until": _minute(row.exp)}
        key = f"list_ending:status:{row.kid.hex()}:{row.iat}"
        causes.append(Cause(key, "list_ending", facts))
    return causes


async def _clusters(connection: AsyncConnection, now: int) -> list[Cause]:
    """Reports that were told of once do not count towards the next cluster of the same place."""
    recent = (
        select(report.c.id, establishment.c.id.label("place"), establishment.c.name)
        .join(establishment, establishment.c.id == report.c.establishment_id)
        .where(
            report.c.kind == "another_place",
            report.c.received_at > now - CLUSTER_DAYS * _DAY,
        )
        .order_by(report.c.id)
    )
    by_place: dict[int, list[Any]] = defaultdict(list)
    for row in await connection.execute(recent):
        by_place[row.place].append(row)
    causes = []
    for place, rows in by_place.items():
        told = select(alert.c.facts).where(
            alert.c.kind == "another_place", alert.c.establishment_id == place
        )
        past = max([row[0]["up_to"] for row in await connection.execute(told)], default=0)
        fresh = [row for row in rows if row.id > past]
        if len(fresh) < CLUSTER_REPORTS:
            continue
        facts = {
            "code": encode_typed_code(place),
            "name": fresh[0].name,
            "reports": len(fresh),
            "days": CLUSTER_DAYS,
            "up_to": fresh[-1].id,
        }
        causes.append(Cause(f"another_place:{place}:{fresh[0].id}", "another_place", facts, place))
    return causes


async def _odd_sightings(connection: AsyncConnection, now: int) -> list[Cause]:
    # Visits are numbered as they come: those after the last one told of are new.
    told = select(func.max(alert.c.id)).where(alert.c.kind == "odd_sighting")
    last = select(alert.c.facts).where(alert.c.id == told.scalar_subquery())
    facts = (await connection.execute(last)).scalar()
    query = (
        select(visit.c.id, visit.c.flags, establishment.c.id.label("place"), establishment.c.name)
        .outerjoin(establishment, establishment.c.id == visit.c.establishment_id)
        .where(
            visit.c.id > (facts["visit"] if facts else 0),
            visit.c.received_at > now - _LOOK_BACK_DAYS * _DAY,
            # Most visits are not odd at all.
            cast(visit.c.flags, Text) != "[]",
        )
        .order_by(visit.c.id)
    )
    causes = []
    for row in await connection.execute(query):
        for flag in (each for each in _ODD_FLAGS if each in row.flags):
            known = row.place is not None
            shown = {
                "sort": flag,
                "code": encode_typed_code(row.place) if known else "-",
                "name": row.name if known else "-",
                "visit": row.id,
            }
            causes.append(Cause(f"odd_sighting:{row.id}:{flag}", "odd_sighting", shown, row.place))
    return causes


async def _dossiers(registry: Registry, now: int) -> list[Cause]:
    """A deadline is named by its moment: one that moved, because the owner was waited for, is another."""
    causes = []
    for dossier in await list_dossiers(registry, now=now):
        for clock in (dossier.pickup, dossier.decision):
            facts: dict[str, Any] = {"sort": clock.name, "number": dossier.number}
            if clock.over is not None:
                kind, at = "dossier_late", clock.over
                key = f"{kind}:{dossier.number}:{clock.name}"
            elif dossier.near and clock.due is not None and clock.due.at == dossier.due:
                kind, at = "dossier_near_deadline", clock.due.at
                key = f"{kind}:{dossier.number}:{clock.name}:{at}"
            else:
                continue
            facts["until"] = _minute(at)
            causes.append(
                Cause(key, kind, facts, dossier.establishment_id, ward=dossier.facts.ward)
            )
    return causes


async def _calendar(registry: Registry, now: int) -> list[Cause]:
    end = await calendar_end(registry, now=now)
    if end.reaches_all and end.days_left > _CALENDAR_DAYS:
        return []
    last = end.until.isoformat()
    return [Cause(f"calendar_ending:{last}", "calendar_ending", {"last_day": last})]


def _place(row: Any) -> dict[str, Any]:
    return {"code": encode_typed_code(row.id), "name": row.name}


def _minute(at: int) -> str:
    return datetime.datetime.fromtimestamp(at, CIVIL_TIME).strftime("%Y-%m-%dT%H:%M")
