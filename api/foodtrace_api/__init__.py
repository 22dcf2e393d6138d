"""The server of foodtrace: public pages, lookups and signed lists of one registry over HTTP."""
