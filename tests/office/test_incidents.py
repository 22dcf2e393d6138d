"""Incidents in the console: a form that keeps what was typed, a recall seen beforehand, owners told, phoned, answered."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from alerts.receivers import PostOffice, post_office
from api.serving import app_of, browsing, serving
from api.street import NOW, Street
from foodtrace.alerts import deliver_due
from foodtrace.incidents import public_notices
from foodtrace.registry import Registry
from foodtrace.registry.private_schema import private_particulars
from foodtrace.registry.supply_schema import product, product_gtin
from foodtrace_api.words import words_of
from office.conftest import Enter
from office.kitchens import BY_DAY, BY_LOT, LOT, SEAFOOD, day, kinds_of_events
from office.signed_in import begin_session, words_of_page
from sqlalchemy import insert, select, update

NEW = "/office/incidents/new"
SAMPLE = {
    "sort": "sample",
    "subject": "Tôm sú có dư lượng kháng sinh",
    "sample": "M-118",
    "taken_on": day(2).strftime("%d/%m/%Y"),
    "taken_at": "Chợ Cồn",
    "laboratory": "Trung tâm Kiểm nghiệm",
    "test": "Enrofloxacin",
    "value": "0,35",
    "most": "0,1",
    "unit": "mg/kg",
    "verdict": "exceeds",
    "supplier": "0400000017",
    "lot": LOT,
}
REASONS = {
    "reason_vi": "Mẫu có dư lượng kháng sinh vượt mức.",
    "reason_en": "A sample held too much of an antibiotic.",
}
STARTED = {
    "supplier": "0400000017",
    "lot": LOT,
    "shown": "Tôm sú",
    "certainty": ["lot", "product and day"],
}


@pytest.fixture
def goods(delivered: Street, tmp_path: Path) -> Street:
    """A street with goods on it, to be changed."""
    shutil.copytree(delivered.folder, tmp_path / "registry")
    return msgspec.structs.replace(delivered, folder=tmp_path / "registry")


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


async def write_to(goods: Street, *names: str) -> dict[str, str]:
    """These owners have an e-mail, and nobody else has one."""
    emails = {name: f"{name}@example.vn" for name in names}
    async with await Registry.open(goods.folder) as registry, registry.writing() as connection:
        table = private_particulars
        await connection.execute(update(table).values(email=None, phones=["0900000001"]))
        for name, email in emails.items():
            mine = update(table).where(table.c.establishment_id == goods.ids[name])
            await connection.execute(mine.values(email=email))
    return emails


async def send(goods: Street, post: PostOffice) -> list[str]:
    async with await Registry.open(goods.folder) as registry:
        await deliver_due(registry, NOW, mail=post.server)
    return sorted(str(each["To"]) for each in post.messages)


async def begin(officer: Any, **more: Any) -> str:
    """An incident and its recall; gives the address of the recall's page."""
    taken = await officer.send_form(NEW, SAMPLE)
    assert taken.status_code == 303, taken.text
    incident = taken.headers["location"]
    started = await officer.send_form(f"{incident}/recall", {**STARTED, **more})
    assert started.status_code == 303, words_of_page(started.text)
    return str(started.headers["location"]).partition("?")[0]


def counts_in(page: str) -> dict[str, int]:
    """The counts at the head of a page by their words."""
    part = page.partition('<ul class="counts">')[2].partition("</ul>")[0]
    return {words: int(number) for number, words in re.findall(r"<b>(\d+)</b>([^<]+)</a>", part)}


async def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    goods: Street, enter: Enter
) -> None:
    typed = {**SAMPLE, "verdict": "within", "taken_on": "30/02/2026", "receipt": "ba", "unit": ""}
    async with enter(goods.folder, role="inspector") as officer:
        page = await officer.send_form(f"{NEW}?lang=en", typed)
        assert page.status_code == 422
        words = words_of_page(page.text)
        assert "This does not agree with the value and the limit." in words
        assert "Please write a day of the last ten years" in words
        assert "Please write a whole number." in words
        assert "no name, phone number or health record" in words
        for kept in ("Trung tâm Kiểm nghiệm", 'value="30/02/2026"', 'value="0,35"', 'value="ba"'):
            assert kept in page.text
        assert (await officer.get("/office/incidents")).text.count("/office/incidents/1") == 0


async def test_an_address_from_the_goods_fills_the_form(goods: Street, enter: Enter) -> None:
    asked = f"supplier=0400000017&lot={quote(LOT)}&from=2026-11-01&served_at=00RS-KAC7"
    async with enter(goods.folder) as officer:
        kinds = await officer.get(f"{NEW}?{asked}")
        href = re.search(r'href="([^"]+sort=sample)"', kinds.text)
        assert href is not None
        form = (await officer.get(href[1].replace("&amp;", "&"))).text
        for value in ("0400000017", LOT, "2026-11-01", "00RS-KAC7"):
            assert f'value="{value}"' in form


async def test_the_supplier_stands_with_its_name_and_numbers_as_the_language_writes_them(
    goods: Street, enter: Enter
) -> None:
    async with enter(goods.folder, role="issuing") as officer:
        recall = await begin(officer)
        incident = recall.partition("/recalls")[0]
        for page in (incident, f"{incident}/recall", recall):
            words = words_of_page((await officer.get(f"{page}?lang=vi")).text)
            assert f"{SEAFOOD.name} ({SEAFOOD.tax_code})" in words, page
        assert "0,35 mg/kg" in words_of_page((await officer.get(f"{incident}?lang=vi")).text)
        assert "0.35 mg/kg" in words_of_page((await officer.get(f"{incident}?lang=en")).text)


async def test_the_page_beforehand_counts_by_certainty_and_way_and_tells_nobody(
    goods: Street, enter: Enter, post: PostOffice
) -> None:
    await write_to(goods, "green", "suspended")
    async with enter(goods.folder, role="issuing") as officer:
        incident = (await officer.send_form(NEW, SAMPLE)).headers["location"]
        page = (await officer.get(f"{incident}/recall?lang=en")).text
        table = page.partition("<tbody>")[2].partition("</tbody>")[0]
        rows = [re.findall(r'class="num"[^>]*>(?:<b>)?(\d+)', row) for row in table.split("</tr>")]
        # By their own system, by e-mail, to be phoned, in all.
        assert rows[:3] == [
            ["0", "1", str(len(BY_LOT) - 1), str(len(BY_LOT))],
            ["0", "1", str(len(BY_DAY) - 1), str(len(BY_DAY))],
            ["0", "0", "0", "0"],
        ]
        assert table.count(" checked") == 2
        assert await send(goods, post) == []


async def test_a_recall_tells_each_owner_once_lists_who_is_to_be_phoned_and_keeps_the_answers(
    goods: Street, enter: Enter, post: PostOffice
) -> None:
    emails = await write_to(goods, "green", "suspended")
    async with enter(goods.folder, role="issuing") as officer:
        told = await begin(officer, **REASONS)
        # Pressed again, and the record asked again: the same recall, nobody new.
        assert await begin_again(officer, told) == told
        assert (await officer.send_form(f"{told}/again")).headers["location"].endswith("n=0")
        assert await send(goods, post) == sorted(emails.values())
        page = (await officer.get(f"{told}?lang=en")).text
        phoned = len(BY_LOT) + len(BY_DAY) - 2
        assert counts_in(page) == {
            "all": 5, "to be phoned": phoned, "phoned": 0, "being sent": 0, "told": 2, "not told": 0,
        }  # fmt: skip
        code = goods.code("plain")
        assert (await officer.send_form(f"{told}/called", {"code": code})).status_code == 303
        page = (await officer.get(f"{told}?lang=en&state=called")).text
        assert counts_in(page)["phoned"] == 1
        assert code in page
        assert "Người thử issuing" in page
        (mine,) = (each for each in post.messages if each["To"] == emails["green"])
        link = mine.get_content().partition("https://qr.example.vn")[2].split()[0]
        owner = await officer.get(f"{link}?lang=ko")
        assert "Tôm sú" in owner.text
        assert owner.headers["x-robots-tag"] == "noindex, nofollow"
        assert (await officer.post(link, data={"answer": "kept_aside"})).status_code == 303
        assert "kept aside <b>1</b>" in (await officer.get(f"{told}?lang=en")).text
        assert (await officer.post(link, data={"answer": "eaten"})).status_code == 422
        assert (await officer.get("/recall/none")).status_code == 404


async def test_a_link_that_answers_without_end_is_told_to_wait_in_every_language(
    goods: Street, enter: Enter, post: PostOffice
) -> None:
    await write_to(goods, "green", "suspended")
    async with enter(goods.folder, role="issuing") as officer:
        await begin(officer)
        await send(goods, post)
        mine, other = (
            each.get_content().partition("https://qr.example.vn")[2].split()[0]
            for each in post.messages
        )
        changing = ("kept_aside", "none_left") * 20
        taken = [(await officer.post(mine, data={"answer": each})).status_code for each in changing]
        kept = taken.index(429)
        assert taken[:kept] == [303] * kept
        assert 10 <= kept <= 20
        assert set(taken[kept:]) == {303, 429}, "what stands already may be said again"
        stands, refused = changing[kept - 1], changing[kept]
        for language in ("vi", "en", "ko", "zh-Hans", "zh-Hant"):
            w = words_of(language, "recall")
            page = await officer.post(f"{mine}?lang={language}", data={"answer": refused})
            assert page.status_code == 429
            wait = w.wait(int(page.headers["retry-after"]))
            said = w("recall_many_text", answer=w(f"recall_owner_{refused}"), wait=wait)
            assert said in page.text
            assert w(f"recall_owner_{stands}") in page.text
        # Neither a guess nor another owner's link is held up by it.
        assert (await officer.post("/recall/none", data={"answer": refused})).status_code == 404
        assert (await officer.post(other, data={"answer": refused})).status_code == 303
    answers = [kind for kind, _ in await kinds_of_events(goods.folder) if kind == "recall_answered"]
    assert len(answers) == kept + 1


async def begin_again(officer: Any, told: str) -> str:
    incident = told.partition("/recalls/")[0]
    again = await officer.send_form(f"{incident}/recall", STARTED)
    return str(again.headers["location"]).partition("?")[0]


async def test_phones_are_shown_to_whoever_may_read_them_and_each_is_an_event(
    goods: Street, enter: Enter
) -> None:
    await write_to(goods)
    async with enter(goods.folder) as officer:
        told = await begin(officer)
        assert "0900000001" not in (await officer.get(told)).text
        assert "0900000001" in (await officer.send_form(f"{told}/phones")).text
    read = [
        place for kind, place in await kinds_of_events(goods.folder) if kind == "particulars_read"
    ]
    assert set(read) == {goods.ids[name] for name in (*BY_LOT, *BY_DAY)}
    assert len(read) == 5
    async with enter(goods.folder, role="viewer", name="Người xem") as viewer:
        assert (await viewer.get(told)).status_code == 200
        assert (await viewer.send_form(f"{told}/phones")).status_code == 403
        assert (await viewer.send_form(f"{told}/lift", {})).status_code == 403


async def test_a_notice_is_published_only_with_its_sentences_and_before_anybody_is_told(
    goods: Street, enter: Enter, post: PostOffice
) -> None:
    await write_to(goods, "green")

    async def notices() -> int:
        async with (
            await Registry.open(goods.folder) as registry,
            registry.reading_public() as connection,
        ):
            return len(await public_notices(connection, product="tôm sú", lot=LOT))

    async with enter(goods.folder) as officer:
        incident = (await officer.send_form(NEW, SAMPLE)).headers["location"]
        wrong = await officer.send_form(f"{incident}/recall?lang=en", {**STARTED, "publish": "1"})
        assert wrong.status_code == 422
        assert words_of_page(wrong.text).count("Please fill this in.") == 2
        assert await send(goods, post) == []
        started = {**STARTED, **REASONS, "publish": "1"}
        told = (await officer.send_form(f"{incident}/recall", started)).headers["location"]
        told = told.partition("?")[0]
        assert await notices() == 1
        page = (await officer.get(f"{told}?lang=en")).text
        assert "nobody can look the notice up yet" in words_of_page(page)
        async with await Registry.open(goods.folder) as registry, registry.writing() as connection:
            prawns = select(product.c.id).where(product.c.name_folded == "tom su")
            row = {
                "gtin": "09501101530003",
                "product_id": (await connection.execute(prawns)).scalar(),
            }
            await connection.execute(insert(product_gtin).values(row))
        page = (await officer.get(f"{told}?lang=en")).text
        public = re.search(r'href="(/goods/09501101530003)"', page)
        assert public is not None
        assert REASONS["reason_en"] in (await officer.get(f"{public[1]}?lang=en")).text
        lifted = {"words_vi": "Hàng đã được thu gom.", "words_en": "All was collected."}
        wrong = await officer.send_form(f"{told}/lift?lang=en", {"words_vi": "Xong."})
        assert wrong.status_code == 422
        assert "Xong." in wrong.text
        assert (await officer.send_form(f"{told}/lift", lifted)).headers["location"].endswith("n=1")
        assert await notices() == 0
        assert (await officer.send_form(f"{told}/lift", lifted)).status_code == 303
        assert await send(goods, post) == ["green@example.vn"] * 2


async def test_a_meal_leads_back_to_the_goods_and_from_them_to_everybody_else(
    goods: Street, enter: Enter
) -> None:
    ill = {
        "sort": "illness",
        "subject": "Nhiều người đau bụng",
        "people_ill": "12",
        "code": goods.code("plain"),
        "served_on": day(3).isoformat(),
    }
    async with enter(goods.folder) as officer:
        incident = (await officer.send_form(NEW, ill)).headers["location"]
        page = await officer.get(f"{incident}/recall?lang=en")
        href = re.search(
            r'href="(/office/incidents/1/recall\?supplier=[^"]+)"[^>]*>Tôm sú', page.text
        )
        assert href is not None
        ahead = await officer.get(href[1].replace("&amp;", "&"))
        assert SEAFOOD.tax_code is not None
        assert f"The receiving books show {len(BY_LOT) + len(BY_DAY)}" in words_of_page(ahead.text)


async def test_a_note_and_a_result_are_added_and_a_stale_form_changes_nothing(
    goods: Street, enter: Enter
) -> None:
    async with enter(goods.folder) as officer:
        incident = (await officer.send_form(NEW, SAMPLE)).headers["location"]
        assert (await officer.send_form(f"{incident}/notes", {"note": ""})).status_code == 422
        await officer.send_form(f"{incident}/notes", {"note": "Đã gọi nhà cung cấp."})
        second = {**SAMPLE, "test": "Chloramphenicol", "verdict": "pending", "value": ""}
        assert (await officer.send_form(f"{incident}/results", second)).status_code == 303
        stale = await officer.send_form(f"{incident}/ties", {"seen": "0", "product": "Cá thu"})
        assert stale.status_code == 409
        assert 'value="Cá thu"' in stale.text
        page = words_of_page((await officer.get(f"{incident}?lang=en")).text)
        for words in ("Đã gọi nhà cung cấp.", "Chloramphenicol", "Awaited"):
            assert words in page
        assert (await officer.send_form(f"{incident}/nothing")).status_code == 404


@pytest.mark.browser
@pytest.mark.slow
async def test_an_officer_goes_from_a_sample_to_a_recall_without_script(goods: Street) -> None:
    await write_to(goods, "green")
    _, token = await begin_session(goods.folder, "issuing", now=NOW)
    async with serving(app_of(goods.folder)) as base, browsing() as browser:
        context = await browser.new_context(
            viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="en"
        )
        await context.add_cookies([{"name": "foodtrace_session", "value": token, "url": base}])
        page = await context.new_page()
        await page.goto(f"{base}{NEW}?sort=sample")
        for name, value in SAMPLE.items():
            if name == "verdict":
                await page.check(f'input[name=verdict][value="{value}"]')
            elif name == "taken_on":
                await page.fill(f"input[name={name}]", day(2).isoformat())
            elif name != "sort":
                await page.fill(f"input[name={name}]", value)
        for press in (
            "Open the incident",
            "Start the recall…",
            "Start the recall and tell the owners",
        ):
            if press.endswith("owners"):
                await page.fill("input[name=shown]", "Tôm sú")
            async with page.expect_navigation():
                await page.get_by_text(press, exact=True).last.click()
        assert await page.locator("h1").inner_text() == f"Recall of Tôm sú (lot {LOT})"
        assert counts_in(await page.content())["being sent"] == 1
        await context.close()


@pytest.mark.parametrize("room", ["office_incidents", "recall"])
def test_food_is_recalled_and_never_just_recalled(room: str) -> None:
    """In Vietnamese the same word revokes a sticker, so it never stands without its noun."""
    own = set(words_of("vi", "office_console", room).catalog.values())
    own -= set(words_of("vi", "office_console").catalog.values())
    assert len(own) > 10
    noun = re.compile("thu hồi thực phẩm|thực phẩm thu hồi", re.IGNORECASE)
    assert [words for words in own if "thu hồi" in noun.sub("", words).lower()] == []


async def test_messages_that_nobody_tries_to_send_are_said_to_be_stuck(
    goods: Street, enter: Enter
) -> None:
    await write_to(goods, "green")
    async with enter(goods.folder) as officer:
        told = await begin(officer)
        assert "waited for more than 15 minutes" not in (await officer.get(f"{told}?lang=en")).text
    async with enter(goods.folder, now=NOW + 1000, name="Người sau") as officer:
        page = (await officer.get(f"{told}?lang=en")).text
        assert "waited for more than 15 minutes" in page
        await officer.send_form(f"{told}/called", {"code": goods.code("green")})
        page = (await officer.get(f"{told}?lang=en")).text
        assert counts_in(page)["phoned"] == 1
