"""Where the server finds its registry; everything else it knows, it reads there."""

from __future__ import annotations

import os
from pathlib import Path

from foodtrace.errors import InvalidRequest


def folder_of(given: Path | None) -> Path:
    """`given`, or FOODTRACE_REGISTRY. Raises InvalidRequest when neither names a folder."""
    if given is not None:
        return given
    named = os.environ.get("FOODTRACE_REGISTRY", "")
    if not named:
        raise InvalidRequest(
            "no registry is named; set FOODTRACE_REGISTRY to its folder, "
            "or run `foodtrace --registry DIR serve`",
            code="no_registry_named",
        )
    return Path(named)
