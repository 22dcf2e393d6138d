"""A kitchen's link opens one book, while it holds, to whoever has it and nobody else."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

import pytest
from api.conftest import Ask
from api.kitchens import (
    NEW,
    TODAY,
    W,
    hidden,
    kept,
    link_of,
    opened,
    send,
)
from api.street import CANARIES, DAY, NOW, Street
from foodtrace.issuing import close_establishment
from foodtrace.kitchen import kitchen_links, revoke_kitchen_link
from foodtrace.registry import Registry, events_of
from foodtrace.registry.kitchen_schema import kitchen_link
from foodtrace.sticker import civil_day
from sqlalchemy import select


async def test_a_link_that_does_not_hold_says_why_and_records_nothing(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    paths = [await link_of(street.folder, place, name) for name in ("one", "two")]
    ended = await link_of(street.folder, place, "three", last_day=TODAY)
    async with ask(street.folder) as client:
        for path in (*paths, ended):
            page = await opened(client, path)
        sent = hidden(page) | NEW
        client.cookies.clear()
        nobody = await client.get("/kitchen/")
        assert (nobody.status_code, W("kitchen_no_link_text") in nobody.text) == (404, True)
        unknown = await client.get(paths[0][:-3] + "abc")
        assert (unknown.status_code, W("kitchen_link_unknown_text") in unknown.text) == (404, True)
        assert (await send(client, sent)).status_code == 404
        await client.get(paths[0])
        async with await Registry.open(street.folder) as registry:
            await revoke_kitchen_link(registry, place, 1, actor="user 1", now=NOW)
        gone = await client.get("/kitchen/")
        assert (gone.status_code, W("kitchen_link_revoked_text") in gone.text) == (410, True)
        assert (await send(client, sent)).status_code == 410
        machine = await send(client, sent, headers={"accept": "application/json"})
        assert (machine.status_code, machine.json()["code"]) == (410, "link_revoked")
        assert (await client.get(paths[1])).status_code == 303
    async with ask(street.folder, now=NOW + DAY) as client:
        over = await client.get(ended)
        assert (over.status_code, W("kitchen_link_ended_text") in over.text) == (410, True)
        async with await Registry.open(street.folder) as registry:
            await close_establishment(registry, place, reason="r", actor="user 1", now=NOW + DAY)
        closed = await client.get(paths[1])
        assert (closed.status_code, W("kitchen_closed_text") in closed.text) == (410, True)
    assert await kept(street.folder, place) == []


async def test_the_token_is_in_no_page_no_table_and_no_header_but_its_cookie(
    street: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    token = path.rpartition("/")[2]
    assert len(token) > 43
    async with ask(street.folder) as client:
        came = await client.get(path, follow_redirects=False)
        cookie = came.headers["set-cookie"]
        assert f"foodtrace_kitchen={token}" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/kitchen/" in cookie
        assert token not in came.headers["location"]
        pages = [await client.get("/kitchen/")]
        pages.append(await send(client, hidden(pages[0].text) | NEW))
        pages.append(await client.get("/kitchen/receipts/1"))
    for page in pages:
        assert token not in page.text
        # The owner's page is no way to the owner's particulars.
        assert not [each for each in CANARIES.values() if each in page.text]
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
    assert pages[0].headers["x-robots-tag"] == "noindex, nofollow"
    # The client of the test logs what it asks; the server must not.
    ours = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]
    assert ours
    assert not [each for each in ours if token in each.getMessage()]
    for file in street.folder.iterdir():
        if file.is_file():
            assert token.encode() not in file.read_bytes()
    async with await Registry.open(street.folder) as registry, registry.reading() as connection:
        (row,) = (await connection.execute(select(kitchen_link))).all()
    assert row.token_sha256 == hashlib.sha256(token.encode()).digest()
    assert row.last_used_day == civil_day(NOW)
    async with await Registry.open(street.folder) as registry:
        (link,) = await kitchen_links(registry, place, now=NOW)
    assert (link.last_used_on, link.holds) == (TODAY, True)


async def test_a_form_of_another_site_or_another_kitchen_is_not_taken(
    street: Street, ask: Ask
) -> None:
    place, other = street.ids["green"], street.ids["long"]
    mine, theirs = await link_of(street.folder, place), await link_of(street.folder, other, "two")
    async with ask(street.folder) as client:
        sent = hidden(await opened(client, mine)) | NEW
        forged = await send(client, sent | {"csrf": "0" * 32})
        assert (forged.status_code, W("kitchen_fault_again") in forged.text) == (403, True)
        assert 'value="Đậu hũ"' in forged.text
        receipt = await client.post("/kitchen/receipts/1", data={"csrf": "", "do": "back"})
        assert receipt.status_code in (403, 404)
        # The phone opened another kitchen's link while this page was open in a tab.
        await opened(client, theirs)
        answer = await send(client, sent)
        assert (answer.status_code, W("kitchen_fault_other_kitchen") in answer.text) == (409, True)
    assert await kept(street.folder, place) == await kept(street.folder, other) == []


async def test_guessing_and_flooding_come_to_an_end(street: Street, ask: Ask) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        seen = [
            (await client.get(f"/kitchen/in/guess{number}")).status_code for number in range(62)
        ]
        assert seen[0] == 404
        assert seen[-1] == 429
        # Whoever has the link comes in all the same.
        page = await opened(client, path)
        for number in range(121):
            sent = hidden(page) | NEW | {"key": f"{number:032x}"}
            answer = await send(client, sent)
        assert answer.status_code == 429
        assert 'value="Đậu hũ"' in answer.text
        # Codes are counted apart: reading them costs more.
        scans = [await send(client, hidden(page) | NEW | {"scan_text": "x"}) for _ in range(121)]
        assert [each.status_code for each in scans[-2:]] == [422, 429]
        assert 'value="Đậu hũ"' in scans[-1].text
    assert len(await kept(street.folder, place)) == 120


async def test_a_link_revoked_while_a_form_is_on_its_way_records_nothing(
    street: Street, ask: Ask
) -> None:
    place = street.ids["green"]
    path = await link_of(street.folder, place)
    async with ask(street.folder) as client:
        page = await opened(client, path)
        for number, where in enumerate(("", "origins"), start=1):
            fields = {"csrf": hidden(page)["csrf"], "do": "agree"} if where else hidden(page) | NEW
            form = client.build_request("POST", f"/kitchen/{where}", data=fields)
            sent = form.read()

            async def slowly(number: int = number, sent: bytes = sent) -> AsyncIterator[bytes]:
                yield sent[:20]
                async with await Registry.open(street.folder) as registry:
                    await revoke_kitchen_link(registry, place, number, actor="user 1", now=NOW)
                yield sent[20:]

            kind = {"content-type": form.headers["content-type"]}
            answer = await client.post(f"/kitchen/{where}", content=slowly(), headers=kind)
            assert answer.status_code == 410
            page = await opened(client, await link_of(street.folder, place, f"next {number}"))
    assert await kept(street.folder, place) == []
    async with await Registry.open(street.folder) as registry:
        assert not any(each.kind.startswith("origin") for each in await events_of(registry, place))
