"""A server that dies by SIGKILL at one point of taking a visit: `run_dying_server.py FOLDER PORT WHERE`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import foodtrace.inspection.visits as recording
import foodtrace_api.visits as endpoint
import uvicorn
from foodtrace_api.app import create_app


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arrange(where: str) -> None:
    """`before_commit`: everything is written but not kept. `before_answer`: kept, and nobody is told."""
    if where == "before_commit":

        async def record_events(*_: Any) -> None:
            _die()

        vars(recording)["record_events"] = record_events
    elif where == "before_answer":

        async def kept_and_dead(*given: Any, **named: Any) -> Any:
            await recording.record_visit(*given, **named)
            _die()

        vars(endpoint)["record_visit"] = kept_and_dead


if __name__ == "__main__":
    arrange(sys.argv[3])
    uvicorn.run(create_app(Path(sys.argv[1])), port=int(sys.argv[2]), log_level="debug")
