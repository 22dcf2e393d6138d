"""The signed lists as a stranger fetches them: right types, strong ETags, and enough to verify without us."""

from __future__ import annotations

import hashlib

import pytest
from api.conftest import Ask, sign_what_is_due
from api.street import NOW, Street, publish, publish_again, revoke_sticker_key, seed
from foodtrace.issuing import current_trust, issued_file, revoke
from foodtrace.registry import Registry
from foodtrace.trust import (
    ListChanges,
    accept_status_file,
    draft_list,
    kid_of,
    open_bundle,
    parse_roots_file,
    public_of,
    walk_trust_chain,
)
from foodtrace.verdict import check

BASE = "/.well-known/foodtrace"
FILES = {
    "/trust/latest.cose": "application/cbor-seq",
    "/trust/1.cose": "application/cbor-seq",
    "/trust/2.cose": "application/cbor-seq",
    "/status/873e646a": "application/statuslist+cwt",
    "/bundle.zip": "application/zip",
    "/roots.pub": "text/plain; charset=utf-8",
}


async def test_the_honest_stickers_of_a_revoked_key_are_handed_out_once_the_list_names_them(
    street: Street, ask: Ask
) -> None:
    kid = kid_of(public_of(seed("sticker")))
    name = f"{BASE}/issued/{kid.hex()}"
    async with await Registry.open(street.folder) as registry:
        file = await issued_file(registry, kid)
        before = (await current_trust(registry)).trust
        changes = ListChanges(revoke=(kid,), issued=((kid, hashlib.sha256(file).digest()),))
        async with ask(street.folder) as client:
            assert (await client.get(name)).status_code == 404
            await publish(registry, draft_list(before, changes, now=NOW), NOW)
            got = await client.get(name)
            assert (got.status_code, got.content) == (200, file)
            page = await client.get(street.links["green"].removeprefix("https://qr.example.vn"))
            assert "Khóa ký đã thu hồi" not in page.text
            assert (await client.get(f"{BASE}/issued/00000000")).status_code == 404
            assert (await client.get(f"{BASE}/issued/x")).status_code == 404


@pytest.mark.parametrize(("name", "media_type"), FILES.items())
async def test_each_file_has_its_type_and_a_strong_etag_that_answers_304(
    name: str, media_type: str, built: Street, ask: Ask
) -> None:
    async with ask(built.folder) as client:
        got = await client.get(BASE + name)
        etag = got.headers["etag"]
        assert got.status_code == 200
        assert got.headers["content-type"] == media_type
        assert etag[0] == etag[-1] == '"'
        assert "content-encoding" not in got.headers
        head = await client.head(BASE + name)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(got.content))
        assert head.headers["etag"] == etag
        for held in (etag, f'"x", W/{etag}', "*"):
            for method in ("GET", "HEAD"):
                kept = await client.request(method, BASE + name, headers={"if-none-match": held})
                assert (kept.status_code, kept.content) == (304, b"")
                assert kept.headers["etag"] == etag
        other = await client.get(BASE + name, headers={"if-none-match": '"another"'})
        assert other.content == got.content


async def test_what_is_served_verifies_a_sticker_with_nothing_else(built: Street, ask: Ask) -> None:
    async with ask(built.folder) as client:
        roots = (await client.get(BASE + "/roots.pub")).text
        bundle = (await client.get(BASE + "/bundle.zip")).content
        chain = [(await client.get(f"{BASE}/trust/{seq}.cose")).content for seq in (1, 2)]
        status = (await client.get(BASE + "/status/873e646a")).content
        latest = (await client.get(BASE + "/trust/latest.cose")).content
    held = parse_roots_file(roots)
    trusted = open_bundle(held, bundle)
    assert check(built.links["green"], trusted, NOW).green
    assert check(built.links["revoked"], trusted, NOW).standing == "revoked"
    trust, _ = walk_trust_chain(held, chain)
    assert latest == chain[-1]
    assert accept_status_file(trust, status)[0] == kid_of(public_of_sticker())


def public_of_sticker() -> bytes:
    from api.street import seed

    return public_of(seed("sticker"))


async def test_a_new_list_is_served_at_once_and_the_old_one_stays(street: Street, ask: Ask) -> None:
    async with ask(street.folder, with_key=True) as client:
        first = await client.get(BASE + "/trust/latest.cose")
        bundle = await client.get(BASE + "/bundle.zip")
        async with await Registry.open(street.folder) as registry:
            await publish_again(registry, NOW)
        latest = await client.get(
            BASE + "/trust/latest.cose", headers={"if-none-match": first.headers["etag"]}
        )
        assert latest.status_code == 200
        assert (await client.get(BASE + "/trust/2.cose")).content == first.content
        assert (await client.get(BASE + "/trust/3.cose")).content == latest.content
        assert (await client.get(BASE + "/bundle.zip")).headers["etag"] != bundle.headers["etag"]


async def test_a_revoked_key_and_a_revoked_sticker_reach_the_bundle(
    street: Street, ask: Ask
) -> None:
    async with ask(street.folder, with_key=True) as client:
        async with await Registry.open(street.folder) as registry:
            await revoke(registry, street.ids["green"], reason="t", actor="t", now=NOW)
        await sign_what_is_due(client)
        roots = parse_roots_file((await client.get(BASE + "/roots.pub")).text)
        trusted = open_bundle(roots, (await client.get(BASE + "/bundle.zip")).content)
        assert check(street.links["green"], trusted, NOW).standing == "revoked"
        await revoke_sticker_key(street.folder, NOW)
        trusted = open_bundle(roots, (await client.get(BASE + "/bundle.zip")).content)
        assert check(street.links["plain"], trusted, NOW).genuine == "key revoked"
