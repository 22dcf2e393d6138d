"""Visits in the office: from what an inspector sent to a result that the public sees, form by form."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import zxingcpp
from api.street import DAY, NOW, Street
from foodtrace.inspection import set_rules
from foodtrace.registry import Registry, events_of
from foodtrace_api.words import words_of
from inspection.results import RULES, civil, visited
from office.conftest import Enter
from office.signed_in import Officer, words_of_page
from PIL import Image, ImageDraw

TODAY = civil(NOW).isoformat()


async def _prepared(street: Street, *, rules: bool = True, notes: str = "") -> int:
    async with await Registry.open(street.folder) as registry:
        if rules:
            await set_rules(registry, RULES, actor="test", now=NOW - DAY)
        return await visited(registry, street.ids["green"], at=NOW, notes=notes)


def seen_of(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found is not None
    return found[1]


async def _send(officer: Officer, visit: int, step: str, **fields: str) -> int:
    page = (await officer.get(f"/office/visits/{visit}")).text
    answer = await officer.send_form(
        f"/office/visits/{visit}/{step}", {"seen": seen_of(page), **fields}
    )
    return answer.status_code


async def test_a_visit_becomes_a_result_is_answered_appealed_and_published(
    street: Street, enter: Enter
) -> None:
    visit = await _prepared(street)
    code, at = street.code("green"), f"/office/visits/{visit}?lang=en"
    async with enter(street.folder, role="issuing") as officer:
        listed = words_of_page((await officer.get("/office/visits?lang=en")).text)
        assert "Bún Chả Cá Bà Lữ" in listed
        assert "No result yet" in listed
        assert await _send(officer, visit, "declare", outcome="not_met", day=TODAY) == 303
        until = (civil(NOW) + dt.timedelta(7)).strftime("%-d %b %Y")
        page = words_of_page((await officer.get(at)).text)
        assert f"On hold for a reply or an appeal until the end of {until}" in page
        assert "Result pending (appeal period)" in page
    async with enter(street.folder, role="issuing", name="B", now=NOW + 2 * DAY) as officer:
        day = civil(NOW + 2 * DAY).isoformat()
        assert await _send(officer, visit, "reply", text="We mended the sink.", day=day) == 303
        assert await _send(officer, visit, "check", show="yes") == 303
        assert await _send(officer, visit, "appeal", text="Not ours.", day=day) == 303
    async with enter(street.folder, role="issuing", name="C", now=NOW + 12 * DAY) as officer:
        assert "pending" in (await officer.get(f"/c/{code}?lang=en")).text
        change = {"decision": "changed", "outcome": "met_after_correction", "reason": "heard"}
        assert await _send(officer, visit, "decide", **change) == 303
        public = (await officer.get(f"/c/{code}?lang=en")).text
        assert "met_after_correction (en)" in public
        assert "We mended the sink." in public
        assert await _send(officer, visit, "withdraw", reason="other door") == 303
        assert "met_after_correction" not in (await officer.get(f"/c/{code}?lang=en")).text
    async with await Registry.open(street.folder) as registry:
        events = await events_of(registry, street.ids["green"])
    assert [event.kind for event in events[-6:]] == [
        "result_declared",
        "reply_filed",
        "reply_shown",
        "appeal_filed",
        "appeal_changed",
        "result_withdrawn",
    ]
    assert {event.actor for event in events[-2:]} == {f"user {officer.account}"}


async def test_of_two_officers_the_second_is_told_and_keeps_what_was_typed(
    street: Street, enter: Enter
) -> None:
    visit = await _prepared(street)
    async with enter(street.folder, role="issuing") as officer:
        stale = seen_of((await officer.get(f"/office/visits/{visit}")).text)
        assert await _send(officer, visit, "declare", outcome="met", day=TODAY) == 303
        answer = await officer.send_form(
            f"/office/visits/{visit}/withdraw?lang=en",
            {"seen": stale, "reason": "typed with care"},
        )
        assert answer.status_code == 409
        assert "Somebody else has changed this result meanwhile" in answer.text
        assert 'value="typed with care"' in answer.text
        again = {"seen": seen_of(answer.text), "reason": "typed with care"}
        sent = await officer.send_form(f"/office/visits/{visit}/withdraw", again)
        assert sent.status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"outcome": "", "day": TODAY}, "visit_error_outcome"),
        ({"outcome": "met", "day": "yesterday"}, "visit_error_day"),
        ({"outcome": "met", "day": "2099-01-01"}, "visit_error_day"),
        ({"outcome": "met", "grade": "z", "day": TODAY}, "visit_error_grade"),
    ],
)
async def test_a_form_that_cannot_be_taken_says_why(
    street: Street, enter: Enter, fields: dict[str, str], words: str
) -> None:
    visit = await _prepared(street)
    async with enter(street.folder, role="issuing") as officer:
        answer = await officer.send_form(f"/office/visits/{visit}/declare?lang=vi", fields)
        assert answer.status_code == 422
        assert words_of("vi", "office", "office_visits")(words) in answer.text


async def test_without_a_rule_there_is_no_form_to_declare(street: Street, enter: Enter) -> None:
    visit = await _prepared(street, rules=False)
    async with enter(street.folder, role="administrator") as officer:
        page = (await officer.get(f"/office/visits/{visit}?lang=en")).text
        assert "No rule was valid on" in page
        assert "/declare" not in page


async def test_notes_and_photos_are_for_those_with_the_right(street: Street, enter: Enter) -> None:
    visit = await _prepared(street, notes="PRIVATE NOTE")
    for role, there in (("viewer", False), ("inspector", True), ("issuing", True)):
        async with enter(street.folder, role=role) as officer:
            page = await officer.get(f"/office/visits/{visit}")
            assert page.status_code == 200
            assert ("PRIVATE NOTE" in page.text) is there
            photo = await officer.get(f"/office/visits/{visit}/photos/1")
            assert photo.status_code == (404 if there else 403)
            assert "/declare" not in page.text or role == "issuing"


async def test_a_visit_outside_the_bounds_is_not_there(street: Street, enter: Enter) -> None:
    visit = await _prepared(street)
    async with enter(street.folder, role="issuing", wards=[20257]) as officer:
        assert (await officer.get(f"/office/visits/{visit}")).status_code == 404
        assert "Bún Chả Cá" not in (await officer.get("/office/visits")).text
        answer = await officer.send_form(f"/office/visits/{visit}/link", {})
        assert answer.status_code == 404


async def test_a_visit_is_entered_by_hand_once(street: Street, enter: Enter) -> None:
    await _prepared(street)
    async with enter(street.folder, role="inspector") as officer:
        page = (await officer.get("/office/visits/new?lang=en")).text
        key = re.search(r'name="key" value="(\w+)"', page)
        assert key is not None
        fields = {
            "key": key[1],
            "code": street.code("plain"),
            "visited_on": "20/11/2026",
            "other": "Tổ kiểm tra 9",
            "item-samples_24h": "met",
            "notes": "Viết tay",
        }
        first = await officer.send_form("/office/visits/new", fields)
        second = await officer.send_form("/office/visits/new", fields)
        assert first.status_code == second.status_code == 303
        assert first.headers["location"] == second.headers["location"]
        shown = words_of_page((await officer.get(first.headers["location"] + "&lang=vi")).text)
        assert "Tổ kiểm tra 9" in shown
        assert "Viết tay" in shown
        assert "20/11/2026" in shown
        wrong = {**fields, "code": "0000-0000", "visited_on": "", "other": "", "notes": "kept"}
        answer = await officer.send_form("/office/visits/new", wrong)
        assert answer.status_code == 422
        assert answer.text.count('class="fault"') == 3
        assert ">kept</textarea>" in answer.text


async def test_rules_are_set_kept_and_guarded_against_a_stale_form(
    street: Street, enter: Enter
) -> None:
    async with enter(street.folder, role="administrator") as officer:
        page = (await officer.get("/office/rules?lang=en")).text
        example = re.search(r"(?s)<textarea[^>]*>(.*?)</textarea>", page)
        assert example is not None
        text = example[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")
        sent = await officer.send_form("/office/rules", {"seen": "", "file": text})
        assert sent.status_code == 303
        shown = words_of_page((await officer.get("/office/rules?lang=en")).text)
        assert "10 working days" in shown
        stale = await officer.send_form(
            "/office/rules", {"seen": "", "file": text.replace('"days": 10', '"days": 9')}
        )
        assert stale.status_code == 409
        assert "&#34;days&#34;: 9" in stale.text
        bad = await officer.send_form("/office/rules", {"seen": "x", "file": "{}"})
        assert bad.status_code == 422
        assert "schemes" in bad.text
    async with enter(street.folder, role="issuing", name="Other") as officer:
        assert (await officer.get("/office/rules")).status_code == 403


async def test_the_page_of_a_past_day_is_shown_as_it_stood(street: Street, enter: Enter) -> None:
    visit = await _prepared(street)
    code = street.code("green")
    async with enter(street.folder, role="issuing") as officer:
        assert await _send(officer, visit, "declare", outcome="not_met", day=TODAY) == 303
    async with enter(street.folder, role="viewer", now=NOW + 30 * DAY) as officer:
        held = f"/office/establishments/{code}/past?lang=en&day={TODAY}"
        assert "Result pending" in (await officer.get(held)).text
        free = f"/office/establishments/{code}/past?lang=en&day={civil(NOW + 8 * DAY).isoformat()}"
        assert "not_met (en)" in (await officer.get(free)).text
        before = f"/office/establishments/{code}/past?lang=en&day=2020-01-01"
        assert "was not in the register" in (await officer.get(before)).text
        for nonsense in ("2099-01-01", "x"):
            answer = await officer.get(f"/office/establishments/{code}/past?lang=en&day={nonsense}")
            assert "Give a day that has been" in answer.text


async def test_a_visit_to_an_unknown_place_gets_its_eatery_and_then_its_result(
    street: Street, enter: Enter
) -> None:
    await _prepared(street)
    async with await Registry.open(street.folder) as registry:
        lost = await visited(registry, None, at=NOW)
    async with enter(street.folder, role="issuing") as officer:
        page = (await officer.get(f"/office/visits/{lost}?lang=en")).text
        assert "Which eatery?" in page
        assert "/declare" not in page
        path = f"/office/visits/{lost}/place?lang=en"
        wrong = await officer.send_form(path, {"code": "0000-0000"})
        assert wrong.status_code == 422
        assert 'value="0000-0000"' in wrong.text
        sent = await officer.send_form(path, {"code": street.code("plain")})
        assert sent.status_code == 303
        again = await officer.send_form(path, {"code": street.code("green")})
        assert again.status_code == 409
        assert await _send(officer, lost, "declare", outcome="met", day=TODAY) == 303


async def test_the_link_for_the_owner_is_shown_once_with_a_symbol_that_reads_back(
    street: Street, enter: Enter
) -> None:
    visit = await _prepared(street)
    async with enter(street.folder, role="issuing") as officer:
        early = await officer.send_form(f"/office/visits/{visit}/link?lang=en", {})
        assert early.status_code == 409
        assert await _send(officer, visit, "declare", outcome="met", day=TODAY) == 303
        shown = await officer.send_form(f"/office/visits/{visit}/link?lang=en", {})
        found = re.search(r'class="once">(https://[^<]+)<', shown.text)
        assert found is not None
        address = found[1]
        assert _read_back(shown.text) == address
        path = address.removeprefix("https://qr.example.vn")
        assert (await officer.get(path)).status_code == 200
        assert path not in (await officer.get(f"/office/visits/{visit}")).text
        assert await _send(officer, visit, "end-links") == 303
        assert (await officer.get(path)).status_code == 404


def _read_back(page: str) -> str:
    """What an independent reader finds in the symbol of the page."""
    drawn = re.search(r'viewBox="0 0 (\d+) \1"><path [^>]+/><path stroke="#000" d="([^"]+)"', page)
    assert drawn is not None
    side, scale = int(drawn[1]), 6
    picture = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(picture)
    x = y = 0.0
    for kind, first, second, length in re.findall(r"([Mm])([\d-]+) ([\d.]+)h(\d+)", drawn[2]):
        x, y = (float(first), float(second)) if kind == "M" else (x + float(first), y)
        top = (y - 0.5) * scale
        draw.rectangle([x * scale, top, (x + int(length)) * scale - 1, top + scale - 1], fill=0)
        x += int(length)
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


async def test_the_visits_of_one_place_are_listed_and_stay_so(street: Street, enter: Enter) -> None:
    await _prepared(street)
    async with await Registry.open(street.folder) as registry:
        await visited(registry, street.ids["plain"], at=NOW)
    async with enter(street.folder, role="issuing") as officer:
        code = street.code("plain")
        record = await officer.get(f"/office/establishments/{code}")
        assert f"/office/establishments/{code}/past" in record.text
        page = (await officer.get(f"/office/visits?place={code}")).text
        assert "Chè Liên Đường Hoa" in page
        assert "Bún Chả Cá Bà Lữ" not in page
        assert f"?place={code}&amp;show=open" in page
        assert (await officer.get("/office/visits?place=nonsense")).status_code == 404


def test_the_words_of_visits_are_the_same_keys_with_the_same_fields_in_both_languages() -> None:
    vi, en = (words_of(language, "office_visits").catalog for language in ("vi", "en"))
    assert set(vi) == set(en)
    for key in vi:
        assert set(re.findall(r"\{\w+\}", vi[key])) == set(re.findall(r"\{\w+\}", en[key])), key
