"""Lab results and incidents, the recalls that start from them, and who was told: once each."""

from foodtrace.incidents.notices import PublicNotice, public_notices

__all__ = ["PublicNotice", "public_notices"]
