"""The unit that a cell's number format shows behind its figure: 0.8523 shown as 85.23%, 12 shown as 12户. Only the figure is kept
in the cell, so the format is the one place that says which way a rate is written.
"""

import html
import re
from collections.abc import Iterator, Mapping

PERCENT_FORMATS = {9: "0%", 10: "0.00%"}
"""The percent formats every workbook knows without declaring them."""

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
_ID, _CODE = re.compile(rb'\bnumFmtId="(\d+)"'), re.compile(rb'\bformatCode="([^"]*)"')
_CONDITION = re.compile(r"\[[^\]]*\]|_.|\*.")
_QUOTED = re.compile(r'"[^"]*"')
_WITH_UNIT = re.compile(r'[\s(¥￥-]*(?:General|G/通用格式|[#0?,]*[#0?](?:\.[#0?]+)?)\s*"?([^\W\d_a-zA-Z]{1,6})"?[\s)]*')
"""A figure as it is and a word behind it; a comma at the end of the digits, or an escaped point, would show it divided."""


class FormattedFigure(float):
    """A number with the unit its format shows: '%' when 0.85 is shown as 85%, else the word behind the digits."""

    unit: str

    def __new__(cls, value: float, unit: str) -> "FormattedFigure":
        """The figure as it lies in the cell."""
        made = super().__new__(cls, value)
        made.unit = unit
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormattedFigure) and float(self) == float(other) and self.unit == other.unit

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((float(self), self.unit))

    def __str__(self) -> str:
        return f"{round(self * 100, 10):g}%" if self.unit == "%" else f"{float(self):g}{self.unit}"


def read_unit_styles(styles: bytes) -> dict[bytes, str]:
    """Number of a cell's style (as in the sheet) → the unit its format shows; only styles that show one."""
    codes = {
        int(number[1]): html.unescape(code[1].decode("utf-8", "replace"))
        for found in _FORMAT.finditer(styles)
        if (number := _ID.search(found[0])) and (code := _CODE.search(found[0]))
    }
    section = _CELL_FORMATS.search(styles)
    found = {}
    for at, style in enumerate(_CELL_FORMAT.finditer(section[0]) if section else ()):
        number = _ID.search(style[0])
        unit = unit_of_format({**PERCENT_FORMATS, **codes}.get(int(number[1]), "")) if number else ""
        if unit:
            found[str(at).encode()] = unit
    return found


def unit_of_format(code: str) -> str:
    """'0.00%' → '%', '#,##0.00"万元"' → '万元', '0' and '0.0,"万"' (shown divided) → ''."""
    first = _CONDITION.sub("", code.split(";")[0])
    if "%" in _QUOTED.sub("", first):
        return "%"
    first = re.sub(r"\\(?=[^\W\d_a-zA-Z])", "", first)
    found = _WITH_UNIT.fullmatch(first)
    return found[1] if found else ""


def styled_cells(styles: Mapping[bytes, str]) -> re.Pattern[bytes]:
    """What finds the cells with one of these styles in a sheet's XML."""
    numbers = b"|".join(styles)
    return re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*?\ss="(' + numbers + rb')"')


def find_units(
    text: bytes, cells: re.Pattern[bytes], styles: Mapping[bytes, str]
) -> Iterator[tuple[bytes, bytes, str]]:
    """(column letters, row, unit) of the cells in this piece of XML whose format shows a unit."""
    for letters, row, style in cells.findall(text):
        yield letters, row, styles[style]
