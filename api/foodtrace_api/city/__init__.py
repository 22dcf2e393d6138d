"""The picture of the city: /city/ for people, /api/v1/stats for programs, from one count."""

from foodtrace_api.city.page import city_router
from foodtrace_api.city.pictures import Pictures
from foodtrace_api.city.tables import stats_router

__all__ = ["Pictures", "city_router", "stats_router"]
