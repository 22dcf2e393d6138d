"""A closed or moved place: its pages say so in five languages, with the day and the way to the new door."""

from __future__ import annotations

import pytest
from api.conftest import Ask, Read
from api.endings import Ending
from api.street import Street
from foodtrace_api.words import LANGUAGES

HTML = {"accept": "text/html"}
CLOSED = {
    "vi": ("Cơ sở này đã ngừng hoạt động", "19/11/2026"),
    "en": ("This place has closed", "19 Nov 2026"),
    "ko": ("폐업한 업소입니다", "2026. 11. 19."),
    "zh-Hans": ("该店已停业", "2026年11月19日"),
    "zh-Hant": ("該店已停業", "2026年11月19日"),
}
MOVED = {
    "vi": ("Cơ sở này đã chuyển đi", "19/11/2026"),
    "en": ("This place has moved", "19 Nov 2026"),
    "ko": ("이전한 업소입니다", "2026. 11. 19."),
    "zh-Hans": ("该店已搬迁", "2026年11月19日"),
    "zh-Hant": ("該店已搬遷", "2026年11月19日"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["closed", "moved", "typed-closed", "typed-moved"])
async def test_the_page_says_closed_or_moved_the_day_and_where_to(
    name: str, language: str, endings: dict[str, Ending], built: Street, read: Read
) -> None:
    ending = endings[name]
    moved = name.endswith("moved")
    headline, day = (MOVED if moved else CLOSED)[language]
    text = (await read(ending, language)).text
    assert f"<h1>{headline}</h1>" in text
    assert text.count(day) >= 2, "under the headline and in the sentence"
    link = f'href="/c/{built.code("green")}?lang={language}"'
    assert (link in text) == moved
    assert "panel yes" not in text


async def test_the_answer_and_the_list_of_hits_say_so_too(
    endings: dict[str, Ending], built: Street, ask: Ask
) -> None:
    async with ask(endings["moved"].folder) as client:
        record = (
            await client.get(endings["moved"].path, headers={"accept": "application/json"})
        ).json()
        hits = (await client.get("/find?q=che+lien&lang=en", headers=HTML)).text
    assert (record["green"], record["standing"]) == (False, "replaced")
    assert record["establishment"]["closed_on"] == "2026-11-19"
    assert record["establishment"]["moved_to"] == built.code("green")
    assert "This place has closed" in hits
