"""From an owner's application to the sticker: dossiers, their steps, their clocks and the board's calendar.

    received = await receive_application(registry, facts, papers, sending=..., language="vi", now=now)
    await move_dossier(registry, received.number, Move.PICK_UP, who=who, seen=dossier.version, now=now)

Nothing is taken back: a step that was wrong is followed by another, and a clock that ran out stays so.
"""

from foodtrace.applications.approving import approve, zones_for
from foodtrace.applications.board_calendar import (
    BoardCalendar,
    CalendarEntry,
    Clocks,
    board_calendar,
    calendar_entries,
    read_calendar,
)
from foodtrace.applications.clocks import LATE, Clock, Promise, Step, clocks_of
from foodtrace.applications.figures import LateShare, late_share, near_deadline
from foodtrace.applications.files import MAX_FILE_BYTES, Paper, read_paper
from foodtrace.applications.moving import MAX_FILES, MAX_TEXT, move_dossier, owner_moves, sweep
from foodtrace.applications.numbers import parse_number
from foodtrace.applications.reading import (
    calendar_end,
    is_owners,
    list_dossiers,
    paper_of,
    read_dossier,
    read_owner,
)
from foodtrace.applications.receiving import (
    Received,
    new_owner_link,
    receive_application,
    was_received,
)
from foodtrace.applications.setting import set_clocks, set_day, set_hours, set_until
from foodtrace.applications.shapes import CalendarEnd, Dossier, Facts, File, Owner
from foodtrace.applications.states import CLOSED, OPEN, Move, State, moves_from

__all__ = [
    "CLOSED",
    "LATE",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MAX_TEXT",
    "OPEN",
    "BoardCalendar",
    "CalendarEnd",
    "CalendarEntry",
    "Clock",
    "Clocks",
    "Dossier",
    "Facts",
    "File",
    "LateShare",
    "Move",
    "Owner",
    "Paper",
    "Promise",
    "Received",
    "State",
    "Step",
    "approve",
    "board_calendar",
    "calendar_end",
    "calendar_entries",
    "clocks_of",
    "is_owners",
    "late_share",
    "list_dossiers",
    "move_dossier",
    "moves_from",
    "near_deadline",
    "new_owner_link",
    "owner_moves",
    "paper_of",
    "parse_number",
    "read_calendar",
    "read_dossier",
    "read_owner",
    "read_paper",
    "receive_application",
    "set_clocks",
    "set_day",
    "set_hours",
    "set_until",
    "sweep",
    "was_received",
    "zones_for",
]
