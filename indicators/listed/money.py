"""Spending against its schedule as sheets: counties, sources of funds, projects behind."""

from collections.abc import Callable, Sequence

import pandas as pd

from core.words import CNY_PER_WAN
from indicators.listed.cells import light_words, numbers, texts
from indicators.spending import STATE_WORDS, PaidAgainstSchedule, say_range
from reports.workbook import Column, Sheet, Total

FIGURES = (
    Column("rate", "支出率", 10, "percent"),
    Column("gap_points", "与序时进度差\n（百分点）", 13, "money"),
    Column("gap_cny", "差额\n（万元）", 13, "money"),
    Column("needed_cny", "到截止日每天\n需支出（万元）", 14, "money"),
    Column("expected", "按当前速度到截止日预计", 22),
    Column("budget_cny", "预算（调整后）\n（万元）", 15, "money"),
    Column("paid_cny", "已支出\n（万元）", 14, "money"),
    Column("light", "灯", 14),
)


def list_spending(
    counties: PaidAgainstSchedule,
    sources: PaidAgainstSchedule,
    projects: pd.DataFrame,
    name_of: Callable[[str], str],
    area: str,
    own: str,
    lines: Sequence[str],
    project_lines: Sequence[str],
) -> list[Sheet]:
    """Three sheets. `counties` are those around the place (`area`), `sources` and `projects` (`query.read_behind`) its own (`own`);
    `name_of` gives a county's name."""
    table = counties.counties
    head = [Column("rank", "名次", 6, "serial"), Column("name", "县", 20)]
    cells = pd.DataFrame(
        {"rank": numbers(table["rank"]), "name": texts(table["name"]), **_figures(table)}, dtype=object
    )
    by_county = Sheet("各县", f"{area}资金支出进度", lines, [*head, *FIGURES], cells, total=_total(counties.total))
    table = sources.sources
    cells = pd.DataFrame({"name": texts(table["key"]), **_figures(table)}, dtype=object)
    by_source = Sheet(
        "资金级次",
        f"{own}各级资金支出进度",
        lines,
        [Column("name", "资金级次", 16), *FIGURES],
        cells,
        frozen=1,
        total=_total(sources.total),
    )
    return [by_county, by_source, _projects(projects, name_of, own, project_lines)]


def _figures(table: pd.DataFrame) -> dict[str, list[object]]:
    rows = table.to_dict("records")
    return {
        "rate": [*numbers(table["rate"])],
        "gap_points": [*numbers(table["gap_points"])],
        "gap_cny": [*numbers(table["gap_cny"], CNY_PER_WAN)],
        "needed_cny": [*numbers(table["needed_cny"], CNY_PER_WAN)],
        "expected": [say_range(row) for row in rows],
        "budget_cny": [*numbers(table["declared_cny"], CNY_PER_WAN)],
        "paid_cny": [*numbers(table["paid_cny"], CNY_PER_WAN)],
        "light": [STATE_WORDS.get(str(row["state"])) or light_words(str(row["light"])) for row in rows],
    }


def _total(total: pd.Series) -> Total:
    """All together, as the page has it: rates are not sums."""
    return Total(
        {"name": "合计", **{name: values[0] for name, values in _figures(pd.DataFrame([total.to_dict()])).items()}}
    )


def _projects(projects: pd.DataFrame, name_of: Callable[[str], str], own: str, lines: Sequence[str]) -> Sheet:
    cells = {
        "name": texts(projects["project_name"]),
        "county": [name_of(str(code)) for code in projects["county_code"]],
        "source": texts(projects["fund_source"]),
        "department": texts(projects["department"]),
        "budget": numbers(projects["budget_cny"], CNY_PER_WAN),
        "paid": numbers(projects["paid_cny"], CNY_PER_WAN),
        "rate": numbers(projects["rate"]),
        "behind": numbers(projects["behind_cny"], CNY_PER_WAN),
        "last": [None if pd.isna(day) else pd.Timestamp(day).date() for day in projects["last_paid_on"]],
        "started": ["是" if one else "未开工" for one in projects["is_started"].fillna(False)],
    }
    columns = [
        Column("name", "项目", 30),
        Column("county", "县", 12),
        Column("source", "级次", 8),
        Column("department", "责任单位", 16),
        Column("budget", "预算\n（万元）", 12, "money"),
        Column("paid", "已支出\n（万元）", 12, "money"),
        Column("rate", "支出率", 10, "percent"),
        Column("behind", "比应达少付\n（万元）", 12, "money"),
        Column("last", "最近支付", 14, "date"),
        Column("started", "已开工", 8),
    ]
    said = [*lines, f"共 {len(projects):,} 笔，少付多的在前"]
    sums = {
        name: float(projects[column].sum()) / CNY_PER_WAN
        for name, column in (("budget", "budget_cny"), ("paid", "paid_cny"), ("behind", "behind_cny"))
    }
    total = Total({"name": "合计", **sums}) if len(projects) else None
    return Sheet(
        "低于序时进度的项目",
        f"{own}低于序时进度的项目资金",
        said,
        columns,
        pd.DataFrame(cells, dtype=object),
        frozen=1,
        total=total,
    )
