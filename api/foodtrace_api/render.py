"""Pages from templates: the environment, the one style, and the frame that every page shares."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec
from foodtrace.symbol import address_svg
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from foodtrace_api.words import LANGUAGE_LETTERS, LANGUAGE_NAMES, LANGUAGES, Words

if TYPE_CHECKING:
    from foodtrace.registry import Authority
    from foodtrace.trust import Trusted


class Asked(msgspec.Struct, frozen=True):
    """How a page was asked for: the language, whether the link itself named it, other query to keep."""

    language: str
    by_link: bool = False
    keep: str = ""

    def href(self, path: str, **query: str) -> str:
        """A link to another page that stays in the language the reader chose by a link."""
        asked = {**query, "lang": self.language} if self.by_link else query
        return f"{path}?{urlencode(asked, quote_via=quote)}" if asked else path

    def keeping(self, **query: str) -> Asked:
        """The same, with a query that the links to the other languages keep."""
        return msgspec.structs.replace(self, keep=urlencode(query, quote_via=quote))


class Site(msgspec.Struct, frozen=True):
    """The frame: who issues, under which host, in which language, with links to the others."""

    issuer: str
    host: str
    specimen: bool
    letters: str
    languages: tuple[tuple[str, str, str], ...]
    never: Markup
    right_address: Markup
    asked: Asked


def site_of(authority: Authority | None, trusted: Trusted | None, asked: Asked, w: Words) -> Site:
    issuer = host = ""
    if authority is not None:
        host = authority.host
        issuer = authority.name if w.language == "vi" else authority.name_en or authority.name
    keep = f"{asked.keep}&" if asked.keep else ""
    return Site(
        issuer=issuer,
        host=host,
        specimen=trusted is not None and trusted.trust.is_specimen,
        letters=" · ".join(name for code, name in LANGUAGE_LETTERS if code != w.language),
        languages=tuple((code, LANGUAGE_NAMES[code], f"?{keep}lang={code}") for code in LANGUAGES),
        never=_bold(w("footer_never"), never=w("footer_never_bold")),
        right_address=_bold(w("footer_host"), host=host),
        asked=asked,
    )


def _bold(words: str, **parts: str) -> Markup:
    return Markup(words).format(**{k: Markup("<b>{}</b>").format(v) for k, v in parts.items()})  # noqa: S704


def squeeze(css: str) -> str:
    """The style without the blanks that only its writer needs; the bytes are counted by the page."""
    return re.sub(r"\s*\n\s*", "", css)


STYLE = squeeze(
    (resources.files("foodtrace_api") / "templates" / "style.css").read_text(encoding="utf-8")
)


def style_with(template: str) -> Markup:
    """The common style followed by the file of one room's own pages."""
    own = (resources.files("foodtrace_api") / "templates" / template).read_text(encoding="utf-8")
    return Markup(STYLE + squeeze(own))  # noqa: S704 -- our own files


_ENVIRONMENT = Environment(
    loader=PackageLoader("foodtrace_api"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["style"] = Markup(STYLE)  # noqa: S704 -- our own file


def render(template: str, w: Words, site: Site, **values: Any) -> bytes:
    """One page as UTF-8."""
    return _ENVIRONMENT.get_template(template).render(w=w, site=site, **values).encode()


def render_plain(template: str, w: Words, **values: Any) -> bytes:
    """A page with another frame than the public one, as UTF-8."""
    return _ENVIRONMENT.get_template(template).render(w=w, **values).encode()


def drawn_address(address: str, size_mm: float) -> Markup:
    """The symbol of an address as a drawing inside a page."""
    return Markup(address_svg(address, size_mm=size_mm).decode())  # noqa: S704 -- drawn by us
