"""Every sentence exists in both languages with the same fields, and the right language is chosen."""

from __future__ import annotations

import re
import string
from pathlib import Path

import foodtrace_cli
import pytest
from cli_shell import Shell
from foodtrace_cli.words import _SENTENCES, language_of
from foodtrace_cli.words_of_errors import ERRORS_EN, ERRORS_VI

_SOURCE = {
    path: path.read_text(encoding="utf-8") for path in Path(foodtrace_cli.__path__[0]).glob("*.py")
}
_CORE = Path(__file__).parents[2] / "trace" / "foodtrace"


@pytest.mark.parametrize("key", _SENTENCES)
def test_a_sentence_has_the_same_fields_in_both_languages(key: str) -> None:
    vi, en = _SENTENCES[key]
    assert vi
    assert en

    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert fields(vi) == fields(en)
    assert vi.count("\n") == en.count("\n")


def test_every_sentence_that_is_asked_for_exists() -> None:
    asked = {
        key
        for path, text in _SOURCE.items()
        if not path.name.startswith("demo")
        for key in re.findall(r'\bsay\(\s*"([a-z_]+)"', text)
    }
    assert len(asked) > 60
    assert asked <= set(_SENTENCES)


def test_every_vietnamese_error_is_one_that_can_happen() -> None:
    core = "".join(path.read_text(encoding="utf-8") for path in _CORE.rglob("*.py"))
    whole = core + "".join(_SOURCE.values())
    for code in {**ERRORS_VI, **ERRORS_EN}:
        made = re.search(rf'"{code}"', whole.replace(f'"{code}": "', ""))
        assert made, code


def test_food_is_recalled_and_stickers_are_withdrawn_never_just_withdrawn() -> None:
    """In Vietnamese one word says both, so it never stands without its noun."""
    for key, (vi, _) in _SENTENCES.items():
        if "thu hồi" in vi.lower() and not key.startswith("column_"):
            assert re.search("tem|khóa|thực phẩm", vi.lower()), key


@pytest.mark.parametrize(
    ("given", "env", "chosen"),
    [
        (None, {}, "en"),
        (None, {"LANG": "vi_VN.UTF-8"}, "vi"),
        (None, {"LANG": "vi"}, "vi"),
        (None, {"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "vie"}, "en"),
        (None, {"LANG": "en_US", "LC_MESSAGES": "vi_VN"}, "vi"),
        ("en", {"LANG": "vi_VN"}, "en"),
        ("vi", {"LANG": "ko_KR"}, "vi"),
    ],
)
def test_the_language_follows_the_option_then_the_locale(
    given: str | None, env: dict[str, str], chosen: str
) -> None:
    assert language_of(given, env) == chosen


def test_options_before_the_command_count_too(shell: Shell) -> None:
    shell.found()
    assert shell.ok("--lang", "vi", "list").out == "Không tìm thấy cơ sở nào.\n"
    assert shell.ok("--lang", "vi", "list", "--lang", "en").out == "No eatery found.\n"
    assert shell.ok("--registry", "R", "--json", "list").json() == {"items": [], "next": None}
    shell.env["LANG"] = "vi_VN.UTF-8"
    assert "sai cách dùng" in shell.run("list", "--limit", "0").err


def test_an_error_follows_the_language_and_json_that_stand_before_the_command(shell: Shell) -> None:
    said = shell.run("--lang", "vi", "show", "XXXX").err
    assert said == shell.run("show", "XXXX", "--lang", "vi").err
    assert "Mã chưa đúng" in said
    assert shell.run("--json", "show", "XXXX").err.startswith('{"error":')
