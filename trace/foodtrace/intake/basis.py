"""The columns that state a basis of operation, into one basis."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from foodtrace.intake.rows import BasisRow
from foodtrace.places import fold

_YES = frozenset(("x", "co", "da", "yes", "y", "true", "da ky", "da cap", "v", "roi", "1"))
_NO = frozenset(
    ("", "khong", "chua", "no", "n", "false", "chua co", "khong co", "0", "chua cap", "chua ky")
)
_COMMITMENT = re.compile(r"\bcam ket\b|\bcommitment\b")
_EXEMPTION = re.compile(
    r"\bmien\b|\bkhong thuoc dien\b|\bexempt|\biso\b|\bhaccp\b|\bgmp\b|\bbrc\b|\bfssc\b"
)
_CERTIFICATE = re.compile(r"\bgiay chung nhan\b|\bgcn\b|\bcertificate\b|\battp\b")
# A certificate's number has digits and a slash or dash: "123/2024/ATTP-CNĐK", "0456/GCN".
_NUMBER = re.compile(r"\d+[\w.]*(?:\s?[/-]\s?[\w.]+)+|\d{2,}")


def basis_of(
    texts: Mapping[str, str],
    issued_on: datetime.date | None,
    expires_on: datetime.date | None,
) -> tuple[BasisRow | None, str]:
    """(the basis or None if not stated, text that was not understood).

    `texts` holds the clean texts of the fields basis, certificate, commitment, exemption, issuer. A
    certificate goes before a commitment, and that before an exemption, where a row fills several.
    """
    stated = texts.get("basis", "")
    certificate = _filled(texts.get("certificate", ""))
    commitment = _filled(texts.get("commitment", ""))
    exemption = _filled(texts.get("exemption", ""))
    folded = fold(stated)
    issuer = texts.get("issuer") or None
    if certificate or (_CERTIFICATE.search(folded) and not _EXEMPTION.search(folded)):
        return (
            BasisRow(
                "certificate",
                number=_number(certificate or stated),
                issuer=issuer,
                issued_on=issued_on,
                expires_on=expires_on,
            ),
            "",
        )
    if commitment or _COMMITMENT.search(folded):
        return (
            BasisRow("commitment", number=_number(commitment), issuer=issuer, issued_on=issued_on),
            "",
        )
    if exemption or _EXEMPTION.search(folded):
        ground = exemption if exemption and fold(exemption) not in _YES else stated
        return BasisRow("exemption", issuer=issuer, issued_on=issued_on, ground=ground or None), ""
    return None, "" if folded in _NO else stated


def _filled(text: str) -> str:
    return "" if fold(text) in _NO else text


def _number(text: str) -> str | None:
    """The number in the words; a tick has none. Words that are no number are kept whole."""
    if not text or fold(text) in _YES:
        return None
    match = _NUMBER.search(text)
    if match and len(fold(text).split()) > len(fold(match[0]).split()):
        return match[0]
    return text if match else None
