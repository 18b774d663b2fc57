"""Sheets about 东西部协作: the agreement, a workbook of each of the three senders, and the lists of the cooperation office."""

from collections.abc import Mapping

import pandas as pd

from demo.books.columns import Layout, in_wan, lay_out_columns, plain, yes_no
from demo.books.sheets import Sheet
from demo.figures.cooperation import SENDERS
from demo.places.world import SCOPE_NAME

_PLACE: Layout = (("区划代码", "place_code", plain), ("地区", "place_name", plain))
_UNIT: Layout = (("州直部门", "unit_name", plain),)
SENDER_FILES = {"本级": "各县市和州直部门", "州": "州协作办", "对口市": "对口市"}
"""Sender → whose workbook it is."""
_LISTS: Mapping[str, tuple[str, Layout]] = {
    "cooperation_projects": ("援助资金项目", (
        ("年度", "period", plain), *_PLACE, *_UNIT, ("协作项目编号", "project_code", plain), ("协作项目名称", "project_name", plain),
        ("板块", "block", plain), ("援助资金（万元）", "amount_cny", in_wan), ("援助资金已支出（万元）", "paid_cny", in_wan),
        ("计划启动日期", "planned_start_on", plain), ("实际启动日期", "started_on", plain), ("责任单位", "department", plain))),
    "cooperation_negatives": ("负面清单", (
        ("年度", "period", plain), *_PLACE, ("负面事项", "kind", plain), ("发生例数", "cases_count", plain),
        ("认定日期", "found_on", plain), ("认定单位", "found_by", plain), ("具体情形", "detail", plain))),
    "cooperation_cases": ("创新工作典型", (
        ("年度", "period", plain), *_PLACE, ("创新事项", "kind", plain), ("典型名称", "case_title", plain),
        ("是否采用", "is_adopted", yes_no), ("采用单位", "adopted_by", plain), ("采用日期", "adopted_on", plain))),
    "cooperation_audits": ("上年发现问题整改", (
        ("年度", "period", plain), *_PLACE, *_UNIT, ("问题编号", "finding_number", plain), ("发现渠道", "found_by", plain),
        ("板块", "block", plain), ("发现的问题", "finding_text", plain), ("是否整改到位", "is_mended", yes_no),
        ("整改到位日期", "mended_on", plain), ("责任单位", "department", plain))),
}  # fmt: skip


def lay_out_cooperation_books(frames: Mapping[str, pd.DataFrame]) -> list[Sheet]:
    """The agreement, the three senders' reports, and the lists."""
    agreed: Layout = (
        ("年度", "period", plain), *_PLACE, *_UNIT, ("板块", "block", plain), ("协议指标", "item", plain),
        ("计量单位", "unit", plain), ("协议数", "agreed_value", plain), ("责任单位", "department", plain),
    )  # fmt: skip
    title = f"{SCOPE_NAME}2021年东西部协作"
    first = Sheet(
        "2021年东西部协作协议指标.xlsx", "协议指标", "cooperation_agreements", f"{title}协议指标（模拟数据）",
        lay_out_columns(frames["cooperation_agreements"], agreed),
    )  # fmt: skip
    lists = [
        Sheet("东西部协作台账.xlsx", sheet, name, f"{title}{sheet}（模拟数据）", lay_out_columns(frames[name], layout))
        for name, (sheet, layout) in _LISTS.items()
    ]
    return [first, *(_report_sheet(frames["cooperation_reports"], sender) for sender in SENDERS), *lists]


def _report_sheet(reports: pd.DataFrame, sender: str) -> Sheet:
    layout: Layout = (
        ("期次", "period", plain), *_PLACE, *_UNIT, ("协议指标", "item", plain), ("报送方", "reported_by", plain),
        ("计量单位", "unit", plain), ("累计完成数", "done_value", plain),
    )  # fmt: skip
    own = reports[reports["reported_by"] == sender].reset_index(drop=True)
    name = f"东西部协作指标完成情况（{SENDER_FILES[sender]}报送）"
    return Sheet(f"{name}.xlsx", "完成情况", "cooperation_reports", f"{name}（模拟数据）", lay_out_columns(own, layout))
