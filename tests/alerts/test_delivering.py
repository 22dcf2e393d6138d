"""Messages leave the house: by mail and webhook, again after trouble, never twice under two names."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import standardwebhooks
from alerts.receivers import PostOffice, Receiver
from alerts.test_raising import end_of, give_stickers, places
from foodtrace.alerts import (
    RETRY_SECONDS,
    add_channel,
    alerts_of,
    deliver_due,
    deliveries_of,
    end_channel,
    raise_alerts,
    revive_delivery,
    webhook_headers,
)
from foodtrace.errors import NotFound
from foodtrace.registry import Registry
from registry.board import ACTOR, DAY, NOW

RANDOM = bytes(range(32))


async def raise_some(board: Registry) -> int:
    await give_stickers(board)
    now = await end_of(board, (await places(board))[0]) - 5 * DAY
    await raise_alerts(board, now)
    return now


async def open_hook(board: Registry, hook: Receiver) -> str:
    _, secret = await add_channel(
        board, "webhook", hook.address, random=RANDOM, actor=ACTOR, now=NOW,
        alert_kinds=["sticker_expiring"],
    )  # fmt: skip
    assert secret is not None
    return secret


def checked(secret: str, headers: dict[str, str], body: bytes, monkeypatch: Any, now: int) -> Any:
    """What a receiver with the reference library of Standard Webhooks gets out of a message."""
    clock = datetime.fromtimestamp(now, tz=UTC)
    frozen = type("Frozen", (datetime,), {"now": classmethod(lambda *_, **__: clock)})
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", frozen)
    return standardwebhooks.Webhook(secret).verify(body, headers)


async def test_a_webhook_is_what_the_reference_reader_accepts(
    board: Registry, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await open_hook(board, hook)
    now = await raise_some(board)
    assert await deliver_due(board, now, mail=None) == 1
    (path, headers, body) = hook.requests[0]
    assert path == "/hook?city=48"
    data = checked(secret, headers, body, monkeypatch, now)
    assert data["type"] == "foodtrace.sticker_expiring"
    assert len(data["data"]["alerts"]) == 7
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        checked(secret, headers, body.replace(b"Demo", b"Fake"), monkeypatch, now)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        checked(secret, headers, body, monkeypatch, now + 3600)


def test_the_signature_of_the_published_example_is_met() -> None:
    # The example of the Standard Webhooks specification, section "signature scheme".
    headers = webhook_headers(
        b'{"test": 2432232314}',
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        now=1614265330,
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_mail_arrives_in_the_language_of_its_channel(
    board: Registry, post: PostOffice
) -> None:
    for address, language in (("a@example.vn", "vi"), ("b@example.vn", "en")):
        await add_channel(
            board, "email", address, language=language, random=RANDOM, actor=ACTOR, now=NOW
        )
    now = await raise_some(board)
    wanted = {each.kind for each in await alerts_of(board)}
    assert await deliver_due(board, now, mail=None) == 0
    office = "https://office.example.vn"
    assert await deliver_due(board, now, mail=post.server, office=office) == 2 * len(wanted)
    by = {(message["To"], message["Subject"]): message.get_content() for message in post.messages}
    vi = by["a@example.vn", "Tem sắp hết hạn (7)"]
    en = by["b@example.vn", "Stickers about to expire (7)"]
    assert vi.count("Quán Bún") == en.count("Quán Bún") == 7
    assert "Xin gia hạn" in vi
    assert "Please renew" in en
    assert f"{office}/office/alerts" in vi
    assert all(message["Auto-Submitted"] == "auto-generated" for message in post.messages)
    assert "PRIVATE-OWNER" not in vi + en


async def test_a_receiver_in_trouble_gets_the_same_message_again_with_longer_and_longer_waits(
    board: Registry, hook: Receiver
) -> None:
    await open_hook(board, hook)
    hook.statuses = [500, 302, 429, 204]
    now = await raise_some(board)
    times = []
    for minute in range(200):
        before = len(hook.requests)
        await deliver_due(board, now + minute * 60, mail=None)
        if len(hook.requests) > before:
            times.append(minute * 60)
    assert times == [0, 60, 360, 2160]
    assert len({headers["webhook-id"] for _, headers, _ in hook.requests}) == 1
    assert len({body for *_, body in hook.requests}) == 1
    (sent,) = [each for each in await deliveries_of(board) if each.alert_kind == "sticker_expiring"]
    assert (sent.state, sent.attempts, sent.last_error) == ("sent", 4, None)


async def test_what_nobody_takes_becomes_a_dead_letter_that_can_be_sent_again(
    board: Registry, hook: Receiver
) -> None:
    await open_hook(board, hook)
    hook.statuses = [503]
    now = await raise_some(board)
    for wait in (0, *RETRY_SECONDS):
        now += wait
        await deliver_due(board, now, mail=None)
    (dead,) = await deliveries_of(board, state="dead")
    assert (dead.attempts, dead.last_error) == (len(RETRY_SECONDS) + 1, "answered 503")
    await deliver_due(board, now + 30 * DAY, mail=None)
    assert len(hook.requests) == dead.attempts
    hook.statuses = [200]
    await revive_delivery(board, dead.id, actor=ACTOR, now=now)
    assert await deliver_due(board, now, mail=None) == 1
    with pytest.raises(NotFound):
        await revive_delivery(board, dead.id, actor=ACTOR, now=now)


async def test_a_receiver_that_is_gone_for_good_is_not_asked_again(
    board: Registry, hook: Receiver
) -> None:
    await open_hook(board, hook)
    hook.statuses = [410]
    now = await raise_some(board)
    await deliver_due(board, now, mail=None)
    (dead,) = await deliveries_of(board, state="dead")
    assert dead.last_error == "answered 410"


async def test_two_that_deliver_at_once_send_each_message_once(
    board: Registry, hook: Receiver, post: PostOffice
) -> None:
    await open_hook(board, hook)
    await add_channel(board, "email", "a@example.vn", random=RANDOM, actor=ACTOR, now=NOW)
    now = await raise_some(board)
    await asyncio.gather(*(deliver_due(board, now, mail=post.server) for _ in range(3)))
    assert len(hook.requests) == 1
    subjects = [message["Subject"] for message in post.messages]
    assert len(subjects) == len(set(subjects)) >= 1


async def test_a_mail_server_that_refuses_or_is_away_is_tried_again_and_its_words_are_not_kept(
    board: Registry, post: PostOffice
) -> None:
    await add_channel(board, "email", "a@example.vn", random=RANDOM, actor=ACTOR, now=NOW,
                      alert_kinds=["sticker_expiring"])  # fmt: skip
    now = await raise_some(board)
    post.refuse = "451 a@example.vn is over quota"
    await deliver_due(board, now, mail=post.server)
    (waiting,) = await deliveries_of(board, state="waiting")
    assert waiting.last_error == "mail server answered 451"
    post.refuse = None
    assert await deliver_due(board, now + 60, mail=post.server) == 1


async def test_an_ended_channel_gets_nothing_more(board: Registry, hook: Receiver) -> None:
    await open_hook(board, hook)
    now = await raise_some(board)
    await end_channel(board, 1, actor=ACTOR, now=now)
    assert await deliver_due(board, now, mail=None) == 0
    assert hook.requests == []
    with pytest.raises(NotFound):
        await end_channel(board, 1, actor=ACTOR, now=now)


async def test_the_body_says_everything_in_both_languages(board: Registry, hook: Receiver) -> None:
    await open_hook(board, hook)
    now = await raise_some(board)
    await deliver_due(board, now, mail=None)
    first = json.loads(hook.requests[0][2])["data"]["alerts"][0]
    assert set(first) == {"id", "key", "raised_at", "facts", "text"}
    assert set(first["text"]) == {"vi", "en"}
