"""部门比对 as sheets: department by department, and rule by rule with a column a place."""

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.checks import Compared, comparisons
from indicators.listed import numbers
from pages.parts.common.address import say_place
from pages.parts.comparison.tables import COLUMNS
from reports.workbook import Column, Sheet


def list_comparison(
    tables: Sequence[Compared],
    sums: Mapping[tuple[str, str], float],
    matrix: pd.DataFrame,
    titles: Mapping[str, str],
    at: str,
    area: str,
) -> list[Sheet]:
    """`sums` as `comparisons.sum_tables` makes them, `matrix` the findings counted by place and check, `titles` those of the checks."""
    columns = [
        Column("table", "部门的表", 30),
        Column("department", "部门", 16),
        Column("state", "状态", 10),
        *(Column(name, title, 12, "integer") for name, title in COLUMNS.items()),
    ]
    cells = {
        "table": [one.table.title for one in tables],
        "department": [one.table.department for one in tables],
        "state": ["已导入" if one.is_imported else "未导入" for one in tables],
        **{name: numbers(sums.get((one.table.name, name)) for one in tables) for name in COLUMNS},
    }
    said = [f"共 {len(tables)} 张表，按人（户）数和各条规则人次"]
    first = Sheet(
        "各部门的表", f"{area}各部门的表和系统比对", said, columns, pd.DataFrame(cells, dtype=object), frozen=1
    )
    return [first, _list_rules(tables, comparisons.collapse_places(matrix, at), titles, area)]


def _list_rules(tables: Sequence[Compared], matrix: pd.DataFrame, titles: Mapping[str, str], area: str) -> Sheet:
    codes = sorted(matrix["place_code"].unique())
    counts = {(str(row.place_code), str(row.check)): int(row.findings) for row in matrix.itertuples()}
    rules = [(one.table.title, check) for one in tables if one.is_imported for check in one.checks]
    columns = [
        Column("table", "部门的表", 26),
        Column("rule", "比对规则", 36),
        Column("total", "合计", 9, "integer"),
        *(Column(code, say_place(code), 11, "integer") for code in codes),
    ]
    cells = {
        "table": [title for title, _ in rules],
        "rule": [titles.get(check, check) for _, check in rules],
        "total": [sum(counts.get((code, check), 0) for code in codes) for _, check in rules],
        **{code: numbers(counts.get((code, check)) for _, check in rules) for code in codes},
    }
    said = ["数字是对不上的人次，空格是没有比过"]
    return Sheet("哪一项在哪里对不上", f"{area}逐项对不上的", said, columns, pd.DataFrame(cells, dtype=object))
