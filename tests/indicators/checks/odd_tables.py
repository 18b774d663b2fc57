"""Small stores full of odd cells: every declared table about the same few homes, drawn by Hypothesis.

Cells come from the declared type; texts from `WORDS`, which hold what the rules look for. Every table is drawn by dice of
its own, so that none changes with another's. Keys are kept unique as an import would.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from indicators.declared.limits import TABLES as TABLES_OF_LIMITS
from loaders.cells.texts import id_check_digit
from store.declared.tables import Column, Table, find_table, read_tables
from tests.indicators.checks.twins.rules import Row, Rows, county_row, number, whole_row

PERIOD = "2021-11"
COUNTIES = ("433101", "433123")
MONTHS = ("2021-11", "2021-11", "2021-11", "2021-10", "2021-04", "2020-12", "2020-11")
YEARS = ("2021", "2021", "2021", "2020", "2019")
NUMBERS = (0, 0, 1, 2, 3, 5, 5.5, 12, 20, 30, 31, 60, 61, 99, 99.5, 100, 100.5, 200, 201, 365, 399, 400, 1500, 4999, 5999,
           6000, 7300, 12000, 20000, 20001, 30000, 30001, 50000, 50001)  # fmt: skip
PHONES = tuple(f"138000000{tail:02d}" for tail in range(6))
HELP = ("其他", "技能培训", "技能培训,其他", "外出务工补贴", "劳务输出,其他", "未享受")
WORDS: Mapping[str, Sequence[str]] = {
    "id_kind": ("居民身份证", "残疾人证"),
    "relation": ("户主", "配偶", "之子", "之女", "之母"),
    "education": ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科"),
    "student_state": (
        "学龄前儿童", "学前教育", "小学", "初中", "高中", "中职", "高职高专", "技师学院", "本科", "硕士研究生", "九年级",
    ),
    "health": ("健康", "健康", "健康", "残疾", "长期慢性病", "患有大病", "残疾,长期慢性病"),
    "labour_skill": ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "无劳动力", "丧失劳动力"),
    "household_kind": ("脱贫户", "脱贫户", "一般农户", "一般脱贫户"),
    "monitoring_kind": ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户"),
    "removal_way": ("帮扶消除", "自然消除"),
    "low_income_policy": ("农村低保", "城市低保", "未享受"),
    "destitute_policy": ("农村特困供养", "集中供养", "未享受", "否"),
    "health_help": ("参加城乡居民基本医疗保险个人缴费补贴", "其他,参加城乡居民基本医疗保险个人缴费补贴", "其他", "大病救治"),
    "work_county": (
        "广东省深圳市宝安区", "广东省深圳市", "广东省", "贵州省贵阳市", "广东省东莞市长安镇", "湖南省湘西土家族苗族自治州",
        "湖南省湘西土家族苗族自治州吉首市", "上海市", "上海市松江区", "内蒙古自治区", "义乌市", "浙江省金华市义乌市",
    ),
    "public_post": ("保洁员", "护林员", "无"),
    **{f"risk_{at}": ("因病", "因残", "因务工就业不稳", "因安全饮水", "因灾") for at in range(1, 6)},
    "job_help": ("其他", "技能培训", "技能培训,其他", "外出务工补贴", "劳务输出,其他", "就业信息服务"),
    "industry_help": ("其他", "发展种植业", "其他,技术指导"),
    "finance_help": ("其他", "小额信贷"),
    "education_help": ("雨露计划", "教育资助", "教育资助,雨露计划"),
    "security_help": ("低保", "特困供养", "残疾人补贴", "临时救助", "低保,残疾人补贴"),
}  # fmt: skip
"""Column → texts drawn for it, whatever the table."""


TIMES: Mapping[str, Sequence[int]] = {"monitored_persons": (1,), "household_incomes": (1, 2, 4, 5)}
"""Table → how many rows a subject may have; incomes of three years need more than the others."""
OFTEN_EMPTY = ("student_state", "education", "work_ended_month", "removed_month", "is_risk_removed")
"""Columns of which every second cell is empty, as in life; many rules are about those who have none."""


def odd_rows() -> st.SearchStrategy[Rows]:
    """Tables of up to sixty homes; how many, how blank and which tables nobody sent is Hypothesis's, cells follow."""
    return st.builds(
        make_odd_rows,
        seed=st.integers(0, 10**9),
        homes=st.integers(1, 60),
        blanks=st.sampled_from((0.0, 0.1, 0.4, 0.8)),
        not_sent=st.sets(st.sampled_from(sorted(set(read_tables()) - {"monitored_persons"})), max_size=3),
    )


def make_odd_rows(seed: int, homes: int, blanks: float, not_sent: set[str]) -> Rows:
    """The tables of one draw, without lines of places' own; the same draw gives the same tables."""
    draw = random.Random(seed)
    people = [person for at in range(homes) for person in _draw_home(draw, at)]
    rows: Rows = {}
    for table in read_tables().values():
        if table.name not in {*not_sent, *TABLES_OF_LIMITS} and table.place_level:
            own = random.Random(f"{seed} {table.name}")
            rows[table.name] = _unique(table, _draw_table(own, table, people, blanks))
    _repeat_incomes(draw, rows.get("household_incomes", []))
    if "places" not in not_sent:
        rows["places"] = [county_row(COUNTIES[0], "吉首市")]
    return rows


def _repeat_incomes(draw: random.Random, rows: list[Row]) -> None:
    """Now and then the amounts of one household and year are those of another's, or of its own other year."""
    for row in rows:
        alike = [
            one
            for one in rows
            if row["place_code"] == one["place_code"] or row["household_code"] == one["household_code"]
        ]
        if draw.random() < 0.4:
            model = alike[draw.randrange(min(2, len(alike)))]
            row.update({name: value for name, value in model.items() if name.endswith("_cny")})


def _draw_home(draw: random.Random, at: int) -> list[Row]:
    """What the members of one home share in every table: place, household, number, month of birth, kind."""
    county = draw.choice(COUNTIES)
    place = f"{county}10{draw.randint(1, 3)}20{draw.randint(1, 4)}"
    shared: Row = {
        "place_code": place,
        "household_code": f"{county}{at:08d}",
        "household_kind": _word(draw, "household_kind"),
    }
    shared["monitoring_kind"] = draw.choice((None, _word(draw, "monitoring_kind")))
    return [shared | _draw_person(draw, county) for _ in range(draw.randint(1, 4))]


def _draw_person(draw: random.Random, county: str) -> Row:
    age = draw.choice((2, 6, 7, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 35, 59, 60, 64, 65, 80))
    born = (number(PERIOD) or 0) - age * 12 - draw.choice((0, 0, 1, 11))
    birth_month = f"{(born - 1) // 12:04d}-{(born - 1) % 12 + 1:02d}"
    body = f"{draw.choice((county, county, '999999'))}{birth_month.replace('-', '')}15{draw.randrange(1000):03d}"
    number_ = body + id_check_digit(body) + draw.choice(("", "", "", "12", "43B1"))
    return {"id_number": draw.choice((number_, number_, number_, None)), "birth_month": birth_month}


def _draw_table(draw: random.Random, table: Table, people: Sequence[Row], blanks: float) -> list[Row]:
    """Rows about persons, homes or villages, as the table's columns say."""
    names = {column.name for column in table.columns}
    if "id_number" in names:
        subjects: list[Row] = list(people)
    elif "household_code" in names:
        subjects = list({person["household_code"]: person for person in people}.values())
    else:
        subjects = list({person["place_code"]: person for person in people}.values())
    times = TIMES.get(table.name, (0, 1, 1, 2))
    return [_draw_row(draw, table, person, blanks) for person in subjects for _ in range(draw.choice(times))]


def _draw_row(draw: random.Random, table: Table, person: Row, blanks: float) -> Row:
    row = {column.name: _draw_cell(draw, column, blanks) for column in table.columns}
    shared = {name: value for name, value in person.items() if name in row}
    lost = [name for name in shared if name not in ("household_code", "id_number") and draw.random() < blanks / 4]
    row |= {name: value for name, value in shared.items() if name not in lost}
    if any(row[column.name] is None for column in table.columns if column.required and column.name == "id_number"):
        row["id_number"] = f"{draw.randrange(10**17, 10**18)}"
    row["place_code"] = person["place_code"]
    if table.period != "none":
        row["period"] = draw.choice(YEARS if table.period == "year" else MONTHS)
    return whole_row(table.name, row, PERIOD)


def _draw_cell(draw: random.Random, column: Column, blanks: float) -> Any:
    if (not column.required or column.keeps_row) and draw.random() < (0.5 if column.name in OFTEN_EMPTY else blanks):
        return None
    maker = _MAKERS.get(column.type)
    if column.name in WORDS:
        return _word(draw, column.name)
    if column.type == "choice":
        return draw.choice(list(column.choices))
    if maker is None:
        return draw.choice(PHONES) if "phone" in column.name else draw.choice(("甲", "乙", *HELP))
    return maker(draw, column)


def _word(draw: random.Random, name: str) -> str:
    return draw.choice(WORDS[name])


def _draw_number(draw: random.Random, column: Column) -> float:
    value = draw.choice(NUMBERS)
    return -value if column.minimum is None and draw.random() < 0.05 else value


def _draw_month(draw: random.Random, column: Column) -> str:
    at = (number(PERIOD) or 0) - draw.choice((0, 0, 1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 23, 24, 40, -1))
    return f"{(at - 1) // 12:04d}-{(at - 1) % 12 + 1:02d}"


_MAKERS: Mapping[str, Callable[[random.Random, Column], Any]] = {
    "boolean": lambda draw, column: draw.random() < 0.5,
    "integer": lambda draw, column: int(_draw_number(draw, column)),
    "number": _draw_number,
    "money": _draw_number,
    "percent": lambda draw, column: draw.choice((0.0, 0.1, 0.5, 0.8, 1.0, 1.5)),
    "month": _draw_month,
    "year": lambda draw, column: draw.choice(("2020", "2021", "2022")),
    "date": lambda draw, column: (
        date(2021, 11, 20)
        + timedelta(days=draw.choice((40, 400, 1200)) if column.name == "due_on" else 0)
        - timedelta(days=draw.choice((0, 1, 10, 15, 16, 30, 31, 60, 61, 400, 1100)))
    ),
    "id_number": lambda draw, column: None,
}


def _unique(table: Table, rows: Sequence[Row]) -> list[Row]:
    """The first row of every key, as an import keeps them."""
    kept = {tuple(row[name] for name in find_table(table.name).key): row for row in reversed(rows)}
    return list(reversed(kept.values()))
