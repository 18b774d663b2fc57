"""数字走势 as a sheet: a course with a column a period, or the points of a figure with where each stands."""

import pandas as pd

from core.words import say_period
from indicators.figures.past import Course
from indicators.listed import numbers, scale_of, texts
from reports.workbook import SERIAL, Column, Sheet


def list_course(points: pd.DataFrame, course: Course, name: str) -> Sheet:
    """Every place in a row, every period in a column."""
    wide = points.pivot(index=["place_code", "place_name"], columns="period", values="value")
    kind = "integer" if not course.unit or course.unit.startswith("count") else scale_of(course.unit)[1]
    columns = [Column("place", "县", 18), *(Column(str(one), say_period(str(one)), 12, kind) for one in wide.columns)]
    cells = {"place": [place for _, place in wide.index], **{str(one): numbers(wide[one]) for one in wide.columns}}
    unit = "分" if course.unit == "points" else "位" if not course.unit else "个"
    return Sheet(
        "走势", f"{name}各县{course.title}走势", [f"单位：{unit}"], columns, pd.DataFrame(cells, dtype=object), frozen=1
    )


def list_points(points: pd.DataFrame, title: str, unit: str, name: str) -> Sheet:
    """Every point with its place, its day and its cell, the newest first."""
    rows = points.iloc[::-1]
    columns = [
        SERIAL,
        Column("on", "日期", 14, "date"),
        Column("place", "地区", 18),
        Column("value", f"{title}\n（{unit or '—'}）", 20, "number"),
        Column("file", "来源文件", 24),
        Column("sheet", "工作表", 14),
        Column("row", "行", 7, "row"),
        Column("column", "列", 6),
    ]
    cells = {
        "on": list(rows["on"]),
        "place": texts(rows["place_name"]),
        "value": numbers(rows["value"]),
        "file": texts(rows["source_file"]),
        "sheet": texts(rows["source_sheet"]),
        "row": numbers(rows["source_row"]),
        "column": texts(rows["source_column"]),
    }
    return Sheet(
        "走势", f"{name}：{title}", [f"共 {len(rows):,} 个数"], columns, pd.DataFrame(cells, dtype=object), frozen=3
    )
