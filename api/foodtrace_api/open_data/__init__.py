"""Open data at /data/: the page, the files of the dumps, the description for portals."""

from foodtrace_api.open_data.page import data_router

__all__ = ["data_router"]
