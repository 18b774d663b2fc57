"""A list of 100 000 rows as Excel: the longest that a page hands out."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from reports.shortfall_list import MAX_ROWS, ShortfallSheet, write_shortfall_list
from reports.workbook import Column

COLUMNS: Final = (
    Column("county", "县"), Column("township", "乡镇"), Column("village", "村"), Column("who", "户主（脱敏）"),
    Column("household", "户编号"),
    Column("kind", "监测对象类别"), Column("income", "人均纯收入（元）", kind="number"), Column("included", "识别日期", kind="date"),
    Column("file", "来源文件", most_width=13), Column("sheet", "工作表", most_width=13), Column("row", "行", kind="row"),
)  # fmt: skip
"""Those of a list of households; the serial number and four columns to fill in come beside them."""
_KINDS: Final = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户，因病因灾因意外事故等刚性支出较大")


def make_list(rows: int = MAX_ROWS) -> ShortfallSheet:
    """A list of so many rows as a province has them."""
    numbers = range(rows)
    cells = {
        "county": [f"第{number % 122}县" for number in numbers],
        "township": [f"第{number % 1900}乡镇" for number in numbers],
        "village": [f"第{number % 24000}村村民委员会" for number in numbers],
        "who": [f"向*{number % 10}" for number in numbers],
        "household": [f"4331{number:08d}" for number in numbers],
        "kind": [_KINDS[number % 3] for number in numbers],
        "income": [5000 + number % 9000 + 0.5 for number in numbers],
        "included": [date(2021, 1 + number % 11, 1 + number % 28) for number in numbers],
        "file": [f"监测对象信息_第{number % 122}县_2021年11月.xlsx" for number in numbers],
        "sheet": ["（自定义）监测对象信息"] * rows,
        "row": [4 + number for number in numbers],
    }
    frame = pd.DataFrame(cells, dtype=object)
    notes = [("来源", "监测对象信息")]
    return ShortfallSheet("湖南省短板清单：监测对象参加医保", ["期次：2021年11月"], COLUMNS, frame, notes, is_demo=True)


def measure() -> Mapping[str, float]:
    """Seconds by the clock and of the processor, and the size."""
    sheet = make_list()
    began, spent = time.perf_counter(), time.process_time()
    content = write_shortfall_list(sheet)
    return {
        "Excel of 100 000 rows, s (aim ≤ 10 s)": time.perf_counter() - began,
        "the same, s of the processor": time.process_time() - spent,
        "its size, MB": len(content) / 1e6,
    }
