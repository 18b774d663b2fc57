"""Sheets about money and what it built: projects, payments, the register of assets and its summary."""

import pandas as pd

from demo.books.columns import Layout, in_wan, lay_out_columns, plain, slashed, yes_no
from demo.books.sheets import Sheet, sum_cells
from demo.places.world import PERIODS, SCOPE_NAME, World

LAST = PERIODS[-1]
OWN_ASSETS = "433122"
"""The county that sends its newest register in a workbook of its own."""


def lay_out_projects_sheet(projects: pd.DataFrame, year: str) -> Sheet:
    frame = projects[projects["period"] == year].reset_index(drop=True)
    as_date = plain if year == "2021" else slashed
    layout = [
        ("区划代码", "place_code", plain),
        ("年度", "period", plain),
        ("项目编号", "project_code", plain),
        ("项目名称", "project_name", plain),
        ("资金来源", "fund_source", plain),
        ("项目类型", "category", plain),
        ("实施地点", "site", plain),
        ("主管部门", "department", plain),
        (("资金（万元）", "计划资金"), "budget_cny", in_wan),
        (("资金（万元）", "调整后预算"), "adjusted_budget_cny", in_wan),
        (("资金下达和分配", "资金下达日期"), "issued_on", as_date),
        (("资金下达和分配", "分配到项目日期"), "allocated_on", as_date),
        (("开工", "计划开工日期"), "planned_start_on", as_date),
        (("开工", "实际开工日期"), "started_on", as_date),
        (("完工", "计划完工日期"), "planned_finish_on", as_date),
        (("完工", "实际完工日期"), "finished_on", as_date),
        ("验收日期", "accepted_on", as_date),
        ("应补助户数", "subsidy_due_households", plain),
        ("已补助户数", "subsidy_paid_households", plain),
        ("受益户数", "benefit_households", plain),
    ]
    columns = lay_out_columns(frame, layout)
    summed = ("计划资金", "调整后预算", "应补助户数", "已补助户数", "受益户数")
    total = [sum_cells(column.cells) if column.header[-1] in summed else None for column in columns]
    total[0] = "合计"
    return Sheet(
        f"{year}年衔接资金项目表.xlsx",
        "项目表",
        "fund_projects",
        f"{SCOPE_NAME}{year}年财政衔接推进乡村振兴补助资金项目表（模拟数据）",
        columns,
        remark="单位：万元、户",
        totals=(tuple(total),),
        notes=("注：尚未开工、完工、验收的项目，对应日期留空。",),
    )


def lay_out_payments_sheet(payments: pd.DataFrame, year: str) -> Sheet:
    frame = payments[payments["period"] == year].reset_index(drop=True)
    layout = [
        ("支付凭证号", "voucher", plain),
        ("年度", "period", plain),
        ("区划代码", "place_code", plain),
        ("县市", "place_name", plain),
        ("项目编号", "project_code", plain),
        ("资金级次", "fund_source", plain),
        ("支付日期", "paid_on", plain),
        ("支付金额(万元)", "paid_cny", in_wan),
        ("收款方", "payee_kind", plain),
    ]
    is_old = year == "2020"
    name = f"{year}年衔接资金支付明细"
    return Sheet(
        f"{name}.{'csv' if is_old else 'xlsx'}",
        name if is_old else "支付明细",
        "fund_payments",
        "" if is_old else f"{SCOPE_NAME}{year}年衔接资金支付明细表（截至2021年11月19日，模拟数据）",
        lay_out_columns(frame, layout),
    )


def lay_out_assets_sheets(world: World, assets: pd.DataFrame) -> list[Sheet]:
    """The prefecture's register of all snapshots, and one county's newest one by county, township and village names."""
    names = world.villages.set_index("code")
    codes = assets["place_code"]
    frame = assets.assign(county_name=codes.map(names["county_name"]), township_name=codes.map(names["township_name"]))
    is_own = (frame["period"] == LAST) & (frame["county_code"] == OWN_ASSETS)
    joint = [("期次", "period", plain), ("区划代码", "place_code", plain), ("村", "place_name", plain)]
    own = [("县", "county_name", plain), ("乡镇", "township_name", plain), ("村", "place_name", plain)]
    return [
        Sheet(
            "扶贫项目资产台账.xlsx",
            "台账",
            "assets",
            f"{SCOPE_NAME}扶贫项目资产台账（按季，模拟数据）",
            lay_out_columns(frame[~is_own], [*joint, *ASSET_LAYOUT]),
            remark="金额单位：万元",
        ),
        Sheet(
            "泸溪县2021年11月扶贫项目资产台账.xlsx",
            "台账",
            "assets",
            "泸溪县扶贫项目资产台账（2021年11月）",
            lay_out_columns(frame[is_own], [*own, *ASSET_LAYOUT]),
            remark="金额单位：万元",
            notes=("备注：公益性资产、到户类资产不填收益。",),
            period=LAST,
        ),
    ]


ASSET_LAYOUT: Layout = (
    ("资产编号", "asset_code", plain),
    ("资产名称", "asset_name", plain),
    ("资产类别", "kind", plain),
    ("权属", "owner", plain),
    ("资产原值", "original_cny", in_wan),
    ("建成日期", "built_on", plain),
    ("使用状态", "use_state", plain),
    ("管护责任人", "manager", plain),
    ("光伏电站", "is_solar", yes_no),
    (("收益", "累计收益"), "income_cny", in_wan),
    (("收益", "本年收益"), "year_income_cny", in_wan),
    (("收益", "本年已分配收益"), "distributed_cny", in_wan),
    (("收益", "用于公益岗位金额"), "post_wages_cny", in_wan),
    (("光伏发电", "本年发电量(千瓦时)"), "power_kwh", plain),
    (("光伏发电", "应发电量(千瓦时)"), "expected_kwh", plain),
)


def lay_out_summary_sheet(summary: pd.DataFrame) -> Sheet:
    layout = [
        ("年度", "period", plain),
        ("区划代码", "place_code", plain),
        ("县市", "place_name", plain),
        ("分类方式", "classified_by", plain),
        ("类别", "category", plain),
        ("资产数", "asset_count", plain),
        ("资产原值(万元)", "amount_cny", in_wan),
    ]
    return Sheet(
        "扶贫项目资产分类汇总表.xlsx",
        "汇总",
        "asset_summary",
        f"{SCOPE_NAME}扶贫项目资产分类汇总表（模拟数据）",
        lay_out_columns(summary, layout),
        remark="单位：个、万元",
    )
