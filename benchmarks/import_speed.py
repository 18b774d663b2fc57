"""Import of a 200 000-row workbook against the bare calamine read of the same file, in alternating pairs."""

import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter
from python_calamine import CalamineWorkbook

from loaders.importing import import_file
from loaders.recognise import Choices

ROWS = 200_000
PAIRS = 3
COUNTIES = ("433101", "433122", "433123", "433124", "433125", "433126", "433127", "433130")
HEADERS = (
    "区划代码", "年度", "项目编号", "项目名称", "资金级次", "项目类别", "建设地点", "责任单位", "计划资金(万元)", "调整后预算(万元)",
    "资金下达日期", "分配到项目日期", "计划开工日期", "实际开工日期", "计划完工日期", "实际完工日期",
)  # fmt: skip


def write_book(path: Path, rows: int = ROWS, seed: int = 1) -> None:
    """A project table of 16 columns as an office would export it."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("项目"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADERS)
        for number, row in enumerate(_rows(rows, seed), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)


def _rows(rows: int, seed: int) -> Iterator[tuple[object, ...]]:
    rng = np.random.default_rng(seed)
    budgets, days = rng.integers(10, 500, rows), rng.integers(0, 90, rows)
    for number in range(rows):
        start = date(2021, 2, 1) + timedelta(days=int(days[number]))
        dates = [start + timedelta(days=step) for step in (0, 15, 30, 35, 150, 160)]
        source = ("中央", "省级", "市级", "县级")[number % 4]
        kind = ("产业发展", "就业", "乡村建设")[number % 3]
        budget = float(budgets[number]) + 0.25
        yield (
            COUNTIES[number % 8], "2021", f"X{number:07d}", f"项目{number}", source, kind, "某村", "农业农村局", budget, budget, *dates,
        )  # fmt: skip


def measure(folder: Path) -> dict[str, float]:
    """Medians in seconds: bare read, whole import; and their ratio (aim ≤ 1.5)."""
    path = folder / "projects_200000.xlsx"
    write_book(path)
    bare, whole = [], []
    for number in range(PAIRS):
        began = time.perf_counter()
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        import_file(path, Choices(table="fund_projects"), folder=folder / f"data{number}")
        whole.append(time.perf_counter() - began)
    read, imported = statistics.median(bare), statistics.median(whole)
    return {"bare calamine read, s": read, "whole import, s": imported, "ratio (aim ≤ 1.5)": imported / read}
