"""Sheets with one thing wrong each, and what is said about it. Readable files: their container is sound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loaders.recognise.choices import Choices

PROJECT_HEADER = [
    "县",
    "项目编号",
    "项目名称",
    "资金级次",
    "计划资金(万元)",
    "实际开工日期",
    "实际完工日期",
    "受益户数",
]
PROJECT = ["凤凰县", "P1", "产业路", "中央", 12.5, date(2021, 3, 1), date(2021, 9, 1), 30]


@dataclass(frozen=True)
class BadTable:
    """One faulty sheet: how it is made, what is imported, and the problem: kind, cell, what came, words expected."""

    name: str
    rows: list[list[Any]]
    kind: str
    cell: str
    came: str
    expected: str
    stored: int
    choices: Choices = field(default_factory=Choices)


@dataclass(frozen=True)
class RefusedTable:
    """One sheet of which nothing can be stored, and the words of the reason."""

    name: str
    rows: list[list[Any]]
    words: tuple[str, ...]
    choices: Choices = field(default_factory=Choices)
    file: str = "表.xlsx"


def _projects(column: str, cell: Any, title: str = "2021年项目表") -> list[list[Any]]:
    """A sound row and one with this cell under this header."""
    wrong = list(PROJECT)
    wrong[1], wrong[2] = "P2", "水渠"
    wrong[PROJECT_HEADER.index(column)] = cell
    return [[title], PROJECT_HEADER, list(PROJECT), wrong]


def _with(change: Callable[[list[list[Any]]], None]) -> list[list[Any]]:
    rows = [["2021年项目表"], list(PROJECT_HEADER), list(PROJECT), [*PROJECT[:1], "P2", "水渠", *PROJECT[3:]]]
    change(rows)
    return rows


def _rename(old: str, new: str) -> list[list[Any]]:
    def change(rows: list[list[Any]]) -> None:
        rows[1][rows[1].index(old)] = new

    return _with(change)


PERSON_HEADER = ["县", "户编号", "证件号码", "是否计划务工", "计划务工所在县", "就业服务需求"]
NODES = [["2021年序时进度"], ["截至日期", "应达支出率"]]

BAD_TABLES = [
    BadTable("数字夹文字", _projects("受益户数", "约120"), "not_a_number", "H4", "约120", "准确的数", 2),
    BadTable("户数有小数", _projects("受益户数", 30.5), "not_whole", "H4", "30.5", "整数", 2),
    BadTable("单位不认识", _projects("计划资金(万元)", "12块"), "unit_unknown", "E4", "12块", "认识的单位", 2),
    BadTable("格里单位不是钱", _projects("计划资金(万元)", "12户"), "unit_mismatch", "E4", "12户", "金额", 2),
    BadTable("整列单位不是钱", _rename("计划资金(万元)", "计划资金(户)"), "unit_mismatch", "E", "计划资金(户)", "金额", 2),
    BadTable(
        "比率不知是几成",
        [*NODES, [date(2021, 6, 30), 0.5], [date(2021, 9, 30), 75]],
        "percent_unclear", "B3", "0.5", "带 % 的比率", 0,
    ),
    BadTable("没有这一天", _projects("实际开工日期", "2021-02-30"), "not_a_date", "F4", "2021-02-30", "没有这一天", 2),
    BadTable("日期只到月", _projects("实际开工日期", "2021年2月"), "not_a_date", "F4", "2021年2月", "不能只到月", 2),
    BadTable(
        "没有这个月",
        [["户编号", "证件号码", "识别监测时间", "县", "期次"], ["H1", None, "202113", "凤凰县", "2021-11"]],
        "not_a_month", "C2", "202113", "没有这个月", 1, Choices(table="monitored_persons"),
    ),
    BadTable("编号是小数", _projects("项目编号", 12.5), "not_a_code", "B4", "12.5", "不带小数", 2),
    BadTable("编号丢了尾数", _projects("项目编号", 433123202100000123.0), "digits_lost", "B4", "", "文本格式", 2),
    BadTable(
        "证件号码校验位不对",
        [["2021年11月计划外出务工信息"], PERSON_HEADER, ["凤凰县", "H1", "433123199001011234", "是", "", ""]],
        "not_an_id", "C3", "43*************234", "校验位", 1,
    ),
    BadTable("资金级次不在选项内", _projects("资金级次", "国家"), "not_a_choice", "D4", "国家", "中央、省级", 2),
    BadTable(
        "是否列填了别的",
        [["2021年11月计划外出务工信息"], PERSON_HEADER, ["凤凰县", "H1", "", "也许", "", ""]],
        "not_yes_no", "D3", "也许", "是 或 否", 1,
    ),
    BadTable("公式出错", _projects("计划资金(万元)", "#REF!"), "error_cell", "E4", "#REF!", "改正公式", 2),
    BadTable("公式没有算", _projects("计划资金(万元)", "=SUM(E2:E3)"), "formula_without_value", "E4", "=SUM(E2:E3)", "保存一次", 2),
    BadTable("文字过长", _projects("项目名称", "路" * 6000), "text_too_long", "C4", "路" * 79 + "…", "不超过", 1),
    BadTable("金额为负", _projects("计划资金(万元)", -3), "value_out_of_range", "E4", "-3", "不小于 0", 2),
    BadTable(
        "截至日期带字",
        [["截至日期", "复工率(%)"], ["2020-03-25通报", 92.76], [date(2020, 3, 27), 95.29]],
        "as_of_unreadable", "A2", "2020-03-25通报", "日期", 1,
    ),
    BadTable("没有这个县", _projects("县", "凤皇县"), "unknown_place", "A4", "凤皇县", "官方全称", 1),
    BadTable("县名有重名", _projects("县", "鼓楼区"), "ambiguous_place", "A4", "鼓楼区", "重名", 1),
    BadTable(
        "县级表里报了乡镇",
        [["区划代码", "年度", "等次"], ["433123", 2021, "好"], ["433123001", 2021, "好"]],
        "place_level_wrong", "A3", "433123001", "县级地区，现为乡级", 1,
    ),
    BadTable(
        "名称与代码不一致",
        [["区划代码", "县名称", "年度", "等次"], ["433123", "凤凰县", 2021, "好"], ["433124", "凤凰县", 2021, "好"]],
        "place_code_name_differ", "B3", "凤凰县", "代码 433124 是湖南省湘西土家族苗族自治州花垣县", 1,
    ),
    BadTable("不在指定范围内", _projects("县", "昭阳区"), "place_outside_scope", "A4", "昭阳区", "以内的地区", 1, Choices(place="433100")),
    BadTable(
        "没有填地区",
        [["县", "年度", "等次"], ["凤凰县", 2021, "好"], ["", 2021, "好"]],
        "place_missing", "A3", "", "地区名称或区划代码", 1,
    ),
    BadTable(
        "期次读不出",
        [["县", "年度", "等次"], ["凤凰县", 2021, "好"], ["花垣县", "去年", "好"]],
        "period_unreadable", "B3", "去年", "年份，如 2021", 1,
    ),
    BadTable(
        "没有填期次",
        [["县", "年度", "等次"], ["凤凰县", 2021, "好"], ["花垣县", "", "好"]],
        "period_missing", "B3", "", "年份，如 2021", 1,
    ),
    BadTable(
        "应填没有填，行照样收下",
        [["县", "村", "年度", "户编号", "总体满意度"], ["凤凰县", "", 2021, "H1", "满意"], ["凤凰县", "", 2021, "H2", ""]],
        "missing_cell", "E3", "", "总体满意度", 2,
    ),
    BadTable("必填没有填", _projects("项目名称", ""), "missing_required_cell", "C4", "", "项目名称", 1),
    BadTable(
        "同一县报了两次",
        [["县", "年度", "等次"], ["凤凰县", 2021, "好"], ["花垣县", 2021, "好"], ["花垣县", 2021, "差"]],
        "duplicate_key", "3", "433124，2021", "与第 4 行的键相同、内容不同", 1,
    ),
    BadTable(
        "同一行录入两次",
        [["县", "年度", "等次"], ["凤凰县", 2021, "好"], ["花垣县", 2021, "好"], ["花垣县", 2021, "好"]],
        "identical_row", "4", "433124，2021", "与第 3 行完全相同", 2,
    ),
    BadTable(
        "同一项目两批资金",
        _with(lambda rows: rows.append([*PROJECT[:4], 7.5, *PROJECT[5:]])),
        "several_batches", "3", "433123，2021，P1，产业路，中央", "与第 5 行是同一项目、同一资金级次", 3,
    ),
    BadTable(
        "监测对象类别整列没有填",
        [["区划代码", "户编号", "证件号码", "与户主关系", "监测对象类别", "在校生状况"],
         *(["433123", f"H{at}", "", "户主", "", "小学"] for at in range(30))],
        "left_empty", "E", "凤凰县 30 行全部为空", "说不清", 30, Choices(table="monitored_persons", period="2021-11"),
    ),
    BadTable(
        "办结日期还没有到",
        [["区划代码", "户编号", "最近更新日期"], ["433123", "H1", "2021-11-02"], ["433123", "H2", "2099-11-02"]],
        "day_not_come", "C3", "2099-11-02", "不晚于", 2, Choices(table="handbooks", period="2021"),
    ),
    BadTable(
        "项目不在目录内",
        [["区划代码", "期次", "工作事项", "应完成数", "已完成数"], ["433123001", "2021-11", "insured", 10, 9],
         ["433123001", "2021-11", "绿化", 10, 9]],
        "unknown_item", "C3", "绿化", "模板里的项目名称", 1,
    ),
    BadTable(
        "没有这项指标",
        [["地区", "期次", "指标代码", "全省平均"], ["湖南省", "2021-11", "spend_rat", 0.9]],
        "unknown_measure", "D2", "spend_rat", "指标代码", 1,
    ),
    BadTable("没有写明地区", [["2021年项目表"], PROJECT_HEADER[1:], PROJECT[1:]], "place_not_stated", "", "", "--place", 1),
    BadTable(
        "村级表只填到县",
        [["区划代码", "期次", "资产编号", "资产名称", "资产类型"], ["433123", "2021-11", "Z1", "电站", "经营性资产"]],
        "place_coarse", "", "1 行", "填到村级", 1,
    ),
    BadTable(
        "乡镇和村都没导入过",
        [["县", "乡", "行政村", "户编号", "证件号码", "是否计划务工"], ["凤凰县", "甲镇", "一村", "H1", "", "是"]],
        "places_registered", "", "1 个乡镇、1 个村：甲镇、一村", "官方行政区划表", 1, Choices(table="work_plans", period="2021-11"),
    ),
    BadTable("完工早于开工", _projects("实际完工日期", date(2020, 1, 1)), "rule_broken", "G4", "", "完工日期不应早于开工日期", 2),
    BadTable(
        "合计与明细不符",
        _with(lambda rows: rows.append(["合计", "", "", "", 26, "", "", 60])),
        "total_differs", "E5", "26.0 万元", "25.0 万元", 2,
    ),
    BadTable(
        "两种分类对不上",
        [["2021年资产"], ["分类方式", "类别", "金额(万元)"], ["类型", "经营性", 10.0], ["归属", "村", 11.0]],
        "reconciliation_differs", "C", "11.0 万元", "超出容差", 2,
    ),
    BadTable("有没用到的列", _rename("受益户数", "天气"), "unknown_column", "H", "天气", "声明过的列", 2),
    BadTable(
        "有列没有列名", _with(lambda rows: [row.append(cell) for row, cell in zip(rows, ("", "", 7, 8), strict=True)]),
        "unknown_column", "I", "7、8，第 3、4 行（共 2 行）", "这一列的列名", 2,
    ),
    BadTable(
        "表头的数字", [["2021年公益岗位（人）"], ["县", 10, 11], ["凤凰县", 100, 110]],
        "bare_months", "B", "10、11", "10月、11月", 1,
    ),
    BadTable(
        "两列期次", [["2021年11月信访"], ["县", "期次", "统计时间", "信访件数"], ["凤凰县", "2021-11", "2021-10", 3]],
        "ambiguous_header", "B", "期次", "只对应一列", 1,
    ),
    BadTable(
        "别的期次的列",
        [["县", "2020年等次", "2021年等次"], ["凤凰县", "好", "较好"]],
        "other_period", "B", "2020年等次", "2021年的列", 1, Choices(period="2021"),
    ),
    BadTable(
        "分组标题行",
        _with(lambda rows: rows.insert(2, ["一、产业发展类", "", "", "", "", "", "", ""])),
        "label_row", "3", "一、产业发展类", "数据行", 2,
    ),
    BadTable(
        "整行没有数字",
        [["县", "年度", "总人口"], ["凤凰县", 2021, 30.1], ["花垣县", 2021, ""]],
        "no_figures", "", "第 3 行（共 1 行）", "至少一个数", 1,
    ),
]  # fmt: skip

REFUSED_TABLES = [
    RefusedTable("缺少必填列", [["县", "年度", "评语"], ["凤凰县", 2021, "好"]], ("缺少必填列：等次",), Choices(table="grades")),
    RefusedTable("不像任何表", [["姓名", "爱好"], ["甲", "唱歌"]], ("不像任何一种已声明的表",)),
    RefusedTable("两列同名", _rename("实际完工日期", "实际开工日期"), ("“实际开工日期”只收一列", "实际开工日期（第2列）=ignore")),
    RefusedTable("没有期次", [["县", "等次"], ["凤凰县", "好"]], ("没有写明期次", "--period")),
    RefusedTable("期次有两种说法", [["2020年等次表（2021年印）"], ["县", "等次"], ["凤凰县", "好"]], ("期次有几种说法", "2020", "2021")),
    RefusedTable("期次只到年", [["2021年台账"], ["区划代码", "资产编号", "资产名称", "资产类型"], ["433123", "Z1", "站", "经营性"]],
                 ("没有写明期次", "2021-11")),
    RefusedTable("指定的期次不对", [["县", "等次"], ["凤凰县", "好"]], ("期次写法不对", "去年"), Choices(period="去年")),
    RefusedTable("没有地区", [["2021年"], ["等次", "理由"], ["好", "无"]], ("表里没有地区列", "--place"), Choices(table="grades")),
    RefusedTable("指定的地区不存在", [["县", "年度", "等次"], ["凤凰县", 2021, "好"]], ("指定的地区不存在", "999999"),
                 Choices(place="999999")),
    RefusedTable("指定的目标列不存在", [["县", "年度", "评语"], ["凤凰县", 2021, "好"]], ("没有这个目标列", "评分"),
                 Choices(table="grades", columns=("评语=评分",))),
    RefusedTable("指定的列名不存在", [["县", "年度", "评语"], ["凤凰县", 2021, "好"]], ("表里没有这一列", "评价"),
                 Choices(table="grades", columns=("评价=grade",))),
    RefusedTable("列的对应写法不对", [["县", "年度", "评语"], ["凤凰县", 2021, "好"]], ("列名=目标",),
                 Choices(table="grades", columns=("评语",))),
    RefusedTable("只有表头", [["县", "年度", "等次"]], ("表",)),
    RefusedTable("只有合计行", [["县", "年度", "总人口"], ["合计", 2021, 30]], ("表头下面没有数据行",)),
]  # fmt: skip
