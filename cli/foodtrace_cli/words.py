"""What the command says, in Vietnamese or English: how a language is chosen and a sentence found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from foodtrace.errors import FoodtraceError

from foodtrace_cli.words_of_checks import CHECKS
from foodtrace_cli.words_of_dumps import DUMPS
from foodtrace_cli.words_of_errors import ERRORS_EN, ERRORS_VI, WITH_OWN_LINE
from foodtrace_cli.words_of_events import EVENTS
from foodtrace_cli.words_of_incidents import INCIDENTS
from foodtrace_cli.words_of_jobs import JOBS
from foodtrace_cli.words_of_kitchens import KITCHENS
from foodtrace_cli.words_of_privacy import PRIVACY
from foodtrace_cli.words_of_supply import SUPPLY
from foodtrace_cli.words_of_users import USERS
from foodtrace_cli.words_of_visits import VISITS
from foodtrace_cli.words_of_work import WORK

LANGUAGES: Final = ("vi", "en")
_SENTENCES: Final[dict[str, tuple[str, str]]] = (
    CHECKS | DUMPS | EVENTS | INCIDENTS | JOBS | KITCHENS | PRIVACY | SUPPLY | USERS | VISITS | WORK
)


def language_of(given: str | None, env: Mapping[str, str]) -> str:
    """`given`, else the first of LC_ALL, LC_MESSAGES and LANG that is set; English unless Vietnamese."""
    if given in LANGUAGES:
        return str(given)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            return "vi" if env[name].lower().split(".")[0].split("_")[0] == "vi" else "en"
    return "en"


def word(key: str, lang: str, **fields: object) -> str:
    """The sentence `key`; a missing key is a programming error."""
    sentence = _SENTENCES[key][LANGUAGES.index(lang)]
    return sentence.format(**fields) if fields else sentence


def words_of_error(error: FoodtraceError, lang: str) -> str:
    """The sentence for the error's code, else the error's own English line.

    A code without a Vietnamese sentence keeps the English line: its details (a path, a number)
    help more than a vague sentence would.
    """
    table = ERRORS_VI if lang == "vi" else ERRORS_EN
    sentence = table.get(error.code, error.message)
    if lang == "vi" and error.code in WITH_OWN_LINE:
        return f"{sentence} ({error.message})"
    return sentence


def known_word(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in _SENTENCES
