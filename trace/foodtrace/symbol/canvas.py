"""PDF pages measured in millimetres from the top left, drawn with fpdf2 and plain PDF operators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from foodtrace.symbol.fitting import POINT_MM
from foodtrace.symbol.fonts import FontFile, Weight, font_runs
from foodtrace.symbol.matrix import Matrix, dark_runs

if TYPE_CHECKING:
    from fpdf.fonts import TTFFont

BLACK = "0 g"  # grey scale, so that a colour printer uses its black ink alone
WHITE = "1 g"
BLUE = "0.0431 0.2314 0.4 rg"  # #0B3B66
BLUE_LINE = "0.0431 0.2314 0.4 RG"

# A re-run must give the same bytes, so the file does not say when it was made.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


class Canvas:
    """One PDF document; `move_to` sets the corner that all later coordinates count from."""

    def __init__(self, page_mm: tuple[float, float], title: str | None = None) -> None:
        # It loads for a third of a second, and a server or a command that draws nothing need not wait.
        from fpdf import FPDF

        self._pdf = FPDF(unit="mm", format=page_mm)
        self._pdf.set_creation_date(_MADE)
        self._pdf.set_producer("foodtrace")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.set_lang("vi")
        if title is not None:
            self._pdf.set_title(title)
        # One font table for all pages: text is written with operators that fpdf2 does not see.
        self._pdf.single_resources_object = True
        self._height = page_mm[1]
        self._left = 0.0
        self._top = 0.0

    def new_page(self) -> None:
        self._pdf.add_page()
        self.move_to(0, 0)

    def move_to(self, left: float, top: float) -> None:
        self._left, self._top = left, top

    def finish(self) -> bytes:
        """The whole file; the canvas cannot be drawn on afterwards."""
        return bytes(self._pdf.output())

    def width(self, text: str, weight: Weight, size: float, tracking: float = 0) -> float:
        """Advance width in mm of `text` set at `size` points with `tracking` mm after each letter."""
        units = sum(font.cw[ord(char)] for font, run in self._runs(text, weight) for char in run)
        return units * size * POINT_MM / 1000 + tracking * len(text)

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        weight: Weight,
        size: float,
        *,
        ink: str = BLACK,
        tracking: float = 0,
        stretch: float = 1,
        upwards: bool = False,
    ) -> None:
        """Set one line; `stretch` below 1 condenses the letters, `upwards` turns it to the left."""
        state = ""
        if tracking:
            state += f"{tracking / POINT_MM:.3f} Tc "
        if stretch != 1:
            state += f"{stretch * 100:.1f} Tz "
        turn = "0 1 -1 0" if upwards else "1 0 0 1"
        parts = [f"q {ink} BT {state}{turn} {self._x(x)} {self._y(baseline)} Tm"]
        for font, run in self._runs(text, weight):
            parts.append(f"/F{font.i} {size:.2f} Tf {font.encode_text(run)}")
        self.operators(" ".join(parts) + " ET Q")

    def box(self, x: float, y: float, width: float, height: float, ink: str = BLACK) -> None:
        """Fill a rectangle."""
        self.operators(
            f"{ink} {self._x(x)} {self._y(y + height)} "
            f"{width / POINT_MM:.2f} {height / POINT_MM:.2f} re f"
        )

    def drawing(self, x: float, y: float, scale: float, operators: str) -> None:
        """Run path operators written in units of `scale` mm with y pointing down."""
        unit = scale / POINT_MM
        self.operators(f"q {unit:.5f} 0 0 {-unit:.5f} {self._x(x)} {self._y(y)} cm {operators} Q")

    def symbol(self, matrix: Matrix, x: float, y: float, size: float) -> None:
        """Fill the dark modules as one path, so that no renderer leaves seams between the runs."""
        runs = "\n".join(f"{x} {y} {length} 1 re" for x, y, length in dark_runs(matrix))
        self.drawing(x, y, size / len(matrix), f"{BLACK}\n{runs}\nf")

    def operators(self, operators: str) -> None:
        """Append PDF content stream operators as they are (ISO 32000-1 annex A)."""
        self._pdf._out(operators)

    def _runs(self, text: str, weight: Weight) -> list[tuple[TTFFont, str]]:
        return [(self._font(file), run) for file, run in font_runs(text, weight)]

    def _font(self, file: FontFile) -> TTFFont:
        from fpdf.fonts import TTFFont

        key = file.key.lower()
        if key not in self._pdf.fonts:
            self._pdf.add_font(key, fname=file.path, collection_font_number=file.number)
        font = self._pdf.fonts[key]
        assert isinstance(font, TTFFont)
        return font

    def _x(self, x: float) -> str:
        return f"{(self._left + x) / POINT_MM:.2f}"

    def _y(self, y: float) -> str:
        return f"{(self._height - self._top - y) / POINT_MM:.2f}"
