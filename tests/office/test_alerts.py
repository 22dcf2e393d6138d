"""Alerts and channels on the console."""

from __future__ import annotations

import re

from alerts.receivers import receiver
from api.street import Street
from foodtrace.alerts import alerts_of, deliver_due, raise_alerts
from foodtrace.registry import Registry
from office.conftest import Enter
from office.signed_in import words_of_page

# Three years after the street got its stickers, less twenty days.
SOON = 1_877_878_800 - 20 * 86_400


async def raise_some(street: Street) -> int:
    async with await Registry.open(street.folder) as registry:
        return len(await raise_alerts(registry, SOON))


async def test_an_alert_leads_to_its_place_and_leaves_the_list_when_seen_to(
    street: Street, enter: Enter
) -> None:
    count = await raise_some(street)
    assert count > 1
    async with enter(street.folder, role="issuing", now=SOON) as officer:
        page = (await officer.get("/office/alerts?lang=en")).text
        assert "Please renew it" in page
        assert re.search(r'href="/office/establishments/[0-9A-Z]{4}-[0-9A-Z]{4}"', page)
        (action, *_) = re.findall(r'action="(/office/alerts/\d+/done)"', page)
        assert (await officer.send_form(action)).status_code == 303
        left = (await officer.get("/office/alerts")).text
        assert action not in left
        assert "Đã xử lý lúc" in (await officer.get("/office/alerts?all=1&lang=vi")).text
        assert (await officer.send_form("/office/alerts/99999/done")).status_code == 404


async def test_somebody_bounded_sees_and_answers_for_her_own_zone_alone(
    street: Street, enter: Enter
) -> None:
    await raise_some(street)
    async with await Registry.open(street.folder) as registry:
        numbers = [each.id for each in await alerts_of(registry)]
    async with enter(street.folder, role="issuing", wards=[20263], now=SOON) as officer:
        page = words_of_page((await officer.get("/office/alerts")).text)
        assert "Không có cảnh báo nào" in page
        answers = [await officer.send_form(f"/office/alerts/{each}/done") for each in numbers]
        assert {each.status_code for each in answers} == {404}
    async with enter(street.folder, role="viewer", now=SOON) as viewer:
        assert "/done" not in (await viewer.get("/office/alerts")).text
        assert (await viewer.send_form(f"/office/alerts/{numbers[0]}/done")).status_code == 403


async def test_a_channel_is_added_shows_its_secret_once_and_is_ended(
    street: Street, enter: Enter
) -> None:
    fields = {"kind": "webhook", "address": "https://city.example.vn/hook", "language": "vi"}
    async with enter(street.folder) as officer:
        answer = await officer.send_form("/office/channels", fields)
        (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", answer.text)
        page = await officer.get("/office/channels")
        assert secret not in page.text
        assert fields["address"] in page.text
        again = await officer.send_form("/office/channels", fields)
        assert again.status_code == 422
        assert "đã được gửi đến địa chỉ này" in again.text
        (action,) = re.findall(r'action="(/office/channels/\d+/end)"', page.text)
        assert (await officer.send_form(action)).status_code == 303
        assert action not in (await officer.get("/office/channels")).text


async def test_a_wrong_address_keeps_what_was_typed(street: Street, enter: Enter) -> None:
    fields = {
        "kind": "webhook",
        "address": 'http://"><b>x',
        "language": "en",
        "alert_kinds": "another_place",
    }
    async with enter(street.folder) as officer:
        answer = await officer.send_form("/office/channels?lang=en", fields)
    assert answer.status_code == 422
    assert 'value="http://&#34;&gt;&lt;b&gt;x"' in answer.text
    assert 'value="another_place" checked' in answer.text
    assert "an https:// address without user" in answer.text


async def test_a_dead_letter_shows_why_and_can_be_sent_again(street: Street, enter: Enter) -> None:
    with receiver() as hook:
        hook.statuses = [410]
        async with enter(street.folder, now=SOON) as officer:
            fields = {"kind": "webhook", "address": hook.address, "language": "vi"}
            await officer.send_form("/office/channels", fields)
            await raise_some(street)
            async with await Registry.open(street.folder) as registry:
                assert await deliver_due(registry, SOON, mail=None) == 0
            page = (await officer.get("/office/channels")).text
            assert "answered 410" in page
            action = re.findall(r'action="(/office/channels/messages/\d+/again)"', page)[0]
            hook.statuses = [200]
            assert (await officer.send_form(action)).status_code == 303
            async with await Registry.open(street.folder) as registry:
                assert await deliver_due(registry, SOON, mail=None) == 1


async def test_mail_that_has_no_server_is_said(street: Street, enter: Enter) -> None:
    async with enter(street.folder, now=SOON) as officer:
        fields = {"kind": "email", "address": "office@example.vn", "language": "vi"}
        await officer.send_form("/office/channels", fields)
        await raise_some(street)
        assert "FOODTRACE_SMTP" not in (await officer.get("/office/channels")).text
    async with enter(street.folder, now=SOON + 3600, name="Người thử khác") as officer:
        assert "FOODTRACE_SMTP" in (await officer.get("/office/channels")).text
