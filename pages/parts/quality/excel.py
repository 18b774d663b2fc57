"""数据质量 as sheets: the counties' grades, the figures that do not agree with the registers, the tables that are there."""

import pandas as pd

from core.places import PlaceIndex
from core.words import say_value
from indicators.declared import Framework
from indicators.listed import numbers, texts
from indicators.reconciliation import FIGURES
from indicators.reconciliation import words as reconciled
from reports.workbook import SERIAL, Column, Sheet


def list_quality(
    framework: Framework,
    table: pd.DataFrame,
    states: pd.DataFrame,
    apart: pd.DataFrame,
    places: PlaceIndex,
    area: str,
    when: str,
) -> list[Sheet]:
    """`table` is `quality_table` with `differing`, `states` the tables' states, `apart` what `differing` found."""
    measures = framework.measures
    columns = [
        Column("place_name", "县（市、区）", 20),
        Column("grade", "表内等次", 10),
        Column("differing", "填报≠登记\n（处）", 11, "integer"),
        Column("score", "表内得分", 9, "money"),
        *(Column(name, one.title, 14, "integer") for name, one in measures.items()),
    ]
    cells = {
        "place_name": texts(table["place_name"]),
        "grade": texts(table["grade"]),
        "differing": numbers(table["differing"]),
    }
    figures = {name: numbers(table[name]) for name in ("score", *measures)}
    first = Sheet(
        "各县核对结果",
        f"{area}数据质量：表内核对",
        [f"{when}　数字是对不上的条数，空格是未导入"],
        columns,
        pd.DataFrame({**cells, **figures}, dtype=object),
        frozen=1,
    )
    return [first, _list_apart(apart, places, area, when), _list_states(states, places, area, when)]


def _list_apart(apart: pd.DataFrame, places: PlaceIndex, area: str, when: str) -> Sheet:
    rows = apart.to_dict("records")
    columns = [
        SERIAL,
        Column("county", "县", 14),
        Column("place", "地区", 16),
        Column("title", "指标", 28),
        Column("figure", "数字", 10),
        Column("reported", "填报", 14),
        Column("registered", "登记", 14),
        Column("gap", "相差", 14),
        Column("who", "由谁说明", 16),
    ]
    cells = {
        "county": [found.name if (found := places.find(str(row["place_code"])[:6])) else None for row in rows],
        "place": [row["place_name"] for row in rows],
        "title": [row["title"] for row in rows],
        "figure": [FIGURES[row["figure"]] for row in rows],
        "reported": [say_value(row["reported"], str(row["unit"])) for row in rows],
        "registered": [say_value(row["registered"], str(row["unit"])) for row in rows],
        "gap": [reconciled.say_gap(pd.Series(row)) for row in rows],
        "who": [row["explains"] for row in rows],
    }
    said = [f"{when}　共 {len(rows):,} 处"]
    return Sheet(
        "填报与登记对不上的", f"{area}填报与登记对不上的", said, columns, pd.DataFrame(cells, dtype=object), frozen=3
    )


def _list_states(states: pd.DataFrame, places: PlaceIndex, area: str, when: str) -> Sheet:
    columns = [
        SERIAL,
        Column("title", "表", 30),
        Column("department", "报送部门", 16),
        Column("state", "状态", 10),
        Column("missing", "缺哪些县", 50),
        Column("refused", "没有收进来(行)", 16, "integer"),
        Column("at", "最近导入", 18),
    ]
    missing = [
        "、".join(found.name for code in codes if (found := places.find(code))) or None
        for codes in states["places_missing"]
    ]
    words = [
        "未导入" if not is_there else "不全" if lacking or refused else "齐全"
        for is_there, lacking, refused in zip(states["is_imported"], missing, states["rows_refused"], strict=True)
    ]
    cells = {
        "title": texts(states["title"]),
        "department": texts(states["department"]),
        "state": words,
        "missing": missing,
        "refused": [
            int(rows) if is_there else None
            for rows, is_there in zip(states["rows_refused"], states["is_imported"], strict=True)
        ],
        "at": [
            str(at) if is_there else None
            for at, is_there in zip(states["imported_at"], states["is_imported"], strict=True)
        ],
    }
    return Sheet("各表到没到", f"{area}各表到没到", [f"以{when}为准"], columns, pd.DataFrame(cells, dtype=object))
