"""Sheets about work done: the counties' monthly and yearly items, the townships' progress."""

from typing import Any

import pandas as pd

from demo.books.columns import Change, lay_out_columns, plain
from demo.books.sheets import Sheet, SheetColumn, sum_cells
from demo.places.world import PERIODS, SCOPE_NAME, World
from store import find_table

LAST = PERIODS[-1]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SEPARATE_COUNTIES = {"433123": "凤凰县", "433127": "永顺县", "433130": "龙山县"}
"""Counties that send their own sheet of the newest month instead of standing in the prefecture's."""
CSV_COUNTY = "433130"


OPINION = "群众认可和信访"
DUTY = "责任和政策"
HOUSEHOLDS = "脱贫户"
MONTHLY_HEADERS = {
    "surveyed_households": (OPINION, "受访户数"),
    "satisfied_households": (OPINION, "满意户数"),
    "petitions": (OPINION, "信访件数"),
    "repeat_petitions": (OPINION, "重复信访件数"),
    "media_problems": (OPINION, "媒体曝光问题数"),
    "leaders_interviewed": (DUTY, "访谈干部人数"),
    "leaders_informed": (DUTY, "应知应会合格人数"),
    "meetings_planned": (DUTY, "应召开专题会议次数"),
    "meetings_held": (DUTY, "已召开专题会议次数"),
    "policies_due": (DUTY, "应出台衔接政策数"),
    "policies_issued": (DUTY, "已出台衔接政策数"),
    "model_cases": (DUTY, "典型经验数"),
    "lifted_households": (HOUSEHOLDS, "脱贫户数"),
    "income_fell_households": (HOUSEHOLDS, "收入低于上年户数"),
    "returned_to_poverty": (HOUSEHOLDS, "返贫和新致贫人口"),
}
YEARLY_HEADERS = {
    "population": "年末总人口(万人)",
    "gdp": "地区生产总值(万元)",
    "rural_income": "农村居民人均可支配收入(元)",
    "lifted_income": "脱贫人口人均纯收入(元)",
}


def lay_out_indicator_sheets(values: pd.DataFrame) -> list[Sheet]:
    is_month = values["period"].str.len() == 7
    by_month, by_year = (_widen(values[chosen]) for chosen in (is_month, ~is_month))
    monthly = [("期次", "period", plain), ("区划代码", "place_code", plain), ("县市", "place_name", plain)]
    yearly = [("年份", "period", plain), ("区划代码", "place_code", plain), ("地区", "place_name", plain)]
    return [
        Sheet(
            "巩固成果指标月报汇总.xlsx",
            "月报",
            "indicator_values",
            "巩固拓展脱贫攻坚成果指标月报汇总（2019年12月—2021年11月，模拟数据）",
            lay_out_columns(by_month, [*monthly, *((header, code, plain) for code, header in MONTHLY_HEADERS.items())]),
            remark="填报单位：州乡村振兴局",
            notes=("注：认可情况为当月电话抽样；会议和政策为当年累计。",),
        ),
        Sheet(
            "分县市经济指标.xlsx",
            "年度",
            "indicator_values",
            "分县市主要经济指标（模拟数据）",
            lay_out_columns(by_year, [*yearly, *((header, code, plain) for code, header in YEARLY_HEADERS.items())]),
            notes=("注：2021年为预计数。",),
        ),
    ]


def _widen(values: pd.DataFrame) -> pd.DataFrame:
    wide = values.pivot(index=["period", "place_code", "place_name"], columns="item", values="value")
    return wide.reset_index()


def lay_out_progress_sheets(world: World, progress: pd.DataFrame) -> list[Sheet]:
    """The prefecture's sheet of all months, and the newest month of three counties in sheets of their own."""
    is_own = (progress["period"] == LAST) & progress["county_code"].isin(list(SEPARATE_COUNTIES))
    joint = _widen_progress(world, progress[~is_own])
    leading = [
        ("期次", "period", plain),
        ("区划代码", "place_code", plain),
        ("县市", "county_name", plain),
        ("乡镇", "place_name", plain),
    ]
    sheets = [
        Sheet(
            "乡镇工作进度月报.xlsx",
            "月报",
            "township_progress",
            f"{SCOPE_NAME}乡镇工作进度月报（模拟数据）",
            lay_out_columns(joint, [*leading, *_pairs(plain)]),
            remark="填报单位：州直各有关部门",
            notes=("注：应完成数、已完成数均为当年累计，期末在岗类指标为时点数。",),
        )
    ]
    for code, name in SEPARATE_COUNTIES.items():
        own = _widen_progress(world, progress[is_own & (progress["county_code"] == code)])
        sheets.append(_county_progress_sheet(own, code, name))
    return sheets


def _widen_progress(world: World, progress: pd.DataFrame) -> pd.DataFrame:
    wide = progress.pivot(
        index=["period", "place_code", "place_name"], columns="item", values=["target_count", "done_count"]
    )
    wide.columns = [f"{item}/{slot}" for slot, item in wide.columns]
    names = world.townships.set_index("code")["county_name"]
    wide = wide.reset_index()
    return wide.assign(county_name=wide["place_code"].map(names))


def _pairs(change: Change) -> list[tuple[Any, str, Change]]:
    """Two-row headers: the task above, 应…数 and 已…数 below."""
    layout: list[tuple[Any, str, Change]] = []
    for item in find_table("township_progress").items:
        for slot in ("target_count", "done_count"):
            layout.append(((item.title, item.slots[slot][0]), f"{item.code}/{slot}", change))
    return layout


def _county_progress_sheet(frame: pd.DataFrame, code: str, name: str) -> Sheet:
    """A county's own sheet, messier: serial numbers, thousands separators, full-width digits, a total, notes."""
    columns = lay_out_columns(frame, [("乡镇", "place_name", plain), *_pairs(plain)])
    serial = SheetColumn(("序号",), tuple(range(1, len(frame) + 1)))
    total = ("合计", None, *(sum_cells(column.cells) for column in columns[1:]))
    columns = (serial, *columns)
    if code == CSV_COUNTY:
        flat = tuple(SheetColumn((column.header[-1],), column.cells) for column in columns)
        file = f"{name}2021年11月乡镇工作进度.csv"
        return Sheet(file, file[:-4], "township_progress", "", flat, period=LAST, place=code)
    sheet = Sheet(
        f"{name}2021年11月乡镇工作进度表.xlsx",
        name,
        "township_progress",
        f"{name}2021年11月巩固脱贫成果重点工作进度表",
        columns,
        remark="填报单位：县乡村振兴局　　填报日期：2021年11月20日　　单位：户、人、个、件",
        totals=(total,),
        notes=("备注：1.应完成数为当年任务数。", "2.本表为模拟数据。"),
        period=LAST,
        place=code,
    )
    return _write_untidily(sheet)


def _write_untidily(sheet: Sheet) -> Sheet:
    """Some numbers as people type them: 1,234 and １２３４."""
    for row in range(sheet.rows):
        for name in ("应排查户数", "应参保人数"):
            cell = sheet.columns[sheet.find_column(name)].cells[row]
            sheet = sheet.with_cell(row, name, f"{cell:,}")
    cell = sheet.columns[sheet.find_column("网格员人数")].cells[1]
    return sheet.with_cell(1, "网格员人数", str(cell).translate(FULL_WIDTH))
