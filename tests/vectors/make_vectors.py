"""Writes the published vectors: `python tests/vectors/make_vectors.py [FOLDER]`; a second run changes nothing.

Everything comes from the oracle's own encoder and from test seeds, nothing from the code under judgement.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from oracle import writer
from oracle.stickers import typed_code_of_id
from vectors import (
    chain_cases,
    claims_cases,
    frame_cases,
    status_cases,
    sticker_cases,
    text_cases,
    trust_cases,
    trust_form_cases,
    verdict_cases,
    verdict_lists,
)

HERE = Path(__file__).resolve().parent
KEY_NAMES = ("sticker", "status", "root1", "root2", "root3")


def example() -> dict[str, Any]:
    """One of each signed thing, byte for byte."""
    token = writer.token(sticker_cases.CLAIMS)
    return {
        "seeds": "SHA-256('foodtrace test key ' + name), for tests only",
        "public_keys": {name: writer.public(name).hex() for name in KEY_NAMES},
        "kids": {name: writer.kid(name).hex() for name in KEY_NAMES},
        "pin": {"threshold": 2, "roots": [writer.public(f"root{n}").hex() for n in (1, 2, 3)]},
        "sticker": {
            "claims": sticker_cases.CLAIMS,
            "typed_code": typed_code_of_id(sticker_cases.CLAIMS["id"]),
            "token": token.hex(),
            "url": writer.link(token),
        },
        "trust_list_signed_by_root1_and_root3": trust_cases.signed().hex(),
        "status_uri": trust_cases.URI,
        "status_list": {
            "file": status_cases.status().hex(),
            "entries_0_to_99": {
                **{str(idx): value for idx, value in status_cases.EXAMPLE_ENTRIES.items()},
                "all others": 1,
            },
        },
        "verdict_at": {
            "now": verdict_lists.NOW,
            "genuine": "yes",
            "standing": "in force",
            "freshness": "fresh",
            "green": True,
        },
    }


FILES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "example.json": ("One of each signed thing, to start with.", example),
    "digits.json": (
        "Token bytes and the only digits that stand for them.",
        text_cases.digits_cases,
    ),
    "link.json": ("Whole texts as a camera gives them.", text_cases.link_cases),
    "frame.json": ("A token's three parts and what is signed.", frame_cases.frame_cases),
    "signature.json": ("Where verifiers of Ed25519 differ.", frame_cases.signature_cases),
    "claims.json": ("The payload of a sticker.", claims_cases.claims_cases),
    "typed_code.json": ("What a person types.", text_cases.typed_code_cases),
    "trust.json": ("Trust lists by their form alone.", trust_form_cases.form_cases),
    "ward.json": ("What a ward code meant on a day.", trust_cases.ward_cases),
    "chain.json": ("Trust lists one after the other, from a pin.", chain_cases.chain_cases),
    "walk.json": ("Whole chains, as a bundle holds them.", chain_cases.walk_cases),
    "status.json": ("Status lists under a trust list.", status_cases.status_cases),
    "verdict.json": ("A text, the lists held, a moment: the verdict.", verdict_cases.verdict_cases),
}


def write_vectors(folder: Path) -> None:
    """Write every file of vectors into a folder."""
    for name, (about, make) in FILES.items():
        told = {"about": about, "format": 1, **make()}
        text = json.dumps(told, indent=1, ensure_ascii=True) + "\n"
        (folder / name).write_text(text, encoding="ascii", newline="\n")


if __name__ == "__main__":
    write_vectors(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
