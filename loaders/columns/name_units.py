"""What the name of a figure says of its unit: which unit above a table it can stand in, whether it is a rate, a count or a change."""

import re
from collections.abc import Sequence

from loaders.cells import MONEY_IN_YUAN, PERCENT, split_multiple

_RATE = re.compile(r"(?:率|占比|比重|比例|进度|百分比|增幅|降幅|增速)$|(?:同比|环比)(?:增长|下降)?$")
_NOT_ADDED = re.compile(
    r"[人户亩村]均|均值|平均|每|率|百分点|占比|比重|比例|进度|增长|增幅|增速|降幅|同比|环比|指数|排名|位次|名次|得分|评分|年龄|单价|倍"
)
_COUNT = re.compile(
    r"(?:户|人|个|件|次|村|项目|家|处|名|座|套|辆|头|只|宗|批|起|场|天|所|企业|车间|岗位|队员|干部)数?量?$|数量$|面积$|年龄$|里程$|公里$"
)
_AMOUNT = re.compile(
    r"(?:计划|任务|完成|下达|支出|预算|执行|合计|累计|指标|拨付|到位|应付|已付|决算|年初|调整|实际|目标|结余|总|当年|本年|上年|金额)数$"
)
_MONEY = re.compile(
    r"资金|金额|投资|投入(?!使用|运营|生产|人)|经费|款|支出|收入|预算|决算|拨付|资产|产值|工资|补助|补贴|贷|债|费|价|营收|收益|总值|增加值|消费|财政|税"
)
_CHANGE = re.compile(r"增|减|降|升|差|较|比上|同比|环比|变化|变动|净|盈|亏|结余|结存|温|序时")
_OWN_UNIT = {"户数": "户", "户": "户", "人数": "人", "人口": "人", "人": "人", "人次": "人次", "面积": "亩"}
_MANY = r"(?:总|个)?数?量?$"
_PEOPLE = "人|人员|人口|群众|劳动?力|学生|儿童|妇女|老人|老年人|党员|队员|干部|职工|工人|残疾人"
_COUNTED = (
    (re.compile(r"人次数?$"), ("人次", "次")),
    (re.compile(rf"(?:户|家庭){_MANY}"), ("户",)),
    (re.compile(rf"对象{_MANY}"), ("户", "人", "名")),
    (re.compile(rf"(?:{_PEOPLE}){_MANY}"), ("人", "名")),
    (re.compile(r"面积$|亩数?$"), ("亩", "公顷", "平方米", "平方公里")),
    (re.compile(r"产量$|存粮$"), ("吨", "公斤", "斤")),
    (re.compile(r"[存出]栏(?:数|量)?$"), ("头", "只", "羽")),
    (re.compile(r"里程$|长度$|公里数?$"), ("公里", "米")),
    (
        re.compile(rf"(?:个|家|处|座|所|条|(?<![农乡])村|社区|项目|企业|车间|岗位|合作社|基地){_MANY}"),
        ("个", "家", "处", "座", "所", "条", "项"),
    ),
)
_WHOLE = frozenset(("户", "人", "个"))
"""What names of things that are counted end with, and the units such figures can stand in."""
_PART_OF_MONEY = re.compile(
    r"^(?:中央|省|市|州|县|区|乡镇?|镇|本)级?(?:本级|财政|配套|统筹)?$|财政|本级$|银行$|社会$|自筹$|合计$|小计$|总计$|其中$|总?额$|规模$|缺口$|安排$|下达$"
    r"|计划$|到位$|结余$|投入$|完成$|^第.{1,2}批$|^(?:上|本|当|去)年|累计$|^其他$"
)
"""What a column of money is called where the table says that it is one of money, or states no other unit."""
_PER_PERSON = re.compile(r"人均|户均|亩均|平均|每")
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


def unit_above(name: str, stated: Sequence[str], titles: str) -> str | None:
    """The unit stated above a table that is the one of a column with this name, '' when none is; None where a unit of money could be
    its, and only a person can say. `titles` are the words above the table.

    A count stands in a unit of its kind or in none, a rate in none but %. Of several stated units money goes to names of money only.
    """
    leaf = name.rpartition("/")[2]
    money = [unit for unit in stated if unit in MONEY_IN_YUAN]
    others = [unit for unit in stated if unit not in MONEY_IN_YUAN]
    is_only = len(stated) == 1
    if is_rate(name):
        return PERCENT if is_only and PERCENT in stated else ""
    is_money_name = bool(_MONEY.search(name))
    if not adds_up(name) and not (is_money_name and _PER_PERSON.search(name)):
        return ""
    kinds = _kinds(leaf)
    if adds_up(name) and (kinds or _COUNT.search(leaf)):
        own = [unit for unit in others if split_multiple(unit)[1] in kinds or (not kinds and is_only)]
        is_large = is_only and bool(others) and split_multiple(others[0])[0] > 1
        return own[0] if own else None if is_large else ""
    if money:
        return _money_above(name, money, is_only=is_only, titles=titles)
    return others[0] if is_only and not is_money_name else ""


def counts_whole(name: str) -> bool:
    """Whether figures of this name count households, persons or pieces: half of one is none."""
    return adds_up(name) and not _WHOLE.isdisjoint(_kinds(name.rpartition("/")[2]))


def _kinds(leaf: str) -> tuple[str, ...]:
    return next((units for ending, units in _COUNTED if ending.search(leaf)), ())


def _money_above(name: str, money: Sequence[str], *, is_only: bool, titles: str) -> str | None:
    if not (is_only or _MONEY.search(name)):
        return ""
    if len(money) > 1 or (_PER_PERSON.search(name) and money[0] != "元"):
        return None
    is_amount = _AMOUNT.search(name) or _PART_OF_MONEY.search(name.rpartition("/")[2]) or _MONEY.search(titles)
    return money[0] if _MONEY.search(name) or is_amount else None


def is_per_person(name: str) -> bool:
    """Whether figures of this name are money of one person, household or acre."""
    return bool(_PER_PERSON.search(name) and _MONEY.search(name))


def is_money(name: str) -> bool:
    """Whether figures of this name are amounts of money for certain."""
    return bool(_MONEY.search(name)) and not is_rate(name) and not _COUNT.search(name)
