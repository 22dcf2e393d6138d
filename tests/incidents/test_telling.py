"""Every owner whom a recall reaches is told exactly once, whoever presses and however often."""

from __future__ import annotations

import asyncio
import json

import pytest
from alerts.receivers import PostOffice, Receiver
from foodtrace.alerts import (
    add_channel,
    alerts_of,
    channels_of,
    deliver_due,
    deliveries_of,
    end_channel,
)
from foodtrace.errors import AccessDenied, Conflict
from foodtrace.incidents import (
    Progress,
    answer_recall,
    follow_recall,
    incident_record,
    lift_recall,
    list_incidents,
    mark_called,
    owners_recall,
    preview_recall,
    run_recall,
    run_standing,
    send_again,
    start_recall,
    widen_recall,
)
from foodtrace.incidents.ordering import Order
from foodtrace.registry import Registry, events_of
from foodtrace.retention import erase_particulars, retain
from foodtrace.supply import RecallQuestion
from incidents.prawns import (
    ASKED,
    INSPECTOR,
    LOT,
    OFFICER,
    ORDER,
    OTHER,
    deliver,
    eateries,
    mails,
    opened,
    write_emails,
)
from registry.board import ACTOR, NOW
from supply.deliveries import day

HOUR = 3600


def state_of(progress: Progress) -> dict[int, str]:
    return {one.id: one.state for one in progress.places}


async def send(board: Registry, post: PostOffice, now: int = NOW) -> None:
    await deliver_due(board, now, mail=post.server)


async def test_each_owner_is_told_once_and_the_others_are_to_be_phoned(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    # Two have an e-mail and the lot; one has an e-mail and prawns of the day without a lot; one has neither.
    await deliver(board, (ids[0], LOT), (ids[1], LOT), (ids[2], None), (ids[4], LOT), (ids[5], "Z"))
    number = await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await send(board, post)
    assert mails(post) == sorted(f"owner{place}@example.vn" for place in ids[:3])
    progress = await follow_recall(board, number, OFFICER)
    assert state_of(progress) == {
        ids[0]: "sent",
        ids[1]: "sent",
        ids[2]: "sent",
        ids[4]: "to_phone",
    }
    certainties = {one.id: one.certainty for one in progress.places}
    assert certainties[ids[0]] == "lot"
    assert certainties[ids[2]] == "product and day"


async def test_the_message_says_in_both_languages_what_to_do_and_where_to_answer(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT))
    await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await send(board, post)
    (message,) = post.messages
    text = message.get_content()
    assert message["Subject"] == "Thông báo thu hồi thực phẩm / Recall notice: Tôm sú"
    assert "thu hồi thực phẩm Tôm sú, lô BX-7Đ, của Hải sản Biển Xanh" in text
    assert "recall of Tôm sú, lot BX-7Đ, from Hải sản Biển Xanh" in text
    assert "để riêng phần còn lại, không vứt bỏ" in text
    assert "keep what is left aside, do not throw it away" in text
    assert "Mẫu có dư lượng kháng sinh vượt mức." in text
    assert text.count("/recall/") == 2
    # "Thu hồi" alone could be a sticker that is revoked.
    assert "thu hồi" not in text.lower().replace("thu hồi thực phẩm", "")


async def test_again_after_new_receipts_only_who_is_new_is_told(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT))
    incident = await opened(board)
    number = await start_recall(board, incident, ORDER, OFFICER, now=NOW)
    await send(board, post)
    assert await run_recall(board, number, actor=ACTOR, now=NOW + 60) == 0
    await deliver(board, (ids[1], LOT), key="later")
    assert await start_recall(board, incident, ORDER, OTHER, now=NOW + 120) == number
    assert await run_recall(board, number, actor=ACTOR, now=NOW + 180) == 0
    await send(board, post, NOW + 200)
    assert mails(post) == sorted(f"owner{place}@example.vn" for place in ids[:2])
    found = {one.id: one.found_at for one in (await follow_recall(board, number, OFFICER)).places}
    assert found == {ids[0]: NOW, ids[1]: NOW + 120}


async def test_the_worker_asks_a_standing_recall_again_once_an_hour(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT))
    await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await deliver(board, (ids[1], LOT), key="later")
    assert await run_standing(board, NOW + 60, actor=ACTOR) == 0
    assert await run_standing(board, NOW + HOUR, actor=ACTOR) == 1
    assert await run_standing(board, NOW + 3 * HOUR, actor=ACTOR) == 0
    await send(board, post, NOW + 3 * HOUR)
    assert len(mails(post)) == 2


async def test_two_officers_who_press_at_once_start_one_recall(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, *((place, LOT) for place in ids[:3]))
    incident = await opened(board)
    pressed = [start_recall(board, incident, ORDER, who, now=NOW) for who in (OFFICER, OTHER) * 2]
    assert len(set(await asyncio.gather(*pressed))) == 1
    await send(board, post)
    assert mails(post) == sorted(f"owner{place}@example.vn" for place in ids[:3])
    record = await incident_record(board, incident, OFFICER)
    assert [step.kind for step in record.steps].count("recalled") == 1
    assert record.incident.state == "recalling"


async def test_a_supplier_and_a_day_are_not_enough_unless_an_officer_says_so(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT), (ids[1], None))
    asked = RecallQuestion(supplier="0400000017", since=day(3), until=day(0))
    order = Order(asked, "Hải sản", certainties=("lot", "product and day"))
    number = await start_recall(board, await opened(board), order, OFFICER, now=NOW)
    await send(board, post)
    assert mails(post) == []
    assert set(state_of(await follow_recall(board, number, OFFICER)).values()) == {"not_told"}
    told = await widen_recall(board, number, ["supplier and day"], OFFICER, now=NOW)
    assert told == 2
    await send(board, post)
    assert len(mails(post)) == 2


async def test_an_owner_with_a_webhook_is_told_there_and_not_by_mail(
    board: Registry, post: PostOffice, hook: Receiver
) -> None:
    ids = await eateries(board)
    await add_channel(
        board, "webhook", hook.address, random=bytes(32), actor=ACTOR, now=NOW,
        establishment_id=ids[0],
    )  # fmt: skip
    await deliver(board, (ids[0], LOT), (ids[1], LOT))
    await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await send(board, post)
    assert mails(post) == [f"owner{ids[1]}@example.vn"]
    ((_, _, body),) = hook.requests
    sent = json.loads(body)
    assert sent["type"] == "foodtrace.recall_notice"
    assert set(sent["data"]["alerts"][0]["text"]) == {"vi", "en"}


async def test_an_owner_who_is_erased_loses_her_webhook_and_is_to_be_phoned(
    board: Registry, post: PostOffice, hook: Receiver
) -> None:
    ids = await eateries(board)
    for place in ids[:2]:
        await add_channel(
            board, "webhook", hook.address, random=bytes(32), actor=ACTOR, now=NOW,
            establishment_id=place,
        )  # fmt: skip
    await deliver(board, (ids[0], LOT), (ids[1], LOT))
    number = await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    # Erased, or ended by an administrator, while the message waits.
    gone = await erase_particulars(board, ids[0], reason="asked", actor=ACTOR, now=NOW + 1)
    assert gone["channels"] == 1
    await end_channel(board, 2, actor=ACTOR, now=NOW + 1)
    await send(board, post, NOW + 2)
    assert (hook.requests, mails(post)) == ([], [])
    told = await follow_recall(board, number, OFFICER)
    assert state_of(told) == {ids[0]: "to_phone", ids[1]: "to_phone"}
    ended = [each for each in await events_of(board, ids[0]) if each.kind == "channel_ended"]
    assert [(each.reason, each.after) for each in ended] == [("asked", {"channel": 1})]
    first, second = await channels_of(board)
    assert (first.address, first.ended_at) == ("-", NOW + 1)
    assert second.address == hook.address
    again = await erase_particulars(board, ids[0], reason="asked", actor=ACTOR, now=NOW + 3)
    assert not any(again.values())


async def test_what_owners_are_told_reaches_no_channel_and_no_list_of_the_office(
    board: Registry, post: PostOffice, hook: Receiver
) -> None:
    ids = await eateries(board)
    await add_channel(board, "webhook", hook.address, random=bytes(32), actor=ACTOR, now=NOW)
    await deliver(board, (ids[0], LOT))
    await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await send(board, post)
    assert hook.requests == []
    assert await alerts_of(board, open_only=False) == []
    assert await deliveries_of(board) == []


async def test_an_owner_whose_mail_nobody_takes_is_to_be_phoned(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT))
    number = await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    assert state_of(await follow_recall(board, number, OFFICER)) == {ids[0]: "waiting"}
    await write_emails(board, {ids[0]: None})
    await send(board, post)
    (place,) = (await follow_recall(board, number, OFFICER)).places
    assert (place.state, place.failed) == ("to_phone", True)
    await write_emails(board, {ids[0]: "right@example.vn"})
    assert await send_again(board, number, OFFICER, now=NOW) == 1
    await send(board, post)
    assert mails(post) == ["right@example.vn"]
    assert await send_again(board, number, OFFICER, now=NOW) == 0


async def test_a_call_is_ticked_once_with_who_made_it(board: Registry) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[4], LOT))
    number = await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await mark_called(board, number, ids[4], INSPECTOR, now=NOW + 5)
    await mark_called(board, number, ids[4], OTHER, now=NOW + 9)
    (place,) = (await follow_recall(board, number, OFFICER)).places
    assert (place.state, place.called_at, place.called_by) == ("called", NOW + 5, "user 9")


async def test_lifting_tells_everybody_once_more_and_asks_for_the_calls_again(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT), (ids[1], LOT), (ids[4], LOT))
    number = await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await mark_called(board, number, ids[4], OFFICER, now=NOW)
    await send(board, post)
    words = {"words_vi": "Hàng để riêng đã được cơ quan thu gom.", "words_en": "All was collected."}
    assert await lift_recall(board, number, OFFICER, now=NOW + 60, **words) == 2
    with pytest.raises(Conflict):
        await lift_recall(board, number, OTHER, now=NOW + 61, **words)
    assert await run_standing(board, NOW + HOUR, actor=ACTOR) == 0
    await send(board, post, NOW + HOUR)
    assert len(post.messages) == 4
    last = post.messages[-1]
    assert "Kết thúc thu hồi thực phẩm" in last["Subject"]
    assert "Hàng để riêng đã được cơ quan thu gom." in last.get_content()
    assert state_of(await follow_recall(board, number, OFFICER)) == {
        ids[0]: "sent",
        ids[1]: "sent",
        ids[4]: "to_phone",
    }
    with pytest.raises(Conflict):
        await run_recall(board, number, actor=ACTOR, now=NOW + 70)


async def test_the_owner_answers_by_the_link_of_her_own_message(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT), (ids[1], LOT))
    number = await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    await send(board, post)
    (mine,) = (each for each in post.messages if each["To"] == f"owner{ids[0]}@example.vn")
    token = mine.get_content().partition("/recall/")[2].split()[0]
    seen = await owners_recall(board, token)
    assert (seen.product, seen.lot, seen.sure, seen.answer) == ("Tôm sú", LOT, True, None)
    await answer_recall(board, token, "kept_aside", now=NOW + 9)
    answers = {one.id: one.answer for one in (await follow_recall(board, number, OFFICER)).places}
    assert answers == {ids[0]: "kept_aside", ids[1]: None}
    with pytest.raises(AccessDenied):
        await owners_recall(board, token[:-1])


async def test_looking_beforehand_counts_the_ways_and_tells_nobody(
    board: Registry, post: PostOffice
) -> None:
    ids = await eateries(board)
    await deliver(board, (ids[0], LOT), (ids[2], None), (ids[4], LOT))
    seen = await preview_recall(board, ASKED, OFFICER, NOW)
    assert (seen.count("lot", "email"), seen.count("lot", "phone")) == (1, 1)
    assert (seen.count("product and day", "email"), seen.count("lot", "webhook")) == (1, 0)
    await send(board, post)
    assert post.messages == []
    with pytest.raises(AccessDenied):
        await preview_recall(board, ASKED, INSPECTOR, NOW)


async def test_a_message_whose_words_are_past_their_time_goes_nowhere_and_holds_up_no_other(
    board: Registry, post: PostOffice
) -> None:
    places = await eateries(board)
    await deliver(board, *((place, LOT) for place in places[:2]))
    number = await start_recall(board, await opened(board), ORDER, OFFICER, now=NOW)
    sentences = {"words_vi": "Mẫu sau đạt, dùng lại được.", "words_en": "Later samples were safe."}
    await lift_recall(board, number, OFFICER, **sentences, now=NOW + 1)
    later = NOW + 400 * 24 * HOUR
    await retain(board, actor="test", now=later)
    await send_again(board, number, OFFICER, now=later)
    assert await deliver_due(board, later, mail=post.server) == 0
    assert mails(post) == []
    # It is a dead letter once more, not one that is tried for days.
    assert await send_again(board, number, OFFICER, now=later) == 2


async def test_an_address_that_no_message_holds_and_a_page_that_no_list_has_lead_nowhere(
    board: Registry,
) -> None:
    for token in ("", "a\0b", "x" * 5000):
        with pytest.raises(AccessDenied):
            await owners_recall(board, token)
        with pytest.raises(AccessDenied):
            await answer_recall(board, token, "kept_aside", now=NOW)
    number = await opened(board)
    assert [one.id for one in await list_incidents(board, OFFICER, before=10**18)] == [number]
