"""What every page of the office is sent with: the style, the headers that go with it, and cookies."""

from __future__ import annotations

from typing import Final

from foodtrace_api.answer import Answer
from foodtrace_api.headers import content_security_policy
from foodtrace_api.render import style_with

__all__ = ["OFFICE_STYLE", "page_headers", "with_cookies"]

OFFICE_STYLE: Final = style_with("office/style.css")
_POLICIES: Final = {
    script: content_security_policy(OFFICE_STYLE, script=script) for script in (False, True)
}


def page_headers(language: str, *, script: bool) -> dict[str, str]:
    """The headers of a page; with `script` our own files may run, for passkeys, and talk to nobody."""
    headers = {
        "cache-control": "no-store",
        "content-language": language,
        "vary": "Accept-Encoding, Accept-Language, Cookie",
        "content-security-policy": _POLICIES[script],
        # With no-referrer a browser sends its forms with `Origin: null` (Fetch, section 3.2).
        "referrer-policy": "same-origin",
    }
    if script:
        headers["permissions-policy"] = (
            "camera=(), geolocation=(), microphone=(), payment=(), "
            "publickey-credentials-create=(self), publickey-credentials-get=(self)"
        )
    return headers


def with_cookies(answer: Answer, cookies: tuple[str, ...]) -> Answer:
    """The same answer with these Set-Cookie lines."""
    if not cookies:
        return answer
    lines = tuple((b"set-cookie", each.encode()) for each in cookies)
    packed = answer.packed and ((*answer.packed[0], *lines), answer.packed[1])
    return Answer(answer.status, (*answer.headers, *lines), answer.body, packed)
