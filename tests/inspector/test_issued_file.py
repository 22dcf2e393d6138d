"""The file that saves honest stickers of a stolen key: the app takes exactly what the Python reader takes."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import msgspec
import pytest
from api.street import AUTHORITY, Street, publish, seed
from foodtrace.errors import MalformedList, RefusedList
from foodtrace.issuing import current_trust, draft_next_trust_list, issued_file
from foodtrace.registry import Registry
from foodtrace.sticker import parse_sticker
from foodtrace.trust import TrustKey, accept_issued_file, encode_issued_file, kid_of, public_of
from inspector.office import Server
from inspector.phone import go, opened, panel_of, phone
from inspector.screens import show_photo
from inspector.typescript import node_is_here, readers
from playwright.async_api import FilePayload, Page, expect

_KID = kid_of(public_of(seed("sticker")))


def _files(chance: random.Random) -> list[bytes]:
    """Sound files and what befalls them on the way."""
    files = []
    for count in (0, 1, 2, 3, 40):
        sound = encode_issued_file(chance.randbytes(32) for _ in range(count))
        files.append(sound)
        for _ in range(20):
            spoilt = bytearray(sound)
            for _ in range(chance.randint(1, 2)):
                how, at = chance.randrange(6), chance.randrange(len(spoilt) + 1)
                if how == 0:
                    del spoilt[at:]
                elif how == 1:
                    del spoilt[: 16 * (at // 16)]
                elif how == 2:
                    spoilt += chance.randbytes(16)
                elif how == 3:
                    spoilt += spoilt[-16:]
                elif how == 4:
                    spoilt[at:at] = chance.randbytes(1)
                elif at < len(spoilt):
                    spoilt[at] ^= 1 << chance.randrange(8)
            files.append(bytes(spoilt))
    return files


@pytest.mark.slow
@pytest.mark.skipif(not node_is_here(), reason="the app's tests need Node.js and npm")
def test_both_readers_take_and_refuse_the_same_files() -> None:
    chance = random.Random(11)
    key = TrustKey(role=0, public=public_of(seed("sticker")), nbf=0, naf=1, revoked=1)
    ends = set()
    for file in _files(chance):
        own = hashlib.sha256(file).digest()
        for issued in (own, own, chance.randbytes(32), None):
            try:
                taken = accept_issued_file(msgspec.structs.replace(key, issued=issued), file)
                python: object = sorted(each.hex() for each in taken)
            except (MalformedList, RefusedList) as refused:
                python = refused.code
            answer = readers().ask(
                "issued_file", issued=None if issued is None else issued.hex(), file=file.hex()
            )
            assert answer.get("refused", answer.get("ok")) == python
            ends.add(answer.get("refused", "taken"))
    assert ends == {"taken", "issued_length", "issued_order", "issued_digest"}


async def _revoked_with_ledger(street: Street, *, whole: bool = False) -> bytes:
    """The sticker key is stolen and revoked; the roots name the file that lists the green sticker alone.

    `whole`: it lists every sticker of the register, so the server hands it out by itself.
    """
    token = parse_sticker(street.links["green"], {AUTHORITY.host})
    file = encode_issued_file([token.digest])
    if whole:
        async with await Registry.open(street.folder) as registry:
            file = await issued_file(registry, _KID)
    now = int(time.time())
    async with await Registry.open(street.folder) as registry:
        before = (await current_trust(registry)).trust
        draft = draft_next_trust_list(before, AUTHORITY, now=now, revoke=[_KID])
        keys = [
            msgspec.structs.replace(key, issued=hashlib.sha256(file).digest())
            if key.kid == _KID
            else key
            for key in draft.keys
        ]
        await publish(registry, msgspec.structs.replace(draft, keys=type(draft.keys)(keys)), now)
    return file


async def _import(page: Page, content: bytes) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.locator(".foot button").nth(1).click()
    file = FilePayload(name="873e646a.issued", mimeType="application/octet-stream", buffer=content)
    await (await chooser.value).set_files([file])


@pytest.mark.slow
@pytest.mark.browser
async def test_a_phone_fetches_the_honest_stickers_of_a_revoked_key_by_itself(
    today: Street, tmp_path: Path
) -> None:
    await _revoked_with_ledger(today, whole=True)
    async with Server(today) as server, phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"


@pytest.mark.slow
@pytest.mark.browser
async def test_a_revoked_key_keeps_its_honest_stickers_once_the_file_is_here(
    today: Street, tmp_path: Path
) -> None:
    file = await _revoked_with_ledger(today)
    async with Server(today) as server, phone(tmp_path / "profile") as context:
        page = await opened(context, server.address)
        await show_photo(page, today.links["green"])
        await expect(page.locator("h1")).to_have_text("Khóa ký đã thu hồi")
        await go(page, "lists")
        await expect(page.locator("main")).to_contain_text("Chưa có trên máy này")
        await _import(page, bytes(16) + file)
        await expect(page.locator(".foot .note")).to_contain_text("không phải sổ cấp tem")
        await _import(page, file)
        await expect(page.locator(".foot .note")).to_have_text("Đã cập nhật.")
        await expect(page.locator("main")).to_contain_text("Có 1 tem được cấp đúng")
        await server.stop()
        await context.set_offline(True)
        await page.reload()
        await show_photo(page, today.links["green"])
        assert await panel_of(page) == "yes"
        await show_photo(page, today.links["plain"])
        await expect(page.locator("h1")).to_have_text("Khóa ký đã thu hồi")
