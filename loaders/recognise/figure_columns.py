"""Which columns of a sheet hold figures, also where some of their cells cannot be read."""

import re
import unicodedata
from typing import Any

from loaders.cells import is_missing
from loaders.files import ExcelError, RawSheet, UncalculatedFormula
from loaders.recognise.header import Header, HeaderColumn, normalise_header

SAMPLED_CELLS = 400
NUMBER_SHARE, OF_A_UNIT = 0.5, 0.2
"""A column is one of figures when at least this share of its filled sample cells are meant as numbers; the second is of columns whose
header states a unit."""

_NO_FIGURE = re.compile(r"编号|编码|代码|电话|号码|手机|邮编|身份证|id$|日期$|时间$|^合计$|^小计$|^总计$")
_UNIT = r"(?:%|‰|[^\d\s]{0,4})"
_MEANT = re.compile(
    rf"[约近超余≈~<>≥≤+\-↑↓▲▼△▽¥￥(]*\s*(?:\d[\d,，.。 ]*(?:[eE][-+]?\d+)?|\.\d+)\s*{_UNIT}"
    rf"(?:\s*[-~—–至到/]\s*\d[\d,.]*\s*{_UNIT})?[)]?(?:左右|以上|以下|以内|余|多)?(?:[(][^()]{{1,20}}[)])?"
)
"""Numbers, and what was meant as one: about 300, 300-400, 1,23, 4。5, 12(已整改10)."""
_NUMBER = re.compile(rf"[-+]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)\s*{_UNIT}")
_CHINESE_NUMBER = re.compile(r"第?[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点]{1,12}[名位户人个元]?")
_DATED = re.compile(r"(?:19|20)\d\d\s*[-/.年].*|\d{1,2}月\d{0,2}日?.*")


def sample(column: HeaderColumn, header: Header, sheet: RawSheet) -> list[Any]:
    """The first filled cells of a column."""
    cells = sheet.column(column.index, header.data_start, header.data_start + SAMPLED_CELLS)
    return [cell for cell in cells if not is_missing(cell)]


def holds_figures(column: HeaderColumn, header: Header, sheet: RawSheet) -> bool:
    """Whether most cells of a column are figures, meant as figures, or formulas that should have given one."""
    if _NO_FIGURE.search(column.names[0]) or _NO_FIGURE.search(normalise_header(column.leaf)):
        return False
    filled = sample(column, header, sheet)
    least = OF_A_UNIT if column.unit else NUMBER_SHARE
    return bool(filled) and sum(map(_is_meant, filled)) >= least * len(filled)


def is_number(cell: Any) -> bool:
    """Whether a cell is a number, as written in a table: 12, '26,000人', '85%'."""
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(unicodedata.normalize("NFKC", cell).strip()))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _is_meant(cell: Any) -> bool:
    if isinstance(cell, UncalculatedFormula | ExcelError):
        return True
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if _DATED.fullmatch(text):
            return False
        return bool(_MEANT.fullmatch(text) or _CHINESE_NUMBER.fullmatch(text))
    return isinstance(cell, int | float) and not isinstance(cell, bool)
