"""A form of the office as it came: texts by name, files, and what of it can be kept through a sign-in."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec

from foodtrace_api.uploads import Part

__all__ = ["CSRF", "MOST_KEPT_BYTES", "MOST_PARTS", "Form", "Kept", "typed_day", "whole_number"]

CSRF: Final = "csrf"
#: What a form may hold unless its page says otherwise, and what is kept of one while somebody signs in again.
MOST_KEPT_BYTES: Final = 256 * 1024
MOST_PARTS: Final = 1000


class Kept(msgspec.Struct, frozen=True):
    """What was typed into a form that could not be taken yet; `files` are names of fields to fill again."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    def pack(self) -> str:
        return msgspec.json.encode(self).decode()

    @classmethod
    def unpack(cls, text: str) -> Kept | None:
        """None for what is not one of ours."""
        try:
            return msgspec.json.decode(text, type=cls) if text else None
        except (msgspec.DecodeError, UnicodeError):
            return None


class Form(msgspec.Struct, frozen=True):
    """The parts of a form in their order."""

    parts: tuple[Part, ...] = ()

    def text(self, name: str) -> str:
        """The first text of this name without outer spaces, "" when there is none."""
        return self.exact(name).strip()

    def exact(self, name: str) -> str:
        """The first text of this name as it was typed: for passwords and cells."""
        return next((_text(part) for part in self.parts if _is_text(part, name)), "")

    def texts(self, name: str) -> list[str]:
        """Every text of this name: the boxes that were ticked."""
        return [_text(part).strip() for part in self.parts if _is_text(part, name)]

    def number(self, name: str) -> int | None:
        """The first text of this name as a whole number below 2^63, or None."""
        return whole_number(self.text(name))

    def numbers(self, name: str) -> list[int]:
        """Every text of this name that is a whole number below 2^63."""
        found = map(whole_number, self.texts(name))
        return [number for number in found if number is not None]

    def has(self, name: str) -> bool:
        """Whether the form has the field at all: the button that was pressed."""
        return any(_is_text(part, name) for part in self.parts)

    def file(self, name: str) -> Part | None:
        """The file of this name; None when none was chosen. Its filename names nothing on this machine."""
        found = (part for part in self.parts if part.name == name and part.filename is not None)
        return next((part for part in found if part.filename or part.content), None)

    def kept(self, path: str) -> Kept:
        """Its texts for the page that sends them again; a file cannot be put back by a page.

        A password is no text to be shown: it is typed again.
        """
        again = [part for part in self.parts if part.filename or "password" in part.name]
        texts = [part for part in self.parts if part not in again and part.name != CSRF]
        files = sorted({part.name for part in again})
        return Kept(path, tuple((part.name, _text(part)) for part in texts), tuple(files))


def whole_number(text: str) -> int | None:
    """A whole number below 2^63 as a form or an address has it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def typed_day(text: str) -> dt.date | None:
    """A day as a browser's date field sends it, or as people type it: 2026-11-22, 22/11/2026."""
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, shape).date()
        except ValueError:
            continue
    return None


def _is_text(part: Part, name: str) -> bool:
    return part.name == name and part.filename is None


def _text(part: Part) -> str:
    return part.content.decode(errors="replace").replace("\r\n", "\n").replace("\0", "")
