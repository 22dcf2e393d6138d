"""The last visits endpoint: only with a token, in pages, and 304 where nothing is new."""

from __future__ import annotations

import uuid

import httpx
import pytest
from api.street import NOW, Street
from api.test_visits import client, code_of, given_token, record, send
from foodtrace.inspection import revoke_inspector
from foodtrace.registry import Registry
from foodtrace.sticker import civil_day

__all__ = ["client"]

ADDRESS = "/inspect/api/last-visits"


async def test_only_a_valid_token_reads_them(street: Street, client: httpx.AsyncClient) -> None:
    assert code_of(await client.get(ADDRESS), 401) == "token_missing"
    token = await given_token(street)
    bearer = {"authorization": f"Bearer {token}"}
    assert (await client.get(ADDRESS, headers=bearer)).status_code == 200
    async with await Registry.open(street.folder) as registry:
        await revoke_inspector(registry, "Ward team 1", actor="test", now=NOW)
    assert code_of(await client.get(ADDRESS, headers=bearer), 401) == "token_revoked"


async def test_they_tell_briefly_and_again_only_what_is_new(
    street: Street, client: httpx.AsyncClient
) -> None:
    token = await given_token(street)
    place = street.ids["green"]
    await send(client, token, record(establishment_id=place))
    bearer = {"authorization": f"Bearer {token}"}
    first = await client.get(ADDRESS, headers=bearer)
    assert first.json() == {
        "visits": [
            {
                "id": place,
                "day": civil_day(NOW - 3600),
                "met": 1,
                "not_met": ["samples_24h"],
                "notes": "Thiếu 1 trong 3 mẫu",
            }
        ],
        "labels": {"samples_24h": {"vi": "Mẫu lưu 24 giờ", "en": "24-hour samples"}},
        "next": 1,
        "more": False,
    }
    assert first.headers["cache-control"] == "no-store"
    assert "Authorization" in first.headers["vary"]
    held = await client.get(ADDRESS, headers={**bearer, "if-none-match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    later = await client.get(f"{ADDRESS}?since=1", headers=bearer)
    assert (later.json()["visits"], later.json()["next"]) == ([], 1)
    other = street.ids["plain"]
    await send(client, token, record(establishment_id=other), key=str(uuid.uuid4()))
    later = await client.get(f"{ADDRESS}?since=1", headers=bearer)
    assert [each["id"] for each in later.json()["visits"]] == [other]


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "01", "9" * 30, "²"])
async def test_a_broken_since_is_said_to_be_one(
    street: Street, client: httpx.AsyncClient, since: str
) -> None:
    bearer = {"authorization": f"Bearer {await given_token(street)}"}
    answer = await client.get(ADDRESS, params={"since": since}, headers=bearer)
    assert code_of(answer, 400) == "since"
