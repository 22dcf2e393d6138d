"""Channels: whom alerts go to, and what is refused as an address."""

from __future__ import annotations

import pytest
from foodtrace.alerts import add_channel, channels_of, end_channel, mail_server_of
from foodtrace.errors import Conflict, InvalidRequest
from foodtrace.registry import Registry
from foodtrace.registry.schema import event
from registry.board import ACTOR, NOW
from sqlalchemy import select

RANDOM = bytes(range(32))


async def test_an_address_is_added_once_and_can_come_back(board: Registry) -> None:
    async def add() -> int:
        kept, secret = await add_channel(
            board, "email", " office@example.vn ", random=RANDOM, actor=ACTOR, now=NOW
        )
        assert secret is None
        return kept.id

    first = await add()
    with pytest.raises(Conflict, match="already"):
        await add()
    await end_channel(board, first, actor=ACTOR, now=NOW)
    assert await add() != first
    assert [each.ended_at for each in await channels_of(board)] == [None, NOW]
    async with board.reading() as connection:
        details = (await connection.execute(select(event.c.detail))).scalars()
        assert "office@example.vn" not in str(list(details))


@pytest.mark.parametrize(
    "address",
    [
        "", "office", "office@", "@example.vn", "a@localhost", "A <a@example.vn>",
        "a@example.vn, b@example.vn", "a@example.vn\r\nBcc: b@example.vn", "a b@example.vn",
    ],
)  # fmt: skip
async def test_what_is_no_single_address_is_refused(board: Registry, address: str) -> None:
    with pytest.raises(InvalidRequest, match="e-mail address"):
        await add_channel(board, "email", address, random=RANDOM, actor=ACTOR, now=NOW)


@pytest.mark.parametrize(
    "address",
    [
        "", "http://example.vn/hook", "ftp://example.vn", "https://", "https://u:p@example.vn/",
        "https://example.vn/#x", "https://example.vn:0/", "https://example.vn:x/",
        "https://example.vn/a b", "https://example.vn/\r\nX: y", "file:///etc/passwd",
    ],
)  # fmt: skip
async def test_a_webhook_goes_by_tls_or_stays_on_this_machine(
    board: Registry, address: str
) -> None:
    with pytest.raises(InvalidRequest, match="https://"):
        await add_channel(board, "webhook", address, random=RANDOM, actor=ACTOR, now=NOW)


def test_the_mail_server_is_named_by_the_environment_and_the_password_by_a_file(
    tmp_path: object,
) -> None:
    assert mail_server_of({}) is None
    env = {"FOODTRACE_SMTP": "smtps://me@mail.example.vn", "FOODTRACE_SMTP_FROM": "b@example.vn"}
    server = mail_server_of(env)
    assert server is not None
    assert (server.port, server.security, server.user) == (465, "tls", "me")
    for wrong in ("mail.example.vn", "smtp://me:secret@mail.example.vn", "smtp://:99999999"):
        with pytest.raises(InvalidRequest) as refused:
            mail_server_of(env | {"FOODTRACE_SMTP": wrong})
        assert "secret" not in str(refused.value)
    with pytest.raises(InvalidRequest, match="FOODTRACE_SMTP_FROM"):
        mail_server_of(env | {"FOODTRACE_SMTP_FROM": ""})
    with pytest.raises(InvalidRequest, match="cannot be read"):
        mail_server_of(env | {"FOODTRACE_SMTP_PASSWORD_FILE": f"{tmp_path}/none"})
