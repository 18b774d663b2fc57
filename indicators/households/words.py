"""A household in words: what it is, who lives in it, what each fact says. Personal cells come out masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core import words
from core.personal import mask_text
from indicators.declared import PeriodBounds, column_views, is_empty, say_cell
from indicators.households.household import PERSONS, Household, Row, person_id, person_key
from store import UNREAD_COLUMNS

NOT_IMPORTED: Final = "○ 未导入"
NOT_LISTED: Final = "名单中没有"
NO_NAME: Final = "姓名未填"
HELPS: Final = (
    "industry_help", "job_help", "finance_help", "post_help", "health_help", "education_help", "social_help", "security_help",
    "relocation_help", "housing_help", "water_help", "schooling_help", "infrastructure_help", "living_help",
)  # fmt: skip
"""Columns of the export that name measures of help."""
RISKS: Final = ("risk_1", "risk_2", "risk_3", "risk_4", "risk_5")
NOTHING: Final = ("无", "未享受", "否")
"""Words in a cell of measures or policies that mean there is none."""
_TOLD_APART: Final = {"income_per_person_cny": "监测系统登记的人均纯收入"}
"""Facts of the export that the yearly table of incomes has too, with another figure of another time: titles that say which."""


@dataclass(frozen=True)
class Member:
    """One member as it reads, masked; `key` is the row key its findings carry (never shown)."""

    key: str
    name: str
    relation: str
    sex_age: str
    id_number: str
    health: str
    school: str
    labour: str
    work: str
    insured: str
    insured_next: str
    support: str


def say_household(household: Household, findings: int | None, unknown: int = 0) -> str:
    """`户主张*，脱贫户，4人；2021年6月识别为脱贫不稳定户，风险未消除；3 条疑点`. `findings` None: not checked yet; `unknown`: how many
    rows of it the checks could not judge."""
    persons = household.persons
    if not persons:
        return "系统导出的最新名单里没有这户，其他部门的表里有"
    head = persons[0]
    kind = "户类型未填" if is_empty(head["household_kind"]) else str(head["household_kind"])
    name = "" if is_empty(head["person_name"]) else f"{_text(head['relation'])}{say_name(head['person_name'])}，"
    parts = [f"{name}{kind}，{len(persons)}人", say_risk(head)]
    if findings is not None:
        parts.append(f"{findings} 条疑点" if findings else "没有查到疑点" if unknown else "没有疑点")
        parts += [f"另有 {unknown} 项缺数据无法判断"] if unknown else []
    return "；".join(parts)


def say_risk(row: Row) -> str:
    """`2021年6月识别为脱贫不稳定户，风险未消除`, `…，2021年10月消除风险`, `未纳入监测`."""
    if is_empty(row["monitoring_kind"]):
        return "是否监测对象没有填" if is_unsaid(row) else "未纳入监测"
    since = (
        f"{words.say_period(row['included_month'])}识别为" if not is_empty(row["included_month"]) else "识别时间未填，"
    )
    if is_empty(row["is_risk_removed"]):
        state = "风险是否消除未填"
    elif not row["is_risk_removed"]:
        state = "风险未消除"
    else:
        when = words.say_period(row["removed_month"]) if not is_empty(row["removed_month"]) else ""
        state = f"{when}消除风险" if when else "风险已消除，时间未填"
    return f"{since}{row['monitoring_kind']}，{state}"


def is_unsaid(row: Row) -> bool:
    """Whether an empty 监测对象类别 of a row says nothing: nobody of the county filled it in, or the cell could not be read."""
    if "is_monitored" in row:
        return is_empty(row["is_monitored"])
    return any("monitoring_kind" in str(row.get(name) or "").split(",") for name in UNREAD_COLUMNS)


def say_monitored(monitored: int, unsaid: int, households: int, unit: str = "") -> str:
    """`270`, `270（另有 12 户说不清）`; `没有填报` where nobody of any of the households filled the column in."""
    if unsaid and unsaid == households:
        return "没有填报"
    return f"{monitored:,}{unit}" + (f"（另有 {unsaid:,} 户说不清）" if unsaid else "")


def list_members(household: Household) -> list[Member]:
    """Each member of the export with what the departments' tables say of the same ID number."""
    end = PeriodBounds.of(household.period).period_end
    return [_member(household, row, end.year * 12 + end.month) for row in household.persons]


def member_names(household: Household) -> dict[str, str]:
    """First 18 characters of the ID number → how to call the member in a table: `户主 张*`, `之子 张*`."""
    return {person_id(row["id_number"]): _call(row) for row in household.persons if row["id_number"]}


def person_names(household: Household) -> dict[str, str]:
    """Row key → `户主 张* 43*************123`, to say whose finding it is."""
    return {person_key(row): f"{_call(row)} {mask_id(row['id_number'])}" for row in household.persons}


def say_facts(row: Row, names: Sequence[str], relation: str = PERSONS) -> list[tuple[str, str]]:
    """(title, text) of these columns, with their units; missing cells as `—`."""
    by_name = column_views(relation)
    told = _TOLD_APART if relation == PERSONS else {}
    return [(told.get(name, by_name[name].title), say_cell(row[name], by_name[name], with_unit=True)) for name in names]


def say_helps(row: Row) -> list[tuple[str, str]]:
    """(kind of help, measures) that the export lists; kinds without any are left out."""
    columns = column_views(PERSONS)
    given = ((columns[name].title, row[name]) for name in HELPS)
    return [
        (title, str(text).replace(",", "、")) for title, text in given if not is_empty(text) and text not in NOTHING
    ]


def say_risks(row: Row) -> str:
    """The risks in their order, or `—`."""
    return "、".join(str(row[name]) for name in RISKS if not is_empty(row[name])) or words.MISSING_WORDS


def say_house(household: Household) -> list[tuple[str, str]]:
    """(title, text) of 住建's grade of the house, newest year first."""
    if not household.is_imported("house_grades"):
        return [("住建鉴定等级", NOT_IMPORTED)]
    rows = household.every_row("house_grades")
    if not rows:
        return [("住建鉴定等级", NOT_LISTED)]
    columns = ("grade", "is_occupied", "is_only_house", "rebuilt_on")
    return [("住建鉴定年度", words.say_period(rows[0]["period"])), *say_facts(rows[0], columns, "house_grades")]


def say_name(name: object) -> str:
    """A person's name as it may be read, `张*`; `姓名未填` without one."""
    return NO_NAME if is_empty(name) else mask_text(str(name), "name")


def mask_id(number: object) -> str:
    """An ID number as it may be shown; `证件号未填` without one."""
    return "证件号未填" if is_empty(number) else mask_text(str(number), "id")


def _member(household: Household, row: Row, month: int) -> Member:
    return Member(
        key=person_key(row),
        name=say_name(row["person_name"]),
        relation=_text(row["relation"]),
        sex_age=f"{_text(row['sex'])} {_age(row['birth_month'], month)}",
        id_number=mask_id(row["id_number"]),
        health=_text(row["health"]),
        school=_school(household, row),
        labour=_text(row["labour_skill"]),
        work=_work(household, row["id_number"]),
        insured=_insured(row),
        insured_next=_insured_next(household, row["id_number"]),
        support=_support(household, row),
    )


def _call(row: Row) -> str:
    """Who a member is: the relation and, where there is one, the name masked."""
    name = "" if is_empty(row["person_name"]) else f" {say_name(row['person_name'])}"
    return f"{_text(row['relation'])}{name}"


def _age(birth_month: object, month: int) -> str:
    if is_empty(birth_month):
        return "年龄未填"
    year, _, born = str(birth_month).partition("-")
    return f"{(month - int(year) * 12 - int(born or 1)) // 12}岁"


def _school(household: Household, row: Row) -> str:
    """The export's word; beside it the school roll's where it says another thing."""
    own = "" if is_empty(row["student_state"]) else str(row["student_state"])
    rolls = _of(household, "school_rolls", row["id_number"])
    said = "、".join(f"{one['stage']}{one['roll_state']}" for one in rolls)
    return "；学籍：".join(part for part in (own or "非在校", said) if part)


def _work(household: Household, number: object) -> str:
    if not household.is_imported("migrant_work"):
        return NOT_IMPORTED
    columns = column_views("migrant_work")
    for row in _of(household, "migrant_work", number):
        if row["is_working"]:
            wage = say_cell(row["monthly_wage_cny"], columns["monthly_wage_cny"])
            return f"{_text(row['work_county'])}，月收入 {wage} 元"
    return "未务工"


def _insured(row: Row) -> str:
    kinds = {"居民": row["has_resident_insurance"], "职工": row["has_employee_insurance"]}
    if all(is_empty(value) for value in kinds.values()):
        return words.MISSING_WORDS
    insured = [name for name, value in kinds.items() if value]
    return "、".join(insured) or "未参保"


def _insured_next(household: Household, number: object) -> str:
    if not household.is_imported("insured_next_year"):
        return NOT_IMPORTED
    rows = _of(household, "insured_next_year", number)
    if not rows:
        return NOT_LISTED
    row = rows[0]
    paid = "" if row["is_paid"] in (None, True) else "，未缴费"
    return f"{row['insurance_kind']}{paid}"


def _support(household: Household, row: Row) -> str:
    """低保、特困 and 残疾: the registers' words, or the export's where no register was imported."""
    registers = {
        "low_income_register": ("support_kind",),
        "disability_register": ("disability_level", "disability_kind"),
    }
    found = []
    for name, columns in registers.items():
        for one in _of(household, name, row["id_number"]):
            found.append("".join(_text(one[column], "") for column in columns))
    policies = ("low_income_policy", "destitute_policy")
    own = [str(row[name]) for name in policies if not is_empty(row[name]) and row[name] not in NOTHING]
    return "、".join(dict.fromkeys([*own, *found])) or words.MISSING_WORDS


def _of(household: Household, name: str, number: object) -> list[Row]:
    """A table's rows about the person with this number."""
    rows = household.rows(name) if number else ()
    return [row for row in rows if row["id_number"] and person_id(row["id_number"]) == person_id(number)]


def _text(value: object, empty: str = words.MISSING_WORDS) -> str:
    return empty if is_empty(value) else str(value)
