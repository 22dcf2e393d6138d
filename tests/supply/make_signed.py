"""Invoices signed by other hands than ours: `python tests/supply/make_signed.py [FOLDER]`, with openssl and xmlsec1 (Debian).

The keys live for one run and are thrown away; the certificates are of firms that do not exist. xmlsec1 itself judges
each file before it is kept, so that the states in `STATES` are another program's opinion.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[2] / part) for part in ("trace", "tests")]

from supply.invoices import invoice

TOOLS: Final = ("openssl", "xmlsec1")
#: What each file is: our state, and whether xmlsec1 takes the signature for good by the certificate in it.
STATES: Final = {
    "good": ("valid", True),
    "good-ec": ("valid", True),
    "good-signing-time": ("valid", True),
    "good-whole-document": ("valid", True),
    "good-tax-office-too": ("valid", True),
    "good-no-namespace-time": ("valid", True),
    "good-in-a-namespace": ("valid", True),
    "good-enveloped": ("valid", True),
    "expired-certificate": ("valid", True),
    "tampered": ("invalid", False),
    "tampered-signing-time": ("invalid", False),
    "wrong-certificate": ("invalid", False),
    "other-part-signed": ("invalid", True),
    "no-certificate": ("not_checked", None),
    "sha1": ("not_checked", None),
    "unsigned": ("none", None),
}
_C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_TIME: Final = (
    '<Object Id="time"><SignatureProperties><SignatureProperty Target="#s">'
    "<SigningTime>2026-11-20T08:00:00</SigningTime></SignatureProperty></SignatureProperties></Object>"
)


def _reference(uri: str, digest: str, transforms: tuple[str, ...] = (_C14N,)) -> str:
    each = "".join(f'<Transform Algorithm="{one}"/>' for one in transforms)
    return (
        f'<Reference URI="{uri}"><Transforms>{each}</Transforms>'
        f'<DigestMethod Algorithm="{digest}"/><DigestValue/></Reference>'
    )


def _template(
    uri: str = "#data",
    *,
    method: str = f"{_MORE}rsa-sha256",
    digest: str = "http://www.w3.org/2001/04/xmlenc#sha256",
    certificate: bool = True,
    time: str = "",
    transforms: tuple[str, ...] = (_C14N,),
) -> str:
    references = _reference(uri, digest, transforms)
    if time:
        references += _reference("#time", digest)
    key = "<KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>" if certificate else ""
    return (
        f'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="s"><SignedInfo><CanonicalizationMethod Algorithm="{_C14N}"/>'
        f'<SignatureMethod Algorithm="{method}"/>{references}</SignedInfo><SignatureValue/>{key}'
        f"{time}</Signature>"
    )


def _run(*command: object) -> bool:
    done = subprocess.run([str(each) for each in command], capture_output=True, check=False)
    return done.returncode == 0


def _certificate(folder: Path, name: str, *options: str, days: str = "3650") -> str:
    """A key and a certificate of its own; gives what xmlsec1 signs with."""
    key, made = folder / f"{name}.key", folder / f"{name}.crt"
    subject = f"/C=VN/O=Firm of the test/CN={name}"
    command = ["openssl", "req", "-x509", "-nodes", "-subj", subject, "-days", days]
    assert _run(*command, *options, "-keyout", key, "-out", made), "openssl made no certificate"
    return f"{key},{made}"


def _sign(folder: Path, name: str, raw: bytes, key: str) -> bytes:
    plain, signed = folder / f"{name}.plain", folder / f"{name}.signed"
    plain.write_bytes(raw)
    ids = ("--id-attr:Id", "DLHDon", "--id-attr:Id", "Object", "--id-attr:Id", "Other")
    assert _run("xmlsec1", "--sign", *ids, "--privkey-pem", key, "--output", signed, plain), name
    return signed.read_bytes()


def judged(file: Path) -> bool:
    """Whether xmlsec1 takes the signature for good by the certificate in the file, whoever issued that."""
    ids = ("--id-attr:Id", "DLHDon", "--id-attr:Id", "Object", "--id-attr:Id", "Other")
    return _run("xmlsec1", "--verify", *ids, "--insecure", "--X509-skip-strict-checks", file)


def make(folder: Path) -> None:
    """Write every file of STATES."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        rsa = _certificate(work, "seller", "-newkey", "rsa:2048")
        other = _certificate(work, "stranger", "-newkey", "rsa:2048")
        curve = _certificate(work, "curve", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        old = _certificate(work, "old", "-newkey", "rsa:2048", days="1")
        made = {
            "good": _sign(work, "good", invoice(signature=_template()), rsa),
            "good-ec": _sign(
                work, "ec", invoice(signature=_template(method=f"{_MORE}ecdsa-sha256")), curve
            ),
            "good-signing-time": _sign(work, "time", invoice(signature=_template(time=_TIME)), rsa),
            "good-whole-document": _sign(
                work, "whole", invoice(signature=_template("", transforms=(_ENVELOPED, _C14N))), rsa
            ),
            "good-no-namespace-time": _sign(
                work,
                "bare-time",
                invoice(
                    signature=_template(
                        time=_TIME.replace("<SignatureProperties", '<SignatureProperties xmlns=""')
                    )
                ),
                rsa,
            ),
            "good-in-a-namespace": _sign(
                work, "spaced", invoice(signature=_template(), namespace="urn:hddt"), rsa
            ),
            "good-enveloped": _sign(
                work, "enveloped", invoice(signature=_template(transforms=(_ENVELOPED,))), rsa
            ),
            "expired-certificate": _sign(work, "old", invoice(signature=_template()), old),
            "no-certificate": _sign(
                work, "bare", invoice(signature=_template(certificate=False)), rsa
            ),
            "sha1": _sign(
                work,
                "sha1",
                invoice(
                    signature=_template(
                        method="http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                        digest="http://www.w3.org/2000/09/xmldsig#sha1",
                    )
                ),
                rsa,
            ),
            "unsigned": invoice(),
        }
        elsewhere = invoice(signature=_template("#other")).replace(
            b"</HDon>", b'<Other Id="other">nothing of the invoice</Other></HDon>'
        )
        made["other-part-signed"] = _sign(work, "elsewhere", elsewhere, rsa)
        office = b"<CQT>" + _signature(made["good-whole-document"]) + b"</CQT></DSCKS>"
        made["good-tax-office-too"] = made["good"].replace(b"</DSCKS>", office)
        made["tampered"] = made["good"].replace(b"000012.500000", b"000072.500000")
        made["tampered-signing-time"] = made["good-signing-time"].replace(
            b"2026-11-20T08", b"2026-11-21T08"
        )
        strange = _sign(work, "strange", invoice(signature=_template()), other)
        made["wrong-certificate"] = made["good"].replace(
            _certificate_in(made["good"]), _certificate_in(strange)
        )
        assert made.keys() == STATES.keys()
        folder.mkdir(exist_ok=True)
        for file, raw in made.items():
            (folder / f"{file}.xml").write_bytes(raw)
            good = STATES[file][1]
            if good is not None:
                assert judged(folder / f"{file}.xml") == good, file


def _signature(raw: bytes) -> bytes:
    return raw[raw.index(b"<Signature ") : raw.index(b"</Signature>") + len(b"</Signature>")]


def _certificate_in(raw: bytes) -> bytes:
    return raw[raw.index(b"<X509Certificate>") : raw.index(b"</X509Certificate>")]


def tools_are_here() -> bool:
    return all(shutil.which(tool) for tool in TOOLS)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "signed")
