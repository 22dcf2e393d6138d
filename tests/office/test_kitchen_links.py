"""An officer makes the link of a kitchen's page, sees when it was used and ends it; each is an event."""

from __future__ import annotations

import io
import re

from api.kitchens import hidden
from api.street import DAY, NOW, Street
from foodtrace.kitchen import kitchen_links
from foodtrace.registry import Registry, events_of
from office.conftest import Enter
from office.signed_in import words_of_page
from PIL import Image


async def test_a_link_is_made_shown_once_used_and_ended(street: Street, enter: Enter) -> None:
    place, base = street.ids["green"], f"/office/establishments/{street.code('green')}"
    async with enter(street.folder, role="helper") as officer:
        assert f'href="{base}/kitchen"' in (await officer.get(base)).text
        made = await officer.send_form(f"{base}/kitchen", {"last_day": "2026-12-31"})
        (address,) = re.findall(r"https://qr\.example\.vn(/kitchen/in/ftk_[\w-]+)<", made.text)
        assert "<svg" in made.text
        assert made.headers["cache-control"] == "no-store"
        token = address.rpartition("/")[2]
        listed = await officer.get(f"{base}/kitchen", params={"lang": "en"})
        assert token not in listed.text
        assert "Holds until the end of 31 Dec 2026" in words_of_page(listed.text)
        assert "never" in listed.text
        came = await officer.get(address, follow_redirects=False)
        assert came.status_code == 303
        packed = io.BytesIO()
        Image.new("RGB", (40, 30)).save(packed, "JPEG")
        goods = {"product": "Cua", "quantity": "2", "unit": "kg", "supplier": "Cô Ba"}
        sent = await officer.post(
            "/kitchen/",
            data=hidden((await officer.get("/kitchen/")).text) | goods,
            files={"photo": ("n.jpg", packed.getvalue(), "image/jpeg")},
        )
        assert sent.status_code == 303
        used = words_of_page((await officer.get(f"{base}/kitchen", params={"lang": "en"})).text)
        assert "never" not in used
        assert (await officer.get(f"{base}/delivery-notes/1/1")).headers["content-type"] == (
            "image/jpeg"
        )
        receipt = (await officer.get("/office/goods/1", params={"lang": "en"})).text
        assert f'href="{base}/delivery-notes/1/1"' in receipt
        assert "receiving link 1" in receipt
        elsewhere = f"/office/establishments/{street.code('long')}"
        assert (await officer.get(f"{elsewhere}/delivery-notes/1/1")).status_code == 404
        assert (await officer.send_form(f"{elsewhere}/kitchen/1/revoke")).status_code == 404
        for _ in range(2):
            ended = await officer.send_form(f"{base}/kitchen/1/revoke")
            assert ended.headers["location"] == f"{base}/kitchen?done=revoked"
        assert (await officer.get("/kitchen/")).status_code == 410
    async with await Registry.open(street.folder) as registry:
        (link,) = await kitchen_links(registry, place, now=NOW)
        events = await events_of(registry, place)
    assert not link.holds
    kinds = [each.kind for each in events if each.kind.startswith("kitchen")]
    assert sorted(kinds) == ["kitchen_link_made", "kitchen_link_revoked"]
    assert all(token not in repr(each) for each in events)


async def test_what_cannot_be_made_is_said(street: Street, enter: Enter) -> None:
    path = f"/office/establishments/{street.code('green')}/kitchen"
    async with enter(street.folder, role="issuing") as officer:
        for day in ("2020-01-01", "soon"):
            answer = await officer.send_form(path, {"last_day": day}, headers=None)
            assert answer.status_code == 422
            assert "Ngày cuối phải từ hôm nay" in answer.text
        for _ in range(10):
            assert (await officer.send_form(path)).status_code == 200
        many = await officer.send_form(path)
        assert (many.status_code, "10 đường dẫn" in many.text) == (409, True)
    async with enter(street.folder, role="viewer") as viewer:
        assert (await viewer.get(path)).status_code == 403
        assert 'kitchen"' not in (await viewer.get(path.removesuffix("/kitchen"))).text


async def test_a_link_of_a_past_last_day_is_shown_as_ended(street: Street, enter: Enter) -> None:
    path = f"/office/establishments/{street.code('green')}/kitchen"
    async with enter(street.folder, role="issuing") as officer:
        await officer.send_form(path, {"last_day": "2026-11-21"})
    async with enter(street.folder, role="helper", now=NOW + DAY) as officer:
        page = words_of_page((await officer.get(path, params={"lang": "en"})).text)
        assert "Ended on 21 Nov 2026" in page
        assert "End this link" not in page
