"""整改清单: the problems of the ledger as a list to hand out: problem, measures, who, by when, state; personal texts masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.engine import Engine

from core import words
from core.personal import NAME, mask_numbers
from core.personal import mask_text as mask_name
from core.places import PlaceIndex
from indicators.declared import is_empty
from ledger.book import NOBODY
from ledger.looking import (
    ProblemFilter,
    any_state,
    find_problems,
    late_departments,
    say_left,
    sum_problems,
)  # fmt: skip
from reports.paper import UNSIGNED, Grid, Paper, Signed, Text
from shows.papers.problems import say_problems

MAX_ROWS: Final = 1000
"""A longer list is cut and says so; the workbook of the ledger has it whole."""
LONGEST: Final = 120
"""Letters of one problem's words in its cell."""


@dataclass(frozen=True)
class Wanted:
    """Which problems: what the filter holds, on which day, in which area in words."""

    asked: ProblemFilter
    day: date
    area: str
    places: PlaceIndex


def write_rectification(engine: Engine, wanted: Wanted, signed: Signed = UNSIGNED, *, is_demo: bool = False) -> Paper:
    """The list, the most urgent first, closed ones last, on lying pages."""
    asked, day = wanted.asked, wanted.day
    found, total = find_problems(engine, asked, day, limit=MAX_ROWS)
    every = any_state(asked)
    sums, late = sum_problems(engine, every, day), late_departments(engine, every, day)
    is_part = every != asked or asked != ProblemFilter(place=asked.place)
    said = f"截至{words.say_date(day)}，{say_problems(wanted.area, sums, late)}"
    parts = [Text(said)]
    if total > len(found):
        parts.append(Text(f"本清单共 {total:,} 个问题，列最急的 {len(found):,} 个，其余见问题台账。"))
    elif is_part:
        parts.append(Text(f"本清单按筛选列 {total:,} 个问题。"))
    rows = tuple(_row(number, one, wanted) for number, one in enumerate(found.to_dict("records"), 1))
    heads = ("序号", "编号", "地区", "具体问题", "整改措施", "责任单位、责任人", "整改时限", "状态")
    widths = (2.2, 5.2, 4.6, 12, 8, 5.4, 8, 6)
    grid = (Grid("", heads, rows, frozenset({0}), widths),) if rows else ()
    return Paper(
        f"{wanted.area}问题整改清单", (*parts, *grid), signed, words.say_date(day),
        note=f"数据来源：问题台账，截至{words.say_date(day)}。责任人姓名和文字中的证件号码、电话已脱敏，全名在台账内查。",
        is_demo=is_demo, is_wide=True, has_head=False, keywords=("问题整改", wanted.area),
    )  # fmt: skip


def _row(number: int, row: Mapping[Any, Any], wanted: Wanted) -> tuple[str, ...]:
    deadline = None if is_empty(row["deadline"]) else row["deadline"]
    _, left = say_left(str(row["state"]), deadline, wanted.day)
    due = words.say_date(deadline) if deadline else "未定"
    state = str(row["state"])
    return (
        str(number), f"{row['opened_on'].year}-{int(row['id']):05d}", _place(row, wanted), _problem(row),
        _cut(str(row["remedy"])) or "未填", _who(row), due, state if left == state else f"{state}（{left}）",
    )  # fmt: skip


def _place(row: Mapping[Any, Any], wanted: Wanted) -> str:
    place = wanted.places.find(str(row["place_code"]))
    return place.name if place else str(row["place_name"])


def _problem(row: Mapping[Any, Any]) -> str:
    title, more = _cut(str(row["title"])), _cut(str(row["description"]))
    return title if not more or more == title else f"{title}：{more}"


def _cut(text: str) -> str:
    said = mask_numbers(" ".join(text.split()))
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _who(row: Mapping[Any, Any]) -> str:
    parts = (str(row["department"]), mask_name(str(row["person"]), NAME))
    return "，".join(part for part in parts if part) or NOBODY
