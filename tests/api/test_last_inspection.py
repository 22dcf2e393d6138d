"""The page of a sticker says what the last inspection found once that is public, and nothing of it before."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from api.conftest import Ask
from api.street import DAY, NOW, Street
from foodtrace.inspection import check_reply, file_reply, set_rules
from foodtrace.registry import Registry
from foodtrace_api.words import LANGUAGES
from inspection.results import RULES, SCHEME, civil, declared

MARK = "CANARY-unpublished"
MIDNIGHT = (NOW + 25_200) // DAY * DAY - 25_200
BEFORE, AFTER = MIDNIGHT + 8 * DAY - 1, MIDNIGHT + 8 * DAY


@pytest.fixture(scope="module")
def marked(built: Street, tmp_path_factory: pytest.TempPathFactory) -> Street:
    """A street whose green place was visited: every word of the result and the reply has a mark."""
    import shutil

    folder = tmp_path_factory.mktemp("marked") / "registry"
    shutil.copytree(built.folder, folder)
    street = msgspec.structs.replace(built, folder=folder)
    asyncio.run(_declare(street))
    return street


async def _declare(street: Street) -> None:
    raw = msgspec.json.encode(RULES).replace(b"not_met (", f"not_met {MARK} (".encode())
    marked_rules = msgspec.json.decode(raw, type=type(RULES))
    assert MARK in repr(marked_rules)
    async with await Registry.open(street.folder) as registry:
        await set_rules(registry, marked_rules, actor="test", now=NOW)
        visit = await declared(registry, street.ids["green"], "not_met", at=NOW, grade="c")
        await file_reply(
            registry,
            visit,
            f"We mended the sink.\n{MARK} <b>reply</b>",
            by_owner=True,
            filed_on=civil(NOW),
            actor="owner",
            now=NOW,
        )
        await check_reply(registry, visit, hold_back=None, actor="test", now=NOW)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_of_a_result_is_on_any_page_before_its_hold_has_ended(
    marked: Street, ask: Ask, language: str
) -> None:
    async with ask(marked.folder, now=BEFORE) as client:
        for path in (marked.path("green"), f"/c/{marked.code('green')}"):
            for accept in ("text/html", "application/json"):
                answer = await client.get(
                    path, headers={"accept": accept}, params={"lang": language}
                )
                assert MARK not in answer.text
                assert "not_met" not in answer.text
                assert "mended" not in answer.text
        page = await client.get(f"/c/{marked.code('green')}", params={"lang": language})
        assert {
            "vi": "Kết quả chưa công bố (đang trong thời hạn khiếu nại)",
            "en": "Result pending (appeal period)",
            "ko": "결과 공개 전(이의신청 기간)",
            "zh-Hans": "结果待公布（申诉期内）",
            "zh-Hant": "結果尚未公布（申復期間）",
        }[language] in page.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_after_the_hold_the_page_has_the_result_with_the_reply_beside_it(
    marked: Street, ask: Ask, language: str
) -> None:
    async with ask(marked.folder, now=AFTER) as client:
        page = (await client.get(marked.path("green"), params={"lang": language})).text
        assert f"not_met {MARK} ({language})" in page
        assert f"c ({language})" in page
        assert f"basis of open ({language})" in page
        assert "We mended the sink." in page
        assert f"{MARK} &lt;b&gt;reply&lt;/b&gt;" in page
        assert len((await client.get(marked.path("green"))).content) < 20_000


async def test_the_kept_answer_ends_with_the_hold(marked: Street, ask: Ask) -> None:
    moment = BEFORE
    async with ask(marked.folder, clock=lambda: moment) as client:
        first = await client.get(marked.path("green"))
        assert MARK not in first.text
        moment = AFTER
        assert MARK in (await client.get(marked.path("green"))).text


async def test_json_gives_the_same_by_keys(marked: Street, ask: Ask) -> None:
    number = marked.ids["green"]
    async with ask(marked.folder, now=BEFORE) as client:
        held = (await client.get(f"/api/v1/establishments/{number}")).json()
        assert held["last_inspection"] is None
        assert held["inspection_pending"] is True
        found = (await client.get("/api/v1/establishments", params={"q": "bun cha ca"})).json()
        assert found["items"][0]["last_inspection"] is None
    async with ask(marked.folder, now=AFTER) as client:
        shown = (await client.get(f"/api/v1/establishments/{number}")).json()
        assert shown["inspection_pending"] is False
        last = shown["last_inspection"]
        assert (last["visited_on"], last["outcome"], last["grade"]) == (
            civil(NOW).isoformat(),
            "not_met",
            "c",
        )
        assert set(last["outcome_name"]) == set(LANGUAGES)
        assert [each["key"] for each in SCHEME["outcomes"]][-1] == last["outcome"]
        found = (await client.get("/api/v1/establishments", params={"q": "bun cha ca"})).json()
        assert found["items"][0]["last_inspection"] == last


async def test_a_place_without_a_result_says_nothing_of_inspections(
    marked: Street, ask: Ask
) -> None:
    async with ask(marked.folder, now=AFTER) as client:
        page = (await client.get(f"/c/{marked.code('plain')}", params={"lang": "en"})).text
        assert "Last inspection" not in page
