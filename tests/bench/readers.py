"""Three QR readers that share no code: ZXing, ZBar and OpenCV; one that is missing says how to get it."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
import zxingcpp
from PIL import Image

# The texts found in each picture of a batch, in the batch's order.
Read = Callable[[Sequence[Image.Image]], list[list[str]]]


class Reader(msgspec.Struct, frozen=True):
    """`read` is None where the reader is absent, and `version` then names the way to have it."""

    name: str
    version: str
    read: Read | None


def readers() -> tuple[Reader, ...]:
    return (
        Reader("zxing-cpp", metadata.version("zxing-cpp"), _zxing),
        _zbar_reader(),
        _opencv_reader(),
    )


def _zxing(images: Sequence[Image.Image]) -> list[list[str]]:
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [
        [code.text for code in zxingcpp.read_barcodes(image, formats=formats)] for image in images
    ]


def _zbar_reader() -> Reader:
    tool = shutil.which("zbarimg")
    if tool is None:
        return Reader("zbar", "zbarimg is not installed (apt-get install zbar-tools)", None)
    version = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True)

    def read(images: Sequence[Image.Image]) -> list[list[str]]:
        return [_zbar(tool, image) for image in images]

    return Reader("zbar", version.stdout.strip(), read)


def _zbar(tool: str, image: Image.Image) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="foodtrace-zbar-") as folder:
        picture = Path(folder) / "seen.pgm"
        image.save(picture)
        command = [tool, "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable"]
        done = subprocess.run([*command, str(picture)], capture_output=True, text=True)
    if done.returncode not in (0, 4):  # 4: no symbol in the picture
        raise RuntimeError(f"zbarimg ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def _opencv_reader() -> Reader:
    try:
        cv2 = importlib.import_module("cv2")
        numpy = importlib.import_module("numpy")
    except ImportError:
        return Reader("OpenCV", "not installed (pip install 'foodtrace[proof]')", None)
    # The proof has threads of its own.
    cv2.setNumThreads(1)

    def read(images: Sequence[Image.Image]) -> list[list[str]]:
        detector: Any = cv2.QRCodeDetector()
        found = [detector.detectAndDecode(numpy.asarray(image))[0] for image in images]
        return [[text] if text else [] for text in found]

    return Reader("OpenCV", cv2.__version__, read)
