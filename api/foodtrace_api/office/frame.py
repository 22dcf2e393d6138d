"""What every page of the office is sent with: the style, the headers that go with it, and cookies."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import Final

from foodtrace_api.answer import Answer
from foodtrace_api.render import STYLE, squeeze

__all__ = ["OFFICE_STYLE", "page_headers", "with_cookies"]

OFFICE_STYLE: Final = STYLE + squeeze(
    (resources.files("foodtrace_api") / "templates" / "office" / "style.css").read_text("utf-8")
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(OFFICE_STYLE.encode()).digest()).decode()


def page_headers(language: str, *, script: bool) -> dict[str, str]:
    """The headers of a page; with `script` our own files may run, for passkeys, and talk to nobody."""
    run = "script-src 'self'; connect-src 'none'; " if script else ""
    headers = {
        "cache-control": "no-store",
        "content-language": language,
        "vary": "Accept-Encoding, Accept-Language, Cookie",
        "content-security-policy": (
            f"default-src 'none'; {run}style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
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
