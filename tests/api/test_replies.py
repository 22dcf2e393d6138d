"""An owner sees a result before anybody else and answers it by a link; the link is all it takes, until it ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from api.conftest import Ask
from api.street import DAY, NOW, Street
from foodtrace.access import Role, Who
from foodtrace.access.rights import RIGHTS
from foodtrace.inspection import (
    TOKEN_RANDOM_BYTES,
    check_reply,
    make_reply_link,
    open_visit_file,
    revoke_reply_links,
    withdraw_result,
)
from foodtrace.registry import Registry
from foodtrace_api.words import LANGUAGES, words_of
from inspection.results import declared

OFFICER = Who(1, "Officer", RIGHTS[Role.ISSUING])


async def _link(
    folder: Path, place: int, number: int = 1, visit: int | None = None
) -> tuple[int, str]:
    random = hashlib.sha256(b"link %d" % number).digest()[:TOKEN_RANDOM_BYTES]
    async with await Registry.open(folder) as registry:
        if visit is None:
            visit = await declared(registry, place, "not_met", at=NOW)
        token = await make_reply_link(registry, visit, random=random, actor="user 1", now=NOW)
    return visit, f"/reply/{token}"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_owner_sees_the_result_and_how_long_there_is_time(
    street: Street, ask: Ask, language: str
) -> None:
    _, path = await _link(street.folder, street.ids["green"])
    w = words_of(language, "reply")
    async with ask(street.folder) as client:
        answer = await client.get(path, params={"lang": language})
    assert answer.status_code == 200
    assert f"not_met ({language})" in answer.text
    assert "Bún Chả Cá Bà Lữ" in answer.text
    assert w("reply_reply") in answer.text
    assert w("reply_appeal") in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    for private in ("Team 1", "samples_24h", "CANARYOWNER"):
        assert private not in answer.text


async def test_a_reply_waits_for_an_officer_and_then_stands_beside_the_result(
    street: Street, ask: Ask
) -> None:
    visit, path = await _link(street.folder, street.ids["green"])
    code = f"/c/{street.code('green')}"
    async with ask(street.folder) as client:
        sent = await client.post(path, data={"kind": "reply", "text": "We mended the sink."})
        assert sent.status_code == 303
        shown = (await client.get(sent.headers["location"], params={"lang": "en"})).text
        assert "We mended the sink." in shown
        assert "The authority has not looked at it yet." in shown
        again = await client.post(path, data={"kind": "reply", "text": "And the floor."})
        assert again.status_code == 409
        assert "And the floor." in again.text
    async with ask(street.folder, now=NOW + 9 * DAY) as client:
        # The office's delay is not the owner's harm: nothing is public before it has looked.
        assert "pending" in (await client.get(code, params={"lang": "en"})).text
        async with await Registry.open(street.folder) as registry:
            await check_reply(registry, visit, hold_back=None, actor="user 1", now=NOW + 9 * DAY)
        public = (await client.get(code, params={"lang": "en"})).text
        assert "not_met (en)" in public
        assert "We mended the sink." in public


async def test_an_appeal_stops_publication_and_is_taken_only_within_its_time(
    street: Street, ask: Ask
) -> None:
    _, path = await _link(street.folder, street.ids["green"])
    _, other = await _link(street.folder, street.ids["long"], 2)
    code = f"/c/{street.code('green')}"
    async with ask(street.folder) as client:
        sent = await client.post(path, data={"kind": "appeal", "text": "It was clean."})
        assert sent.status_code == 303
    async with ask(street.folder, now=NOW + 60 * DAY) as client:
        assert "pending" in (await client.get(code, params={"lang": "en"})).text
        assert "It was clean." not in (await client.get(code)).text
        late = await client.post(
            other, params={"lang": "en"}, data={"kind": "appeal", "text": "Too late?"}
        )
        assert late.status_code == 409
        assert "The time for an appeal is over." in late.text
        assert "Too late?" in late.text
        assert "Appeal against" not in (await client.get(other, params={"lang": "en"})).text


@pytest.mark.parametrize("text", ["", "   \n", "x" * 1001])
async def test_a_reply_that_cannot_be_taken_is_kept_in_its_field(
    street: Street, ask: Ask, text: str
) -> None:
    _, path = await _link(street.folder, street.ids["green"])
    async with ask(street.folder) as client:
        answer = await client.post(
            path, params={"lang": "ko"}, data={"kind": "reply", "text": text}
        )
    assert answer.status_code == 422
    assert words_of("ko", "reply")("reply_fault_statement") in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert text.strip() in answer.text


async def test_a_link_ends_when_it_is_replaced_revoked_expired_or_its_result_withdrawn(
    street: Street, ask: Ask
) -> None:
    visit, first = await _link(street.folder, street.ids["green"])
    _, second = await _link(street.folder, street.ids["green"], 2, visit)

    async def status(path: str, now: int = NOW) -> int:
        async with ask(street.folder, now=now) as client:
            answer = await client.post(path, data={"kind": "reply", "text": "x"})
            assert (await client.get(path)).status_code == answer.status_code != 500
            return answer.status_code

    assert await status(first) == 404
    assert await status("/reply/nonsense") == 404
    assert await status(second, NOW + 181 * DAY) == 404
    async with await Registry.open(street.folder) as registry:
        assert await revoke_reply_links(registry, visit, actor="user 1", now=NOW) == 1
    assert await status(second) == 404
    _, third = await _link(street.folder, street.ids["green"], 3, visit)
    async with await Registry.open(street.folder) as registry:
        await withdraw_result(registry, visit, reason="r", actor="user 1", now=NOW)
    assert await status(third) == 404
    async with await Registry.open(street.folder) as registry:
        kinds = [each.kind for each in (await open_visit_file(registry, OFFICER, visit)).journal]
    assert kinds == ["declared", "withdrawn"]


async def test_ten_statements_are_enough(street: Street, ask: Ask) -> None:
    visit, path = await _link(street.folder, street.ids["green"])
    async with ask(street.folder) as client:
        for number in range(10):
            sent = await client.post(path, data={"kind": "reply", "text": f"reply {number}"})
            assert sent.status_code == 303
            async with await Registry.open(street.folder) as registry:
                await check_reply(registry, visit, hold_back="abuse", actor="user 1", now=NOW)
        more = await client.post(path, data={"kind": "reply", "text": "one more"})
    assert more.status_code == 409


def test_every_language_has_the_words_of_the_page() -> None:
    keys = {key for key in words_of("vi", "reply").catalog if key.startswith("reply_")}
    assert len(keys) > 35
    for language in LANGUAGES:
        assert keys <= set(words_of(language, "reply").catalog)
    built = {f"reply_{kind}{end}" for kind in ("reply", "appeal") for end in _ENDS}
    built |= {f"reply_became_{each}" for each in ("waiting", "reply_shown", "reply_held_back")}
    built |= {"reply_became_appealed", "reply_became_decided"}
    built |= {f"reply_state_{each}" for each in ("hold", "appeal", "reply")}
    assert built <= keys


_ENDS = ("", "_text", "_send", "_done", "_done_text")
