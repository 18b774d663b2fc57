"""The unit that a cell's number format shows behind its figure: 0.8523 shown as 85.23%, 12 shown as 12户, 12345678 as 1234.6万. Only
the figure is kept in the cell, so the format is the one place that says which way a rate or an amount is written.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

PERCENT_FORMATS = {9: "0%", 10: "0.00%"}
"""The percent formats every workbook knows without declaring them."""

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
_ID, _CODE = re.compile(rb'\bnumFmtId="(\d+)"'), re.compile(rb'\bformatCode="([^"]*)"')
_CONDITION = re.compile(r"\[[^\]]*\]|_.|\*.")
_QUOTED = re.compile(r'"[^"]*"')
_WITH_UNIT = re.compile(r'[\s(¥￥-]*(?:General|G/通用格式|[#0?,]*[#0?](?:\.[#0?]+)?)\s*"?([^\W\d_a-zA-Z]{1,6})"?[\s)]*')
"""A figure as it is and a word behind it."""
_DIVIDED = re.compile(
    r'[\s(¥￥-]*[#0?,]*[#0?](?:(?P<point>[\\!]?\.|"\.")(?P<places>[#0?]+))?(?P<commas>,*)\s*"?(?P<word>[^\W\d_a-zA-Z]{0,6})"?[\s)]*'
)
"""A figure shown divided: by a thousand for each comma behind its digits, and by ten for each digit behind a point that is only drawn."""
_MULTIPLES = {
    10: "十",
    100: "百",
    1_000: "千",
    10_000: "万",
    100_000: "十万",
    1_000_000: "百万",
    10_000_000: "千万",
    100_000_000: "亿",
}


class Shown(NamedTuple):
    """What a format shows: the unit behind the figure, and by how much the figure in the cell is divided before it is shown."""

    unit: str
    divisor: int = 1


NOTHING_SHOWN = Shown("")


class FormattedFigure(float):
    """A number with the unit its format shows: '%' when 0.85 is shown as 85%, else the word behind the digits.

    A figure that is shown divided is the one shown: 12345678 shown as 1234.6万 is 1234.5678 万.
    """

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
        return f"{round(self * 100, 10):.15g}%" if self.unit == "%" else f"{float(self):.15g}{self.unit}"


def read_unit_styles(styles: bytes) -> dict[bytes, Shown]:
    """Number of a cell's style (as in the sheet) → what its format shows; only styles that show a unit."""
    codes = {
        int(number[1]): html.unescape(code[1].decode("utf-8", "replace"))
        for found in _FORMAT.finditer(styles)
        if (number := _ID.search(found[0])) and (code := _CODE.search(found[0]))
    }
    section = _CELL_FORMATS.search(styles)
    found = {}
    for at, style in enumerate(_CELL_FORMAT.finditer(section[0]) if section else ()):
        number = _ID.search(style[0])
        shown = shown_by({**PERCENT_FORMATS, **codes}.get(int(number[1]), "")) if number else NOTHING_SHOWN
        if shown.unit:
            found[str(at).encode()] = shown
    return found


def shown_by(code: str) -> Shown:
    """'0.00%' → '%', '#,##0.00"万元"' → '万元', '0.0,"千元"' → '千元' by 1000, '0!.0,"万"' → '万' by 10000; '0' → ''.

    A figure divided without a word for it has the multiple it is divided by: '0,' → '千'. Where word and divisor do not agree ('0,"户"')
    nothing is known.
    """
    first = _CONDITION.sub("", code.split(";")[0])
    if "%" in _QUOTED.sub("", first):
        return Shown("%")
    first = re.sub(r"\\(?=[^\W\d_a-zA-Z])", "", first)
    found = _WITH_UNIT.fullmatch(first)
    if found:
        return Shown(found[1])
    divided = _DIVIDED.fullmatch(first)
    drawn = divided["places"] if divided and divided["point"] and divided["point"] != "." else ""
    divisor = 1_000 ** len(divided["commas"]) * 10 ** len(drawn or "") if divided else 1
    multiple = _MULTIPLES.get(divisor, "")
    if not divided or not multiple:
        return NOTHING_SHOWN
    word = divided["word"]
    is_of_it = not word or (word.startswith(multiple) and word[len(multiple) :][:1] not in ("万", "亿"))
    return Shown(word or multiple, divisor) if is_of_it else NOTHING_SHOWN


def unit_of_format(code: str) -> str:
    """The unit that a format shows behind a figure as it lies in the cell or divided; '' where none."""
    return shown_by(code).unit


def styled_cells(styles: Mapping[bytes, Shown]) -> re.Pattern[bytes]:
    """What finds the cells with one of these styles in a sheet's XML."""
    numbers = b"|".join(styles)
    return re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*?\ss="(' + numbers + rb')"')


def find_units(
    text: bytes, cells: re.Pattern[bytes], styles: Mapping[bytes, Shown]
) -> Iterator[tuple[bytes, bytes, Shown]]:
    """(column letters, row, what is shown) of the cells in this piece of XML whose format shows a unit."""
    for letters, row, style in cells.findall(text):
        yield letters, row, styles[style]
