"""The demonstration's workbooks: the invented frames laid out as the offices of a prefecture send their tables.

Written like the real thing on purpose: titles, merged headers, 单位：万元, totals, notes, percent texts, thousands
separators, full-width digits, dashes for nothing, a GBK file, and the few wrong cells of `PLANTED`.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from demo.books.columns import Change, in_percent, lay_out_columns, plain, yes_no
from demo.books.cooperation import lay_out_cooperation_books
from demo.books.households import lay_out_household_books
from demo.books.money import (
    lay_out_assets_sheets,
    lay_out_payments_sheet,
    lay_out_projects_sheet,
    lay_out_summary_sheet,
)
from demo.books.sheets import Cell, Planted, Sheet
from demo.books.tasks import lay_out_indicator_sheets, lay_out_progress_sheets
from demo.books.wrong_cells import HOUSEHOLD_CELLS
from demo.households.home import HouseholdWorld
from demo.places.world import SCOPE_NAME, World
from store import find_table

Frames = Mapping[str, pd.DataFrame]


PLANTED = (
    Planted("2021年衔接资金项目表.xlsx", "项目表", "实际开工日期", "not_a_date", "2021年13月5日"),
    Planted("2020年衔接资金项目表.xlsx", "项目表", "验收日期", "rule_broken", ""),
    Planted("乡镇工作进度月报.xlsx", "月报", "已走访户数", "not_a_number", "约430"),
    Planted("凤凰县2021年11月乡镇工作进度表.xlsx", "凤凰县", "已排查户数", "total_differs", ""),
    Planted(
        "龙山县2021年11月乡镇工作进度.csv", "龙山县2021年11月乡镇工作进度", "乡镇", "unknown_place", "河东新区管委会"
    ),
    Planted("泸溪县2021年11月扶贫项目资产台账.xlsx", "台账", "使用状态", "not_a_choice", "基本正常"),
    *HOUSEHOLD_CELLS,
)
"""Every fault of the demonstration; everything else is to be imported without a word."""


def lay_out_books(world: World, frames: Frames, households: HouseholdWorld | None = None) -> list[Sheet]:
    """Every sheet in the order of import (places first, households last), the planted faults put in."""
    sheets = [
        _places_sheet(frames["places"]),
        *lay_out_indicator_sheets(frames["indicator_values"]),
        *lay_out_progress_sheets(world, frames["township_progress"]),
        *(lay_out_projects_sheet(frames["fund_projects"], year) for year in ("2020", "2021")),
        *(lay_out_payments_sheet(frames["fund_payments"], year) for year in ("2020", "2021")),
        *lay_out_assets_sheets(world, frames["assets"]),
        lay_out_summary_sheet(frames["asset_summary"]),
        *_list_sheets(frames),
        *lay_out_cooperation_books(frames),
    ]
    own = lay_out_household_books(households) if households else []
    return [*_plant_faults(sheets), *own]


def _places_sheet(places: pd.DataFrame) -> Sheet:
    words = {"county": "县", "township": "乡镇", "village": "村"}
    frame = places.assign(level=places["level"].map(words))
    layout = [
        ("区划代码", "code", plain),
        ("地区名称", "name", plain),
        ("级别", "level", plain),
        ("上级代码", "parent_code", plain),
        ("分组", "league", plain),
        ("国家乡村振兴重点帮扶县", "is_key_county", yes_no),
        ("农村户数", "rural_households", plain),
        ("农村人口", "rural_persons", plain),
    ]
    return Sheet(
        "行政区划和分组.xlsx",
        "区划",
        "places",
        f"{SCOPE_NAME}行政区划和分组表（模拟数据）",
        lay_out_columns(frame, layout),
    )


LISTS = {
    "schedule_nodes": ("序时进度", "年度", "地区"),
    "milestones": ("评估日程", "年度", "地区"),
    "monitoring_thresholds": ("监测标准", "年度", "县市"),
    "check_limits": ("核查标准", "年度", "县市"),
    "grades": ("等次评定", "年度", "县市"),
    "yearly_standings": ("历年考核结果", "年度", "地区名称"),
    "not_applicable": ("缺项认定", "年度", "县市"),
    "reference_values": ("全省平均", "期次", "地区"),
}
"""Short lists, each a sheet of one workbook: table → sheet name, headers of the period and of the place."""
OWN_HEADERS = {"node_on": "截至日期"}
"""Column → its header where the office has another than the declared title."""
LISTS_FILE = "后评估基础表.xlsx"


def _list_sheets(frames: Frames) -> list[Sheet]:
    sheets = []
    for name, (sheet, period, place) in LISTS.items():
        table = find_table(name)
        layout: list[tuple[str, str, Change]] = [
            (period, "period", plain),
            ("区划代码", "place_code", plain),
            (place, "place_name", plain),
            *(
                (OWN_HEADERS.get(one.name, one.title), one.name, in_percent if one.name == "target_rate" else plain)
                for one in table.columns
            ),
        ]
        columns = lay_out_columns(frames[name], layout)
        sheets.append(Sheet(LISTS_FILE, sheet, name, f"{table.title}（模拟数据）", columns))
    return sheets


def _plant_faults(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Puts the faults of `PLANTED` in, each into its own sheet."""
    faults = {(fault.file, fault.sheet): fault for fault in PLANTED}
    return [_plant_fault(sheet, faults.get((sheet.file, sheet.sheet))) for sheet in sheets]


def _plant_fault(sheet: Sheet, fault: Planted | None) -> Sheet:
    if fault is None:
        return sheet
    column = sheet.columns[sheet.find_column(fault.header)]
    if fault.kind == "unknown_place":
        return sheet.with_row({fault.header: fault.came, "应排查户数": 86, "已排查户数": 80})
    if fault.kind == "total_differs":
        stated = sheet.totals[-1][sheet.find_column(fault.header)]
        return sheet.with_cell(-1, fault.header, int(stated) + 100)  # type: ignore[arg-type]
    rows = [row for row, cell in enumerate(column.cells) if cell is not None]
    row = rows[len(rows) // 2]
    came: Cell = fault.came or "2020/1/6"
    return sheet.with_cell(row, fault.header, came)
