"""A verdict in words: name and door first, then the three answers, then what they mean."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from foodtrace_cli import screen
from foodtrace_cli.days import shown_day, shown_last_day, shown_time
from foodtrace_cli.options import Session

if TYPE_CHECKING:
    from foodtrace.trust import Trusted
    from foodtrace.verdict import Verdict


_WIDTH: Final = 78
_INDENT: Final = "    "


def tell_verdict(
    session: Session, verdict: Verdict, trusted: Trusted | None, text: str, why: str = ""
) -> None:
    """Several lines on standard output; `text` is what was read, `why` replaces what it means."""
    from foodtrace.sticker import encode_typed_code

    say = session.say
    claims = verdict.claims
    if claims is not None:
        screen.line(claims.name)
        screen.line(f"{claims.street}, {_ward(session, verdict, trusted)}")
    elif verdict.id is not None:
        screen.line(f"{say('typed_code_label')} {encode_typed_code(verdict.id)}")
    else:
        screen.line(_shortened(text))
    mark = "[+]" if verdict.green else "[-]"
    screen.line(f"{mark} {say('summary_confirmed' if verdict.green else 'summary_not_confirmed')}")
    if claims is not None and trusted is not None and trusted.trust.is_specimen:
        screen.line(_INDENT + say("specimen"))
    # A stale list may condemn, never acquit: "in force" is not shown when it could not be confirmed.
    standing = verdict.standing
    if standing == "in force" and not verdict.green:
        standing = "unknown"
    answers = (
        ("label_genuine", say(f"genuine_{verdict.genuine.replace(' ', '_')}")),
        ("label_standing", say(f"standing_{standing.replace(' ', '_')}")),
        ("label_freshness", say(f"freshness_{verdict.freshness}")),
    )
    width = max(len(say(label)) for label, _ in answers)
    for label, answer in answers:
        screen.line(f"{_INDENT}{say(label).ljust(width)}  {answer}")
    for sentence in [why] if why else _meaning(session, verdict, standing):
        tell_sentence(sentence)
    if claims is not None:
        screen.line(f"{_INDENT}{say('typed_code_label')} {encode_typed_code(claims.id)}")
    at = verdict.status_iat or verdict.trust_iat
    times = [say("checked_at", at=shown_time(session.now()))]
    if at is not None:
        times.append(say("data_as_of", at=shown_time(at)))
    screen.line(_INDENT + ". ".join(times))


def _shortened(text: str) -> str:
    """Enough of a text to know it again: a link's end tells it from others."""
    shown = screen.plain(text)
    return shown if len(shown) <= _WIDTH else f"{shown[:48]}...{shown[-24:]}"


def tell_sentence(sentence: str) -> None:
    """A sentence under a verdict, in lines that fit a terminal of 80 columns."""
    for part in textwrap.wrap(sentence, _WIDTH - len(_INDENT)):
        screen.line(_INDENT + part)


def _meaning(session: Session, verdict: Verdict, standing: str) -> list[str]:
    """One meaning and one action for what decided; a wrong clock or an old list is told after it."""
    say = session.say
    if verdict.freshness == "missing" and verdict.genuine == "unknown issuer":
        return [say("no_lists_text")]
    if verdict.reason in ("typed_code", "typed_code_check") and verdict.genuine == "unreadable":
        return [say("typed_code_error")]
    if verdict.genuine != "yes":
        return [say(f"genuine_{verdict.genuine.replace(' ', '_')}_text")]
    assert verdict.claims is not None
    if verdict.reason == "not_in_register":
        return [say("not_in_register_text")]
    dates = {
        "date": shown_last_day(verdict.claims.exp),
        "from_date": shown_day(verdict.claims.iat),
    }
    sentences = [say(f"standing_{standing.replace(' ', '_')}_text", **dates)]
    if verdict.freshness == "stale":
        # It is the reason why the standing is unknown, so it takes that sentence's place.
        sentences = [] if standing == "unknown" else sentences
        sentences.append(say("check_clock" if verdict.clock_wrong else "freshness_stale_text"))
    return sentences


def _ward(session: Session, verdict: Verdict, trusted: Trusted | None) -> str:
    from foodtrace.sticker import civil_day

    assert verdict.claims is not None
    claims = verdict.claims
    ward = trusted.trust.ward_name(claims.ward, civil_day(claims.iat)) if trusted else None
    if ward is None:
        return session.say("ward_number", code=f"{claims.ward:05d}")
    return f"{ward.name}, {ward.province}"
