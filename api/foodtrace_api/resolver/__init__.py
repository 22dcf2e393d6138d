"""The resolver of GS1 Digital Link: a GLN, a GTIN or a lot leads to its page, by the GS1 standard."""

from foodtrace_api.resolver.routes import resolver_router

__all__ = ["resolver_router"]
