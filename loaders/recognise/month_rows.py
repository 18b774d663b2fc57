"""Whether a row of numbers can be a header of months."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from loaders.cells import normalise_header, read_said_period
from loaders.recognise.shared_headers import read_shared_headers

LEAST_MONTHS = 2
MONTH_NUMBER = re.compile(r"0?[1-9]|1[0-2]")
MONTHS = re.compile(r"(?:各|分|逐)?月(?:份|度)?|月份?(?:完成|数据|情况)?")
"""A head over columns that are months."""
_SUMS = frozenset(("合计", "小计", "总计", "累计", "全年", "平均", "单位"))


def says_months(text: str) -> bool:
    """Whether a head says that the numbers below it are months: a year, or 月份."""
    said = read_said_period(text)
    return bool(MONTHS.fullmatch(normalise_header(text))) or (said is not None and said.nature == "year")


def are_months(row: Sequence[Any], above: Sequence[Any] = ()) -> bool:
    """Whether a row can be months as numbers: one after another, beside what names the rows. 1, 2, 3 number columns unless a year or
    月份 stands above them."""
    filled = [_text(cell) for cell in row if cell != ""]
    numbers = [int(text) for text in filled if MONTH_NUMBER.fullmatch(text)]
    follow = all(one % 12 + 1 == other for one, other in pairwise(numbers))
    if len(numbers) < LEAST_MONTHS or not follow or not _name_rows(filled):
        return False
    is_headed = any(says_months(_text(cell)) for cell in above if cell != "")
    return is_headed or not number_columns(numbers)


def number_columns(numbers: Sequence[int]) -> bool:
    """Whether these are 1, 2, 3 and on, but no whole year's months: columns are numbered like this."""
    return len(numbers) < 12 and list(numbers) == list(range(1, len(numbers) + 1))


def _name_rows(texts: Sequence[str]) -> bool:
    shared = read_shared_headers()
    known = {*shared.place, *shared.ignored, *_SUMS}
    return all(MONTH_NUMBER.fullmatch(text) or normalise_header(text) in known for text in texts)


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
