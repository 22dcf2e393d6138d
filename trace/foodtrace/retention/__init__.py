"""How long private data are kept, and their removal, export and erasure."""
