"""The grammar of the panel over every combination of the three answers, and its words in every language."""

from __future__ import annotations

import itertools

import pytest
from api.street import DAY, NOW
from foodtrace.sticker import Claims
from foodtrace.verdict import Verdict
from foodtrace_api.panel import Panel, draw_panel
from foodtrace_api.words import LANGUAGES, words_of

GENUINE = ("yes", "no", "key revoked", "unknown issuer", "unreadable", "not checked")
STANDING = (
    "revoked", "replaced", "expired", "not yet in force", "suspended", "in force", "unknown",
)  # fmt: skip
FRESHNESS = ("fresh", "stale", "missing")
CLAIMS = Claims(NOW + DAY, NOW - DAY, 26004812, "Bún Chả Cá Bà Lữ", "319 Hùng Vương", 20209, 3, 4)


def verdict(genuine: str, standing: str, freshness: str) -> Verdict:
    green = (genuine, standing, freshness) == ("yes", "in force", "fresh")
    return Verdict(
        genuine,
        standing if genuine == "yes" else "unknown",
        freshness,
        green,
        claims=CLAIMS if genuine == "yes" else None,
        trust_iat=NOW - DAY,
        status_iat=NOW - 7200,
    )


def draw(genuine: str, standing: str, freshness: str, language: str = "vi") -> Panel:
    return draw_panel(verdict(genuine, standing, freshness), words_of(language), NOW)


ALL = list(itertools.product(GENUINE, STANDING, FRESHNESS))


def test_only_yes_in_force_and_fresh_is_solid_green() -> None:
    for answers in ALL:
        assert (draw(*answers).kind == "yes") == (answers == ("yes", "in force", "fresh"))


def test_a_filled_tick_needs_fresh_lists() -> None:
    for answers in ALL:
        if answers[2] != "fresh":
            panel = draw(*answers)
            assert "yes" not in {panel.mark, *(cell.mark for cell in panel.cells)}


def test_no_key_revoked_revoked_and_suspended_are_red_whatever_the_lists() -> None:
    for genuine, standing, freshness in ALL:
        red = genuine in ("no", "key revoked") or (
            genuine == "yes" and standing in ("revoked", "suspended")
        )
        assert (draw(genuine, standing, freshness).kind == "no") == red


def test_what_time_did_is_yellow() -> None:
    for genuine, standing, freshness in ALL:
        timely = genuine == "yes" and (
            standing in ("expired", "not yet in force")
            or (standing in ("in force", "unknown") and freshness == "stale")
        )
        assert (draw(genuine, standing, freshness).kind == "time") == timely


def test_a_stale_in_force_becomes_unknown_on_its_day() -> None:
    cell = draw("yes", "in force", "stale").cells[1]
    assert (cell.mark, cell.word, cell.detail) == ("ask", "Chưa rõ hiệu lực", "ngày 21/11: còn")


def test_standing_is_a_bare_dash_where_it_is_not_considered() -> None:
    for answers in ALL:
        if answers[0] not in ("yes", "not checked"):
            assert draw(*answers).cells[1].mark == "dash"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_combination_has_words_in_every_language(language: str) -> None:
    for answers in ALL:
        panel = draw(*answers, language=language)
        assert panel.headline
        assert panel.subline
        assert all(cell.word and cell.detail for cell in panel.cells)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_subline_has_at_most_34_letters(language: str) -> None:
    for answers in ALL:
        assert len(draw(*answers, language=language).subline) <= 34


def test_a_wrong_clock_is_said_instead_of_an_old_list() -> None:
    import msgspec

    wrong = msgspec.structs.replace(verdict("yes", "in force", "stale"), clock_wrong=True)
    panel = draw_panel(wrong, words_of("en"), NOW)
    assert panel.subline == "This site's clock is wrong"


def test_a_record_may_condemn_a_typed_code_and_never_acquit_it() -> None:
    typed = verdict("not checked", "unknown", "fresh")
    marks = {
        standing: draw_panel(typed, words_of("vi"), NOW, standing).cells[1].mark
        for standing in ("in force", "revoked", "suspended", "expired", "replaced", "none")
    }
    assert marks == {
        "in force": "ask",
        "revoked": "no",
        "suspended": "pause",
        "expired": "time",
        "replaced": "arrow",
        "none": "ask",
    }
    for standing in marks:
        assert draw_panel(typed, words_of("vi"), NOW, standing).kind == "open"
