"""Alerts by webhook: the body, its signature after Standard Webhooks 1.0, and one POST."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from foodtrace.alerts.kinds import LANGUAGES, Alert, line_of

__all__ = ["post_webhook", "webhook_body", "webhook_headers"]

_TIMEOUT: Final = 15


def webhook_body(alerts: Sequence[Alert], *, issuer: str, made_at: int) -> bytes:
    """JSON with `type`, `timestamp` and `data`; the same bytes whenever it is made again."""
    data = {
        "issuer": issuer,
        "alerts": [
            {
                "id": each.id,
                "key": each.key,
                "raised_at": _iso(each.raised_at),
                "facts": each.facts,
                "text": {language: line_of(each, language) for language in LANGUAGES},
            }
            for each in alerts
        ],
    }
    return msgspec.json.encode(
        {"type": f"foodtrace.{alerts[0].kind}", "timestamp": _iso(made_at), "data": data}
    )


def webhook_headers(body: bytes, *, message_id: str, secret: str, now: int) -> dict[str, str]:
    """The three headers by which a receiver knows the sender, the message and its age."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{now}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "content-type": "application/json",
        "user-agent": "foodtrace",
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{signature}",
    }


def post_webhook(address: str, body: bytes, headers: dict[str, str]) -> int:
    """POST once, following no redirect; the status. OSError or HTTPException when nothing answers."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        link = http.client.HTTPSConnection(host, parts.port, timeout=_TIMEOUT, context=context)
    else:
        link = http.client.HTTPConnection(host, parts.port, timeout=_TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        link.request("POST", path, body=body, headers=headers)
        return link.getresponse().status
    finally:
        link.close()


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
