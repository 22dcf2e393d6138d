"""Whose a tax code is: an enterprise's may be public, a person's never."""

from __future__ import annotations

__all__ = ["is_company_tax_code"]


def is_company_tax_code(code: str | None) -> bool:
    """Whether a tax code may be public: an enterprise's 10 digits, or a branch's 10 and 3.

    A person's is 12 digits (the identity number, since July 2025) or an older one that begins with 8;
    whatever is in doubt counts as a person's.
    """
    if code is None:
        return False
    main, _, branch = code.partition("-")
    digits = main.isascii() and main.isdigit() and len(main) == 10 and not main.startswith("8")
    return digits and (not branch or (branch.isascii() and branch.isdigit() and len(branch) == 3))
