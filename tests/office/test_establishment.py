"""One establishment in the console: corrected, added, moved, closed; particulars; two officers at once."""

from __future__ import annotations

import html
import re
from typing import Any

from api.street import CANARIES, Street
from foodtrace.registry import Registry, events_of
from office.conftest import Enter
from office.signed_in import Officer, words_of_page


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page would send, by hand: inputs and chosen options."""
    main = page[page.index("<main") :]
    inputs = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?>', main)
    found = {}
    for name in inputs:
        tag = re.search(rf'<input[^>]*?name="{name}"[^>]*?>', main)
        assert tag is not None
        value = re.search(r'value="([^"]*)"', tag[0])
        if 'type="checkbox"' not in tag[0]:
            found[name] = html.unescape(value[1]) if value else ""
    for name, options in re.findall(
        r'(?s)<select id="[^"]+" name="([^"]+)".*?>(.*?)</select>', main
    ):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        found[name] = chosen[1] if chosen else ""
    return found


async def _form(officer: Officer, path: str) -> dict[str, str]:
    page = await officer.get(path)
    assert page.status_code == 200
    fields = fields_of(page.text)
    fields.pop("csrf")
    return fields


async def _kinds(street: Street, place: str) -> list[str]:
    async with await Registry.open(street.folder) as registry:
        return [event.kind for event in await events_of(registry, street.ids[place])]


async def test_an_unchanged_form_changes_nothing(street: Street, enter: Enter) -> None:
    """Every field survives the way into the form and back, a basis of each kind included."""
    async with enter(street.folder, role="issuing") as officer:
        for place in ("green", "revoked", "suspended", "long", "plain"):
            path = f"/office/establishments/{street.code(place)}"
            before = await _kinds(street, place)
            fields = await _form(officer, f"{path}/correct")
            answer = await officer.send_form(f"{path}/correct", fields | {"reason": "looked"})
            assert answer.headers["location"] == f"{path}?done=unchanged", place
            assert await _kinds(street, place) == before


async def test_a_correction_is_saved_with_its_history(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="issuing", name="Lê Thị Mai") as officer:
        path = f"/office/establishments/{street.code('green')}"
        fields = await _form(officer, f"{path}/correct")
        fields |= {"address": "319 Hùng Vương, P. Thạc Gián", "reason": "theo giấy mới"}
        answer = await officer.send_form(f"{path}/correct", fields)
        assert answer.status_code == 303
        shown = words_of_page((await officer.get(path)).text)
        assert "319 Hùng Vương, P. Thạc Gián" in shown
        assert "Lê Thị Mai Sửa thông tin theo giấy mới" in shown


async def test_what_the_sticker_says_changes_with_its_replacement_alone(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        path = f"/office/establishments/{street.code('green')}"
        fields = await _form(officer, f"{path}/correct") | {"name": "Bún Mới", "reason": "đổi tên"}
        told = await officer.send_form(f"{path}/correct", fields)
        assert told.status_code == 409
        assert fields_of(told.text)["name"] == "Bún Mới", "what was typed is kept"
        assert "đưa tem vào danh sách cần thay" in told.text
        agreed = await officer.send_form(f"{path}/correct", fields | {"replacement": "1"})
        assert agreed.status_code == 303
        assert "tem ghi khác sổ đăng ký" in (await officer.get(path)).text
        listed = await officer.get("/office/establishments?task=to%20replace")
        assert "Bún Mới" in listed.text
        scanned = await officer.get(street.path("green"), headers={"accept": "text/html"})
        assert "Bún Chả Cá Bà Lữ" in scanned.text, "the wall says what was signed"


async def test_of_two_officers_the_second_is_told_and_loses_nothing(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        path = f"/office/establishments/{street.code('green')}/correct"
        mine = await _form(officer, path) | {"reason": "một", "address": "của người thứ nhất"}
        theirs = await _form(officer, path) | {"reason": "hai", "address": "của người thứ hai"}
        assert (await officer.send_form(path, mine)).status_code == 303
        late = await officer.send_form(path, theirs)
        assert late.status_code == 409
        again = fields_of(late.text)
        assert again["address"] == "của người thứ hai"
        assert again["reason"] == "hai"
        assert "Hiện trong sổ ghi: của người thứ nhất" in words_of_page(late.text)
        again.pop("csrf")
        assert (await officer.send_form(path, again)).status_code == 303


async def test_faults_stand_beside_their_fields_and_keep_what_was_typed(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        path = f"/office/establishments/{street.code('green')}/correct"
        good = await _form(officer, path) | {"reason": "thử"}
        for wrong, words in (
            ({"name": ""}, "Thiếu tên quán"),
            ({"name": "Quán \U0001f35c"}, "không in được trên tem"),
            ({"name": "x" * 200}, "byte"),
            ({"ward": ""}, "Thiếu phường"),
            ({"ward": "99999"}, "Không có phường"),
            ({"latitude": "abc", "longitude": "108"}, ""),
            ({"issued_on": "32/13/2026"}, ""),
            ({"basis_kind": "certificate", "basis_number": "abc"}, "chữ số"),
            ({"reason": ""}, "lý do"),
            ({"reason": "x" * 501}, "lý do"),
        ):
            answer = await officer.send_form(path, good | wrong | {"replacement": "1"})
            assert answer.status_code == 422, wrong
            assert words in answer.text, wrong
            assert 'aria-invalid="true"' in answer.text, wrong
        for seen in ("", "-1", "x", "9" * 30):
            answer = await officer.send_form(path, good | {"seen": seen, "address": "mới"})
            assert answer.status_code == 409, seen


async def test_particulars_are_shown_on_request_and_the_reading_is_kept(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        path = f"/office/establishments/{street.code('green')}"
        for page in (path, f"{path}/correct", "/office/zones/1"):
            text = (await officer.get(page)).text
            assert not any(canary in text for canary in CANARIES.values()), page
        assert (await officer.get(f"{path}/particulars")).status_code == 405
        shown = await officer.send_form(f"{path}/particulars")
        assert CANARIES["owner_name"] in shown.text
        assert (await _kinds(street, "green"))[-1] == "particulars_read"
        fields = fields_of(shown.text) | {"owner": "Chủ Mới", "phone": "0905000111"}
        fields.pop("csrf")
        saved = await officer.send_form(f"{path}/particulars/correct", fields)
        assert saved.status_code == 303
        late = await officer.send_form(f"{path}/particulars/correct", fields | {"owner": "Trễ"})
        assert late.status_code == 409
        assert "Trễ" in late.text
        assert "Chủ Mới" in late.text
        history = (await officer.get(path)).text
        assert "Sửa thông tin riêng" in history
        assert "Chủ Mới" not in history


async def test_a_viewer_reads_no_particulars_and_no_history(street: Street, enter: Enter) -> None:
    async with enter(street.folder, role="viewer") as viewer:
        path = f"/office/establishments/{street.code('green')}"
        page = await viewer.get(path)
        assert "/particulars" not in page.text
        assert "Lịch sử" not in page.text
        assert (await viewer.send_form(f"{path}/particulars")).status_code == 403


async def test_one_is_added_by_the_rules_of_a_list_and_never_twice(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="helper", zones=[1]) as helper:
        typed = await _form(helper, "/office/establishments/add?zone=1")
        typed |= {
            "name": "Bánh Canh Mẫu",
            "street": "7 Hùng Vương",
            "ward": "20209",
            "category": "2",
            "phone": "0905 111 222",
        }
        made = await helper.send_form("/office/establishments/add", typed)
        assert made.status_code == 303
        page = await helper.get(made.headers["location"])
        assert "Bánh Canh Mẫu" in page.text
        assert "Chưa cấp tem" in page.text
        again = await helper.send_form("/office/establishments/add", typed)
        assert again.status_code == 409
        code = made.headers["location"].partition("?")[0].rpartition("/")[2]
        assert f"/office/establishments/{code}" in again.text
        empty = await helper.send_form("/office/establishments/add", {"name": "Chỉ có tên"})
        assert empty.status_code == 422
        assert "Chỉ có tên" in empty.text


async def test_a_place_moves_to_another_street_and_closes_for_good(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="issuing") as officer:
        made = await officer.send_form("/office/zones", {"name": "Chợ Cồn"})
        zone = made.headers["location"].partition("?")[0].rpartition("/")[2]
        path = f"/office/establishments/{street.code('plain')}"
        moved = await officer.send_form(f"{path}/zone", {"zone": zone, "reason": "chia lại"})
        assert moved.status_code == 303
        assert "Chợ Cồn" in (await officer.get(path)).text
        for wrong in ({"zone": "999", "reason": "x"}, {"zone": "", "reason": "x"}, {"zone": zone}):
            assert (await officer.send_form(f"{path}/zone", wrong)).status_code in (404, 422)

        nowhere = {"reason": "dời", "moved_to": "0000-0000"}
        assert (await officer.send_form(f"{path}/close", nowhere)).status_code == 422
        itself = {"reason": "dời", "moved_to": street.code("plain")}
        assert (await officer.send_form(f"{path}/close", itself)).status_code == 409
        gone = {"reason": "dời đi", "moved_to": street.code("green")}
        assert (await officer.send_form(f"{path}/close", gone)).status_code == 303
        page = (await officer.get(path)).text
        assert "Đã đóng cửa" in page
        assert f"{path}/correct" not in page
        assert (await officer.send_form(f"{path}/close", gone)).status_code == 409


async def test_a_code_nobody_has_is_not_found(street: Street, enter: Enter) -> None:
    async with enter(street.folder) as officer:
        for code in ("0000-0000", "nonsense", "%27", "00RS-KAC8", "x" * 300):
            for tail in ("", "/correct", "/close"):
                answer = await officer.get(f"/office/establishments/{code}{tail}")
                assert answer.status_code == 404, code


async def test_bounds_hold_for_every_form_of_one_place(street: Street, enter: Enter) -> None:
    code = street.code("green")
    async with enter(street.folder, role="issuing", wards=[20305]) as officer:
        path = f"/office/establishments/{code}"
        for tail in ("", "/correct", "/close"):
            assert (await officer.get(path + tail)).status_code == 404
        sent: dict[str, Any] = {"reason": "x", "zone": "7"}
        for tail in ("/correct", "/close", "/zone", "/particulars", "/particulars/correct"):
            assert (await officer.send_form(path + tail, sent)).status_code == 404, tail
    assert "particulars_read" not in await _kinds(street, "green")
