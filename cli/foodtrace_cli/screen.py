"""What a person sees: lines, tables and progress, cut for a terminal and left whole for a pipe."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from rich.console import Console

type_of_progress = Callable[[int, int], None]


def plain(text: str) -> str:
    """`text` with control, bidi and other invisible characters shown as `\\uXXXX`.

    Cells of a stranger's file and the text of a stranger's symbol reach the terminal: an escape
    sequence among them could repaint the screen.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        else f"\\u{ord(character):04x}"
        for character in text
    )


def json_text(answer: object, indent: int = 0) -> str:
    """`answer` as JSON; a byte of an argument that is no text (a lone surrogate here) becomes U+FFFD."""
    try:
        raw = msgspec.json.encode(answer)
    except UnicodeEncodeError:
        whole = json.dumps(msgspec.to_builtins(answer), ensure_ascii=False)
        raw = re.sub("[\ud800-\udfff]", "\ufffd", whole).encode()
    return (msgspec.json.format(raw, indent=indent) if indent else raw).decode()


def line(text: str = "") -> None:
    """One line on standard output."""
    sys.stdout.write(plain(text) + "\n")


def note(text: str) -> None:
    """One line on standard error, for what is not the answer."""
    # Our own answer first, so that the two streams read in order on a terminal.
    sys.stdout.flush()
    sys.stderr.write(plain(text) + "\n")


def help_text(text: str) -> None:
    """Our own help, as it is, on standard error."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()
) -> None:
    """Columns under headings; `right` holds the numbers of right-aligned columns.

    On a terminal long cells wrap inside their column; in a pipe every row is one line.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for number, heading in enumerate(headings):
        shown.add_column(
            heading, justify="right" if number in right else "left", overflow="fold", no_wrap=False
        )
    for row in rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    console = _console(sys.stdout.isatty())
    with console.capture() as captured:
        console.print(shown)
    for text in captured.get().splitlines():
        sys.stdout.write(text.rstrip() + "\n")


@contextlib.contextmanager
def waiting(label: str) -> Iterator[None]:
    """A sign of life on a terminal while something of unknown length runs; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(label):
        yield


@contextlib.contextmanager
def progress(label: str) -> Iterator[type_of_progress]:
    """A callable (done, total) that draws a bar on a terminal and does nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _console(terminal: bool) -> Console:
    from rich.console import Console

    # A pipe gets no colour and no wrapping: a row is a line for grep and cut.
    return Console(width=None if terminal else 4000, no_color=True, highlight=False, emoji=False)
