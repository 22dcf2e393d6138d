"""The XML signature of an invoice: whether it is of what was read, never whose it is; pure."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final
from xml.etree.ElementTree import Element, canonicalize, tostring

__all__ = ["signature_state"]

_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
# Each reads the whole document again; a seller's signature has two or three of either.
_COSTLY: Final = (f"{_DS}Reference", f"{_DS}Transform")
_MOST_STEPS: Final = 12


def signature_state(raw: bytes, root: Element, content: Element) -> str:
    """ "valid", "invalid", "none" or "not_checked" for `content`, an element of `root` that was read from `raw`.

    "valid" means: signed with the key of the certificate in the document, and what is signed is `content`
    itself, not a like element elsewhere. The certificate's own issuer and dates are not checked. Signed
    without a certificate at hand, with SHA-1, or with more references than a seller has is "not_checked".
    """
    path = _sellers_signature(root)
    if path is None:
        return "none"
    signature = path[-1]
    if sum(each.tag in _COSTLY for each in signature.iter()) > _MOST_STEPS:
        return "not_checked"
    methods = [each.get("Algorithm", "") for each in signature.iter() if "Algorithm" in each.attrib]
    certificate = _certificate(signature)
    if certificate is None or any(method.endswith("sha1") for method in methods):
        return "not_checked"
    where = "./" + "".join(f"{each.tag}/" for each in path[1:-1])
    return "valid" if _covers(raw, where, certificate, content) else "invalid"


def _sellers_signature(root: Element) -> list[Element] | None:
    """The way from the root to the seller's signature (DSCKS/NBan), else to the first one."""
    found = list(_ways(root, [root]))
    for way in found:
        if any(each.tag.rpartition("}")[2] == "NBan" for each in way):
            return way
    return found[0] if found else None


def _ways(element: Element, way: list[Element]) -> list[list[Element]]:
    ways: list[list[Element]] = []
    stack = [(element, way)]
    while stack:
        each, so_far = stack.pop()
        if each.tag == f"{_DS}Signature":
            ways.append(so_far)
            continue
        stack += [
            (child, [*so_far, child]) for child in reversed(each) if isinstance(child.tag, str)
        ]
    return ways


def _certificate(signature: Element) -> Any | None:
    from cryptography import x509

    found = signature.find(f".//{_DS}X509Certificate")
    if found is None or not found.text:
        return None
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(found.text.split())))
    except (ValueError, binascii.Error):
        return None


def _covers(raw: bytes, where: str, certificate: Any, content: Element) -> bool:
    from lxml import etree
    from signxml.verifier import SignatureConfiguration

    wanted = _plain(tostring(content))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    settings = SignatureConfiguration(
        location=where,
        expect_references=True,
        # No clock here: a moment at which the certificate says of itself that it holds.
        verification_time=certificate.not_valid_before_utc,
    )
    try:
        tree = etree.fromstring(raw, parser)
        results = _verifier().verify(
            tree,
            x509_cert=certificate,
            expect_config=settings,
            parser=parser,
            # Sellers' systems put the time of signing into the signature's own namespace.
            validate_schema=False,
        )
    # Whatever the library cannot follow is no valid signature.
    except Exception:
        return False
    for result in results if isinstance(results, list) else [results]:
        if result.signed_xml is None:
            continue
        for each in result.signed_xml.iter(content.tag):
            each.tail = None
            if _plain(etree.tostring(each)) == wanted:
                return True
    return False


def _verifier() -> Any:
    from signxml.verifier import XMLVerifier

    class Verifier(XMLVerifier):
        def _c14n(self, nodes: Any, *given: Any, **named: Any) -> bytes:
            """Of the element as a document of its own: lxml writes an inner one that inherits its default
            namespace (as most signatures do) with xmlns="" in it, which nobody signed."""
            alone = self._fromstring(self._tostring(nodes))  # type: ignore[no-untyped-call] # the library's own
            return bytes(super()._c14n(alone, *given, **named))

    return Verifier()


def _plain(xml: bytes) -> str:
    """One form for one content, however prefixes and attributes are written."""
    return canonicalize(xml.decode(), rewrite_prefixes=True).strip()
