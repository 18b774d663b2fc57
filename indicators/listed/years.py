"""历年位次 as a sheet."""

import pandas as pd

from indicators.figures import yearly_standing
from indicators.listed.cells import numbers, texts
from reports.workbook import Column, Sheet


def list_years(years: pd.DataFrame, name: str) -> list[Sheet]:
    """The years of `yearly_standing.read_years`, the newest first, and who is ahead and who lags."""
    rows = years.sort_values(["year", "province_rank"], ascending=[False, True])
    cells = {
        "place": texts(rows["place_name"]),
        "year": texts(rows["year"]),
        "grade": texts(rows["grade"]),
        "rank": numbers(rows["province_rank"]),
        "of": numbers(rows["province_places"]),
        "change": numbers(rows["rank_change"]),
        "in_grade": numbers(rows["rank_in_grade"]),
        "honour": texts(rows["honour"]),
        "basis": texts(rows["basis"]),
        "file": texts(rows["source_file"]),
        "row": numbers(rows["source_row"]),
    }
    columns = [
        Column("place", "地区", 18),
        Column("year", "年度", 8),
        Column("grade", "等次", 10),
        Column("rank", "全省位次", 9, "serial"),
        Column("of", "参评个数", 9, "integer"),
        Column("change", "较上年升（+）降（−）", 12, "number"),
        Column("in_grade", "等次内位次", 10, "serial"),
        Column("honour", "表彰或约谈", 16),
        Column("basis", "依据", 24),
        Column("file", "来源文件", 24),
        Column("row", "行", 6, "row"),
    ]
    said = ["等次和位次来自上级通报，不由本系统的得分换算", f"共 {len(rows)} 条"]
    first = Sheet("历年位次", f"{name}历年考核结果", said, columns, pd.DataFrame(cells, dtype=object))
    codes = list(years["place_code"].unique())
    listed = yearly_standing.list_leaders(years, codes)
    if listed.empty:
        return [first]
    cells = {name: texts(listed[name]) for name in ("list", "place_name", "why")}
    columns = [Column("list", "名单", 8), Column("place_name", "地区", 20), Column("why", "理由", 40)]
    return [
        first,
        Sheet(
            "先进和后进",
            f"{name}先进和后进",
            ["名单供研究，由人决定"],
            columns,
            pd.DataFrame(cells, dtype=object),
            frozen=1,
        ),
    ]
