"""How findings become problems: what a person chooses, what holds otherwise, and what came of it in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from core.declared import Declaration, Field, read_declaration
from core.errors import UserError
from core.kinds import mapping_of, whole_number
from core.personal import mask_numbers
from core.places import PlaceIndex
from indicators.declared import COUNTY, MAIN_AREA, SUBJECT, TOWNSHIP, VILLAGE, Measure
from indicators.figures import next_start, read_milestones
from indicators.households import name_rows
from ledger.book import KNOWN, NEW, RECURRED, Opened, words
from loaders.cells import mask_number
from store import Store

TERMS_FILE = Path(__file__).parent / "own_findings.yaml"
_COUNT = whole_number(0, 1_000_000)
_TERMS = Declaration(
    (
        Field("days", mapping_of(_COUNT), needed=True),
        *(Field(name, _COUNT, needed=True) for name in ("days_otherwise", "most_at_once", "rows_told")),
    )
)
GROUPINGS: Final[Mapping[str, str]] = {
    SUBJECT: "一户（项目、单位）一条",
    VILLAGE: "一村一条",
    TOWNSHIP: "一乡镇一条",
    COUNTY: "一县一条",
}
"""How rows are put together into problems. Each problem is of one rule: the rule says who answers and whether it is over."""
_LONG_NUMBER: Final = re.compile(r"(?<![\d.,])\d{13,}(?![\d.,])")
"""Longer than any amount or code of a place: the code of a household."""
_OUTCOMES: Final = {NEW: "新开", KNOWN: "已在台账", RECURRED: "重新打开"}


@dataclass(frozen=True)
class Terms:
    """What holds when nobody says otherwise (own_findings.yaml)."""

    days: Mapping[str, int]
    days_otherwise: int
    most_at_once: int
    rows_told: int


@dataclass(frozen=True)
class Order:
    """How problems are to be opened. An empty department leaves it to the row's own unit, else to the definition; an empty
    deadline to the terms, and to the day before the round that begins on `round_on`."""

    by: str
    today: date
    department: str = ""
    person: str = ""
    deadline: date | None = None
    round_on: date | None = None


@cache
def read_terms() -> Terms:
    """The declared terms."""
    return Terms(**read_declaration(TERMS_FILE, _TERMS))


def default_deadline(measure: Measure, today: date, round_on: date | None = None) -> date:
    """The day until which a problem of that measure is to be put right when nobody names one: by the terms, and before the
    round of the evaluation that begins next (`round_on`; None when none lies ahead)."""
    return deadline_by_terms(today, round_on, measure.suspicion)


def deadline_by_terms(today: date, round_on: date | None = None, suspicion: str = "") -> date:
    """The same for a problem of no measure, by how much its finding says."""
    terms = read_terms()
    by_terms = today + timedelta(days=terms.days.get(suspicion, terms.days_otherwise))
    if round_on is None or round_on <= today:
        return by_terms
    return min(by_terms, round_on - timedelta(days=1))


def order_for(store: Store, order: Order, place: str, area: str = MAIN_AREA) -> Order:
    """The order with the day on which the next round of an area of work begins for a place, as the table of milestones has it."""
    return replace(order, round_on=order.round_on or next_start(read_milestones(store), place, order.today, area))


def measure_id(measure: Measure) -> str:
    """What the ledger keeps of the measure: `<framework>/<measure>`."""
    return f"{measure.framework}/{measure.id}"


def common_values(measure: Measure, order: Order, unit: str = "") -> dict[str, Any]:
    """The fields that every problem of a measure has alike; `unit` is the unit that the rows themselves name ('' none)."""
    return {
        "source": words.OWN_FINDING,
        "title": measure.title,
        "aspect": measure.aspect,
        "indicator": measure.indicator,
        "problem_type": measure.problem_type,
        "measure": measure_id(measure),
        "department": order.department.strip() or unit or measure.department,
        "person": order.person.strip(),
        "deadline": order.deadline or default_deadline(measure, order.today, order.round_on),
    }


def refuse_many(count: int) -> None:
    """Raises UserError when so many problems would be opened in one step that nobody could hand them out."""
    most = read_terms().most_at_once
    if count > most:
        raise UserError(
            f"一次最多转 {most:,} 个问题", came=f"{count:,} 个", todo="请改为“一村一条”或“一县一条”，或进到乡镇、村再转"
        )


def refuse_grouping(by: str) -> None:
    """Raises UserError for a grouping there is not."""
    if by not in GROUPINGS:
        raise UserError(f"应为其中之一：{'、'.join(GROUPINGS.values())}", field="怎样合并", came=by)


def say_opened(opened: Sequence[Opened]) -> str:
    """`新开 12 个，已在台账 3 个（其中 1 个已销号），重新打开 1 个`."""
    counts = {outcome: sum(one.outcome == outcome for one in opened) for outcome in _OUTCOMES}
    closed = sum(one.outcome == KNOWN and one.problem.state == words.CLOSED for one in opened)
    said = {outcome: f"{_OUTCOMES[outcome]} {count} 个" for outcome, count in counts.items() if count}
    if closed:
        said[KNOWN] += f"（其中 {closed} 个已销号，等新一期数据再看）"
    return "，".join(said.values()) or "没有可转的疑点"


def say_path(code: str, places: PlaceIndex) -> str:
    """County, township and village by name: `凤凰县甲镇一村`; codes where no table names them."""
    ends = [end for end in (6, 9, 12) if len(code) >= end]
    named = ((code[:end], places.find(code[:end])) for end in ends)
    return "".join(place.name if place else one for one, place in named) or code


def say_who(store: Store, period: str, rows: pd.DataFrame, by: str) -> dict[str, str]:
    """finding_code → whom a row is about, masked: `张*（之子，户主李*），帮扶责任人王*`; the helper only of a problem about a household.

    Rows need finding_code, county_code, row_household and, for a member, row_key or id_number.
    """
    records = rows.assign(household_code=rows["row_household"]).to_dict("records")
    named = name_rows(store, period, records)
    kept = [one if by == SUBJECT else replace(one, helper="") for one in named]
    return {str(row["finding_code"]): one.whole for row, one in zip(records, kept, strict=True)}


def hide_codes(text: str) -> str:
    """The text without numbers of persons, phones and households: they stay in columns of their own, or out of the ledger."""
    return _LONG_NUMBER.sub(lambda found: mask_number(found[0]), mask_numbers(text))


def number_texts(texts: Sequence[str], count: int) -> str:
    """`（1）…（2）…等 12 条` of the texts that stand for `count` rows; one text alone stands bare."""
    filled = [text for text in texts if text]
    if not filled:
        return ""
    if len(filled) == 1 and count == 1:
        return filled[0]
    rest = f"等 {count:,} 条" if count > len(filled) else ""
    return "".join(f"（{number}）{text}" for number, text in enumerate(filled, 1)) + rest
