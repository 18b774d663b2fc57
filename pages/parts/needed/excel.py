"""该有的表 as a sheet, for whoever collects the tables."""

import pandas as pd

from core.places import PlaceIndex
from core.words import say_period
from indicators.listed import numbers, texts
from reports.workbook import SERIAL, Column, Sheet


def list_needed(frame: pd.DataFrame, places: PlaceIndex, month: str) -> Sheet:
    """Every table of `indicators.figures.list_needed`, with who has not sent it."""
    rows = frame.to_dict("records")
    columns = [
        SERIAL,
        Column("group", "组", 8),
        Column("title", "表", 28),
        Column("department", "报送部门", 14),
        Column("points", "分值", 8, "number"),
        Column("checks", "规则", 7, "integer"),
        Column("state", "状态", 8),
        Column("newest", "现有到", 14),
        Column("waits", "等着", 14),
        Column("missing", "还缺的县", 30),
        Column("measures", "能评的指标", 40),
    ]
    cells = {
        "group": texts(frame["group"]),
        "title": texts(frame["title"]),
        "department": [row["department"] or "各单位" for row in rows],
        "points": numbers(frame["points"]),
        "checks": numbers(frame["checks"]),
        "state": texts(frame["state"]),
        "newest": [say_period(str(row["newest"])) if row["newest"] else None for row in rows],
        "waits": [say_period(str(row["waits_for"])) if row["waits_for"] else str(row["every"]) for row in rows],
        "missing": [
            "、".join(found.name for code in row["places_missing"] if (found := places.find(code))) or None
            for row in rows
        ],
        "measures": ["、".join(row["measures"]) or None for row in rows],
    }
    said = [f"以{say_period(month)}为准　共 {len(rows)} 张"]
    return Sheet("该有的表", "该有的表和现有的表", said, columns, pd.DataFrame(cells, dtype=object), frozen=3)
