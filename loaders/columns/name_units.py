"""What the name of a figure says of its unit: which unit above a table it can stand in, whether it is a rate, a count or a change."""

import re

from loaders.cells import MONEY_IN_YUAN, PERCENT, split_multiple

_RATE = re.compile(r"(?:率|占比|比重|比例|进度|百分比|增幅|降幅|增速)$|(?:同比|环比)(?:增长|下降)?$")
_NOT_ADDED = re.compile(
    r"[人户亩村]均|均值|平均|每|率|占比|比重|比例|进度|增长|增幅|增速|降幅|同比|环比|指数|排名|位次|名次|得分|评分|年龄|单价|倍"
)
_COUNT = re.compile(
    r"(?:户|人|个|件|次|村|项目|家|处|名|座|套|辆|头|只|宗|批|起|场|天|所|企业|车间|岗位|队员|干部)数?量?$|数量$|面积$|年龄$|里程$|公里$"
)
_AMOUNT = re.compile(
    r"(?:计划|任务|完成|下达|支出|预算|执行|合计|累计|指标|拨付|到位|应付|已付|决算|年初|调整|实际|目标|结余|总|当年|本年|上年|金额)数$"
)
_MONEY = re.compile(
    r"资金|金额|投资|经费|款|支出|收入|预算|决算|拨付|资产|产值|工资|补助|补贴|贷|债|费|价|营收|收益|总值|增加值|消费|财政|税"
)
_CHANGE = re.compile(r"增|减|降|升|差|较|比上|同比|环比|变化|变动|净|盈|亏|结余|结存|温|序时")
_OWN_UNIT = {"户数": "户", "户": "户", "人数": "人", "人口": "人", "人": "人", "人次": "人次", "面积": "亩"}
_LAST_BRACKET = re.compile(r"[（(][^（）()]*[）)]$")


def bare_name(item: str) -> str:
    """An open item's own words, without its table and what it counts over."""
    return _LAST_BRACKET.sub("", item.rpartition("：")[2])


def is_rate(name: str) -> bool:
    """Whether figures of this name are shares."""
    return bool(_RATE.search(name)) and not name.endswith(("汇率", "频率", "倍率"))


def adds_up(name: str) -> bool:
    """Whether figures of this name can be added: no rates, no averages, no ranks."""
    return not _NOT_ADDED.search(name)


def may_be_negative(name: str, unit: str) -> bool:
    """Whether a figure can be below zero: changes, differences and money can, counts and shares cannot."""
    if _CHANGE.search(name) or unit in MONEY_IN_YUAN or "/" in unit:
        return True
    return not (is_rate(name) or unit == PERCENT or bool(_COUNT.search(name)) or unit in _OWN_UNIT.values())


def can_stand_in(name: str, unit: str, *, is_only_unit: bool) -> bool:
    """Whether the unit stated above a table can be that of a column with this name. Of several stated units money goes to names of
    money only."""
    if unit == PERCENT:
        return is_only_unit and (is_rate(name) or not (_COUNT.search(name) or _MONEY.search(name)))
    if is_rate(name) or (not adds_up(name) and not _is_per_person(name)):
        return False
    if unit in MONEY_IN_YUAN:
        is_counted = bool(_COUNT.search(name)) or (name.endswith("数") and not _AMOUNT.search(name))
        return not is_counted and (is_only_unit or bool(_MONEY.search(name)))
    own = next((base for words, base in _OWN_UNIT.items() if name.endswith(words)), "")
    return is_only_unit and not _MONEY.search(name) and own in ("", split_multiple(unit)[1])


def is_money(name: str) -> bool:
    """Whether figures of this name are amounts of money for certain."""
    return bool(_MONEY.search(name)) and not is_rate(name) and not _COUNT.search(name)


def _is_per_person(name: str) -> bool:
    return bool(re.search(r"人均|户均|平均|每", name)) and bool(_MONEY.search(name))
