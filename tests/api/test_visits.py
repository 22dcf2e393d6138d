"""The visits endpoint: who may, what is kept, what is refused with which words; in process."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
from api.conftest import Ask, Client
from api.street import NOW, Street
from foodtrace.inspection import (
    Visit,
    add_inspector,
    list_inspectors,
    list_visits,
    revoke_inspector,
    visit_photo,
)
from foodtrace.registry import Registry
from foodtrace_api.uploads import _SWALLOWED
from pictures.made import SECRET, encoded, half_and_half, jpeg_with_everything, png_head

VISITS = "/inspect/api/visits"
KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def record(**changes: object) -> dict[str, object]:
    return {
        "kid": None,
        "idx": None,
        "establishment_id": 26004812,
        "token_sha256": None,
        "typed_code": None,
        "verdict": {"genuine": "yes", "standing": "in force", "freshness": "fresh"},
        "visited_at": NOW - 3600,
        "results": {"samples_24h": "not_met", "waste_pests": "met"},
        "notes": "Thiếu 1 trong 3 mẫu",
        **changes,
    }


async def given_token(street: Street, name: str = "Ward team 1", seed: int = 1) -> str:
    async with await Registry.open(street.folder) as registry:
        _, token = await add_inspector(
            registry, name, random=bytes([seed]) * 32, actor="test", now=NOW
        )
    return token


async def kept(street: Street) -> list[Visit]:
    async with await Registry.open(street.folder) as registry:
        return await list_visits(registry)


async def send(
    client: httpx.AsyncClient,
    token: str | None,
    visit: dict[str, object] | bytes,
    *photos: bytes,
    key: str | None = KEY,
) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    if key is not None:
        headers["idempotency-key"] = key
    said = visit if isinstance(visit, bytes) else msgspec.json.encode(visit)
    files: list[Any] = [("visit", (None, said))]
    files += [("photo", (f"{n}.jpg", photo, "image/jpeg")) for n, photo in enumerate(photos)]
    return await client.post(VISITS, headers=headers, files=files)


@pytest.fixture
async def token(street: Street) -> str:
    return await given_token(street)


@pytest.fixture
async def client(street: Street, ask: Ask) -> AsyncIterator[Client]:
    """Opened and closed by one task: the framework insists, and a fixture's two halves are two."""
    ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def hold() -> None:
        async with ask(street.folder) as opened:
            ready.set_result(opened)
            await done.wait()

    task = asyncio.create_task(hold())
    yield await ready
    done.set()
    await task


def code_of(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert "\n" not in problem["detail"]
    return str(problem["code"])


async def test_a_visit_is_kept_as_it_was_sent(street: Street, client: Client, token: str) -> None:
    answer = await send(client, token, record())
    assert answer.status_code == 201
    (visit,) = await kept(street)
    assert answer.json() == {"id": visit.id}
    assert answer.headers["cache-control"] == "no-store"
    assert (visit.inspector, visit.received_at, visit.flags) == ("Ward team 1", NOW, ())
    assert visit.establishment_id == 26004812
    assert msgspec.to_builtins(visit.record) == record()


async def test_the_same_visit_again_is_the_same_visit(
    street: Street, client: Client, token: str
) -> None:
    photo = jpeg_with_everything()
    first = await send(client, token, record(), photo)
    # Other spaces and another order of the members are the same visit; so is the key in capitals.
    shuffled = msgspec.json.format(msgspec.json.encode(dict(reversed(record().items()))))
    again = await send(client, token, shuffled, photo, key=KEY.upper())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert [visit.photos for visit in await kept(street)] == [1]


async def test_many_posts_at_once_keep_one_visit(
    street: Street, client: Client, token: str
) -> None:
    answers = await asyncio.gather(
        *(send(client, token, record(), jpeg_with_everything()) for _ in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert [visit.photos for visit in await kept(street)] == [1]


async def test_a_key_belongs_to_one_visit_of_one_inspector(
    street: Street, client: Client, token: str
) -> None:
    other = await given_token(street, "Ward team 2", 2)
    assert (await send(client, token, record())).status_code == 201
    for changed in (record(notes="other"), record(results={})):
        assert code_of(await send(client, token, changed), 409) == "idempotency_key_reused"
    photo = encoded(half_and_half())
    assert code_of(await send(client, token, record(), photo), 409) == "idempotency_key_reused"
    assert (await send(client, other, record(notes="other"))).status_code == 201
    assert len(await kept(street)) == 2


@pytest.mark.parametrize("key", [None, "", "1", "not-a-uuid", "7c9e6679" * 9])
async def test_a_visit_needs_a_key_of_its_own(client: Client, token: str, key: str | None) -> None:
    assert code_of(await send(client, token, record(), key=key), 400) == "idempotency_key"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "token_missing"),
        ("Bearer ", "token_missing"),
        ("Basic dXNlcjpwYXNz", "token_missing"),
        ("Bearer fti_unknown", "token_unknown"),
        ("Bearer \xff\xfe", "token_unknown"),
        ("Bearer " + "x" * 4000, "token_unknown"),
    ],
)
async def test_without_a_known_token_nothing_is_taken(
    street: Street, client: Client, header: str | None, code: str
) -> None:
    headers = {"idempotency-key": KEY}
    if header is not None:
        headers["authorization"] = header
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    for method, path in (("POST", VISITS), ("GET", "/inspect/api/inspector")):
        answer = await client.request(method, path, headers=raw)
        assert code_of(answer, 401) == code
        assert answer.headers["www-authenticate"] == 'Bearer realm="foodtrace"'
    assert await kept(street) == []


async def test_a_revoked_token_ends_at_once_and_a_new_one_is_the_same_person(
    street: Street, client: Client, token: str
) -> None:
    first = await send(client, token, record())
    async with await Registry.open(street.folder) as registry:
        await revoke_inspector(registry, "ward  TEAM 1", actor="test", now=NOW)
    assert (
        code_of(await send(client, token, record(), key=str(uuid.uuid4())), 401) == "token_revoked"
    )
    new = await given_token(street, seed=9)
    again = await send(client, new, record())
    assert (again.status_code, again.json()) == (200, first.json())
    assert code_of(await send(client, token, record()), 401) == "token_unknown"


async def test_a_token_can_be_tried_before_it_is_needed(
    street: Street, client: Client, token: str
) -> None:
    answer = await client.get(
        "/inspect/api/inspector", headers={"authorization": f"bearer {token}"}
    )
    assert (answer.status_code, answer.json()) == (200, {"name": "Ward team 1"})
    async with await Registry.open(street.folder) as registry:
        assert [each.last_used_day for each in await list_inspectors(registry)] == [None]
        await send(client, token, record())
        (used,) = await list_inspectors(registry)
    # Saturday 21 November 2026 in UTC+7, and nothing finer.
    assert used.last_used_day == 20_778


async def test_the_photo_that_is_kept_is_drawn_anew(
    street: Street, client: Client, token: str
) -> None:
    photos = [jpeg_with_everything(6), encoded(half_and_half(3000, 2000), "PNG")]
    answer = await send(client, token, record(), *photos)
    assert answer.status_code == 201
    async with await Registry.open(street.folder) as registry:
        shown = [await visit_photo(registry, answer.json()["id"], n) for n in (1, 2)]
    for photo in shown:
        assert photo.startswith(b"\xff\xd8\xff")
        assert SECRET not in photo
        assert b"Exif" not in photo


@pytest.mark.parametrize(
    ("photo", "code"),
    [
        (b"", "photo_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_format"),
        (png_head(50_000, 50_000), "photo_too_many_pixels"),
        (encoded(half_and_half())[:600], "photo_broken"),
        (bytes(5_000_001), "photo_too_large"),
    ],
    ids=["empty", "svg", "bomb", "cut", "large"],
)
async def test_a_photo_that_is_none_is_named_and_nothing_is_kept(
    street: Street, client: Client, token: str, photo: bytes, code: str
) -> None:
    assert code_of(await send(client, token, record(), photo), 422) == code
    assert await kept(street) == []
    assert (await send(client, token, record())).status_code == 201


async def test_three_photos_are_taken_and_four_are_not(client: Client, token: str) -> None:
    photo = encoded(half_and_half(40, 20))
    assert code_of(await send(client, token, record(), *[photo] * 4), 422) == "too_many_photos"
    assert code_of(await send(client, token, record(), *[photo] * 9), 413) == "too_large"
    assert (await send(client, token, record(), *[photo] * 3)).status_code == 201


@pytest.mark.parametrize(
    "visit",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 30_000,
        record(verdict={"genuine": "maybe", "standing": "in force", "freshness": "fresh"}),
        record(verdict=None), record(visited_at="now"), record(visited_at=10**30),
        record(visited_at=1), record(results={"Samples": "x"}), record(results=["x"]),
        record(kid="xyz"), record(idx=-1), record(establishment_id=0), record(token_sha256="00"),
        record(extra="CANARY"), record(typed_code="x" * 41), record(notes=7),
        record(notes="x" * 66_000),
    ],
)  # fmt: skip
async def test_a_record_of_another_shape_is_refused(
    street: Street, client: Client, token: str, visit: dict[str, object] | bytes
) -> None:
    assert code_of(await send(client, token, visit), 422) == "visit"
    assert await kept(street) == []


async def test_results_that_no_form_ever_offered_are_refused(client: Client, token: str) -> None:
    for results in ({"samples_24h": "maybe"}, {"dancing": "met"}):
        assert code_of(await send(client, token, record(results=results)), 422) == "results"
    assert code_of(await send(client, token, record(notes="x" * 4001)), 422) == "notes_too_long"


async def test_a_visit_to_a_place_nobody_knows_is_kept_and_flagged(
    street: Street, client: Client, token: str
) -> None:
    odd = [
        (record(establishment_id=None, typed_code="not a code"), "unknown_establishment"),
        (record(establishment_id=5), "unknown_establishment"),
        (record(kid="0badc0de", idx=3, token_sha256="ab" * 32), "sticker_not_registered"),
        (record(typed_code=street.code("revoked")), "establishment_differs"),
        (record(visited_at=NOW + 86_400), "clock"),
    ]
    for number, (visit, _) in enumerate(odd):
        key = str(uuid.UUID(int=number))
        assert (await send(client, token, visit, key=key)).status_code == 201
    found = list(reversed(await kept(street)))
    assert [visit.flags for visit in found] == [(flag,) for _, flag in odd]
    assert [visit.establishment_id is None for visit in found] == [True, True, False, False, False]
    for (sent, _), back in zip(odd, found, strict=True):
        assert msgspec.to_builtins(back.record) == sent


async def test_a_typed_code_leads_to_its_establishment(
    street: Street, client: Client, token: str
) -> None:
    visit = record(establishment_id=None, typed_code=street.code("revoked").lower())
    assert (await send(client, token, visit)).status_code == 201
    assert [each.establishment_id for each in await kept(street)] == [street.ids["revoked"]]


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "media_type"),
        ("", b"", 415, "media_type"),
        ("multipart/form-data", b"--x\r\n", 400, "invalid_request"),
        ("multipart/form-data; boundary=x", b"", 400, "invalid_request"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n", 400, "invalid_request"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="visit"\r\n\r\n{}',
            400,
            "invalid_request",
        ),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 422, "visit"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n{}\r\n--x--\r\n',
            422,
            "visit",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\n" + b"A: " + b"b" * 9000 + b"\r\n\r\n\r\n--x--\r\n",
            413,
            "too_large",
        ),
    ],
)
async def test_a_form_that_is_none_is_refused(
    client: Client, token: str, kind: str, body: bytes, status: int, code: str
) -> None:
    headers = {"authorization": f"Bearer {token}", "idempotency-key": KEY, "content-type": kind}
    answer = await client.post(VISITS, headers=headers, content=body)
    assert code_of(answer, status) == code


async def test_a_body_that_is_too_large_is_refused_without_being_kept(
    client: Client, token: str
) -> None:
    for size in (16_000_000, _SWALLOWED + 1):
        answer = await send(client, token, record(), bytes(size))
        assert code_of(answer, 413) == "too_large"


async def test_the_form_is_what_the_office_set(street: Street, client: Client) -> None:
    answer = await client.get("/inspect/api/form")
    form = answer.json()
    assert set(form) == {"version", "items"}
    assert len(form["items"]) == 9
    assert {option["tone"] for item in form["items"] for option in item["options"]} == {
        "yes",
        "no",
        "none",
    }
    assert all(set(item["label"]) == {"vi", "en"} for item in form["items"])
    again = await client.get("/inspect/api/form", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_no_address_gives_a_visit_back(street: Street, client: Client, token: str) -> None:
    await send(client, token, record())
    headers = {"authorization": f"Bearer {token}"}
    for path in (VISITS, f"{VISITS}/1", f"{VISITS}/1/photo/1", "/inspect/api/inspectors"):
        answer = await client.get(path, headers=headers)
        assert answer.status_code in (404, 405)


async def test_a_register_that_cannot_be_written_says_try_again(
    street: Street, ask: Ask, token: str
) -> None:
    @asynccontextmanager
    async def held() -> AsyncIterator[None]:
        async with await Registry.open(street.folder) as other, other.writing():
            yield

    async with ask(street.folder) as client:
        keeper = client.app.state["foodtrace_keeper"]
        keeper._registry = await Registry.open(street.folder, busy_seconds=0.05)
        async with held():
            answer = await send(client, token, record())
            assert code_of(answer, 503) == "busy"
            assert answer.headers["retry-after"] == "30"
        assert (await send(client, token, record())).status_code == 201


async def test_the_description_names_the_body_and_every_answer(client: Client) -> None:
    described = (await client.get("/openapi.json")).json()["paths"][VISITS]["post"]
    form = described["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"visit", "photo"}
    assert {"200", "201"} <= set(described["responses"])
    assert [each["name"] for each in described["parameters"]] == ["Idempotency-Key"]
