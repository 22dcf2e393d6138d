"""Where food comes from, on the page and in the JSON: with the owner's word, and never a line without it."""

from __future__ import annotations

import logging
import re

import pytest
from api.conftest import HTML, Ask
from api.goods import GOODS_MARKS, MARKET, NAMED, delivery, papers, stock
from api.kitchens import link_of, opened
from api.serving import CHROMIUM, app_of, browsing, serving
from api.street import NOW, Street
from api.test_accessible import axe, faults_on
from api.test_canary import marks_in
from foodtrace.publication import ORIGIN_LINES
from foodtrace.publication.open_data import make_dump
from foodtrace.registry import Registry
from foodtrace.supply import record_receipts, set_consent
from foodtrace_api.words import LANGUAGES, words_of
from inspector.typescript import node_is_here

JSON = {"accept": "application/json"}
ALL_MARKS = (*GOODS_MARKS, NAMED, MARKET)


@pytest.fixture
async def kitchen(street: Street) -> Street:
    """A street whose first eatery has a week of deliveries and an owner who agreed to nothing."""
    await stock(street.folder, street.ids["green"], consent=False)
    return street


async def say(street: Street, given: bool) -> None:
    async with await Registry.open(street.folder) as registry:
        await set_consent(
            registry, street.ids["green"], given=given, by="owner", actor="owner", now=NOW
        )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_says_where_food_comes_from_only_while_the_owner_agrees(
    language: str, kitchen: Street, ask: Ask
) -> None:
    """One server that runs on: what another process records counts at the very next request."""
    w = words_of(language)
    async with ask(kitchen.folder) as client:

        async def page() -> str:
            answer = await client.get(f"{kitchen.path('green')}?lang={language}", headers=HTML)
            assert answer.status_code == 200
            return answer.text

        before = await page()
        assert w("origins") not in before
        assert marks_in(before.encode(), ALL_MARKS) == []
        await say(kitchen, True)
        agreed = await page()
        assert w("origins") in agreed
        assert w("origins_note") in agreed
        assert agreed.count(NAMED) == 1, "one supplier stands once, with all its groups"
        assert (
            agreed.index(w("basis"))
            < agreed.index(w("origins"))
            < agreed.index(w("report_damaged"))
        )
        assert marks_in(agreed.encode(), GOODS_MARKS) == []
        await say(kitchen, False)
        assert await page() == before


async def test_the_kitchens_book_is_dated_on_every_page_and_rated_on_none(
    kitchen: Street, ask: Ask
) -> None:
    async with ask(kitchen.folder) as client:
        for path in (kitchen.path("green"), f"/c/{kitchen.code('green')}"):
            page = (await client.get(f"{path}?lang=en", headers=HTML)).text
            assert "Kitchen check book kept up to date until 21 Nov 2026" in page
            assert "does not rate what it holds" in page
        other = (await client.get(f"{kitchen.path('long')}?lang=en", headers=HTML)).text
        assert "check book" not in other


async def test_the_json_has_the_field_only_under_consent(kitchen: Street, ask: Ask) -> None:
    async with ask(kitchen.folder) as client:
        one = f"/api/v1/establishments/{kitchen.ids['green']}"
        before = (await client.get(one)).json()
        assert "origins" not in before
        assert before["check_book_until"] == "2026-11-21"
        await say(kitchen, True)
        record = (await client.get(one)).json()
        assert len(record["origins"]) == ORIGIN_LINES
        assert record["origins"][0] == {
            "food_group": "meat",
            "supplier": NAMED,
            "place": "Phường Hải Châu, Đà Nẵng",
            "last_delivery": "2026-11-21",
        }
        by_group = {each["food_group"]: each for each in record["origins"]}
        assert (by_group["seafood"]["supplier"], by_group["seafood"]["place"]) == (None, MARKET)
        assert (by_group["vegetables"]["supplier"], by_group["vegetables"]["place"]) == (None, None)
        scan = (await client.get(kitchen.path("green"), headers=JSON)).json()
        assert scan["establishment"]["origins"] == record["origins"]
        listed = (await client.get("/api/v1/establishments", params={"limit": 100})).json()
        assert all("origins" not in each for each in listed["items"])
        await say(kitchen, False)
        assert (await client.get(one)).json() | {"as_of": 0} == before | {"as_of": 0}


async def test_a_sticker_that_is_not_in_force_tells_nothing_of_suppliers(
    street: Street, ask: Ask
) -> None:
    for name in ("revoked", "suspended"):
        await stock_at(street, name)
    async with ask(street.folder) as client:
        for name in ("revoked", "suspended"):
            for headers in (HTML, JSON):
                answer = await client.get(street.path(name), headers=headers)
                assert marks_in(answer.content, ALL_MARKS) == []


async def stock_at(street: Street, name: str) -> None:
    place = street.ids[name]
    async with await Registry.open(street.folder) as registry:
        receipts = [delivery(place, "Thịt heo")]
        await record_receipts(registry, papers(name), receipts, actor="test", now=NOW)
        await set_consent(registry, place, given=True, by="owner", actor="owner", now=NOW)


async def test_open_data_has_no_suppliers_whether_the_owner_agrees_or_not(
    kitchen: Street,
) -> None:
    await say(kitchen, True)
    async with await Registry.open(kitchen.folder) as registry:
        await make_dump(registry, NOW)
    files = [path for path in (kitchen.folder / "dumps").rglob("*") if path.is_file()]
    assert len(files) > 4
    for path in files:
        assert marks_in(path.read_bytes(), ALL_MARKS) == [], path
        assert b"check_book" not in path.read_bytes(), path


@pytest.mark.parametrize("agreed", [False, True])
async def test_no_answer_and_no_log_holds_a_quantity_a_lot_or_a_persons_name(
    agreed: bool, kitchen: Street, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """Without consent, with it, and after it ended."""
    marks = GOODS_MARKS if agreed else ALL_MARKS
    if agreed:
        await say(kitchen, True)
        await say(kitchen, False)
        await say(kitchen, True)
    code, number = kitchen.code("green"), kitchen.ids["green"]
    with caplog.at_level(logging.DEBUG):
        async with ask(kitchen.folder) as client:
            described = (await client.get("/openapi.json")).json()
            paths = [
                *(path for path in described["paths"] if "{" not in path),
                kitchen.path("green"), f"/c/{code}", f"/api/v1/establishments/{number}",
                "/api/v1/establishments?limit=500", f"/find?q={NAMED}", "/find?q=CANARYSELLER",
                f"/report/{code}?kind=damaged", "/city", "/data",
            ]  # fmt: skip
            for path in paths:
                for headers in (HTML, JSON):
                    answer = await client.get(path, headers=headers)
                    asked_for = (NAMED,) if path.startswith("/find") else ()
                    found = set(marks_in(answer.content, marks)) - set(asked_for)
                    assert found - ({"CANARYSELLER"} if "CANARYSELLER" in path else set()) == set()
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("httpx"))
    assert marks_in(ours.encode(), ALL_MARKS) == []


async def test_the_owner_agrees_and_withdraws_on_her_own_page(kitchen: Street, ask: Ask) -> None:
    link = await link_of(kitchen.folder, kitchen.ids["green"])
    async with ask(kitchen.folder) as client:
        main = await opened(client, link, "en")
        assert 'href="/kitchen/origins?lang=en"' in main
        page = (await client.get("/kitchen/origins?lang=en", headers=HTML)).text
        assert "Diners cannot see it" in page
        assert NAMED in page, "she sees what diners would see"
        assert marks_in(page.encode(), GOODS_MARKS) == []
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found is not None
        for do, shown in (("agree", True), ("agree", True), ("end", False)):
            sent = {"csrf": found[1], "do": do}
            answer = await client.post("/kitchen/origins?lang=en", data=sent)
            assert (answer.status_code, answer.headers["location"]) == (
                303,
                "/kitchen/origins?done=1&lang=en",
            )
            public = (await client.get(kitchen.path("green"), headers=HTML)).text
            assert (NAMED in public) == shown
        stranger = await client.post("/kitchen/origins", data={"csrf": "x", "do": "agree"})
        assert stranger.status_code == 403
        public = (await client.get(kitchen.path("green"), headers=HTML)).text
        assert NAMED not in public


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
@pytest.mark.skipif(not node_is_here(), reason="axe-core comes from npm")
async def test_the_owners_page_is_clean_and_fits_a_small_phone_with_or_without_her_word(
    kitchen: Street,
) -> None:
    link, script = await link_of(kitchen.folder, kitchen.ids["green"]), axe()
    async with serving(app_of(kitchen.folder)) as base, browsing() as browser:
        page = await browser.new_page(viewport={"width": 320, "height": 568})
        await page.goto(f"{base}{link}")
        for language in LANGUAGES:
            w = words_of(language, "kitchen")
            await page.goto(f"{base}/kitchen/origins?lang={language}")
            for button in ("kitchen_origins_agree", "kitchen_origins_end"):
                assert await faults_on(page, script) == []
                assert await page.evaluate("document.documentElement.scrollWidth") <= 320
                async with page.expect_navigation():
                    await page.get_by_role("button", name=w(button)).click()
