"""Run by another Python that has cwt, pycose and cbor2 below 6: reads signed bytes, imports nothing of ours.

In: JSON lines {"raw": hex, "public": hex}. Out: JSON lines with each library's judgement and payload.
"""

from __future__ import annotations

import hashlib
import json
import sys

import cbor2
from cwt import COSE, COSEKey
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import CoseMessage


def _by_cwt(raw: bytes, public: bytes) -> str | None:
    """The payload where the signature holds; kid and key go in as the library's users give them."""
    kid = hashlib.sha256(public).digest()[:4]
    key = COSEKey.new({1: 1, 2: kid, 3: -8, -1: 6, -2: public})
    try:
        payload: bytes = COSE.new().decode(raw, key)
    except Exception:
        return None
    return payload.hex()


def _by_pycose(raw: bytes, public: bytes) -> str | None:
    message = CoseMessage.decode(raw)
    message.key = OKPKey(crv=Ed25519, x=public)
    payload: bytes = message.payload
    return payload.hex() if message.verify_signature() else None


for line in sys.stdin:
    asked = json.loads(line)
    raw, public = bytes.fromhex(asked["raw"]), bytes.fromhex(asked["public"])
    answer = {
        "cwt": _by_cwt(raw, public),
        "pycose": _by_pycose(raw, public),
        "canonical": cbor2.dumps(cbor2.loads(raw), canonical=True).hex(),
    }
    print(json.dumps(answer))
