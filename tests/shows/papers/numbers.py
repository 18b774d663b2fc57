"""Every number of a document against the frames it was made from: read back from the file, rounded here and not as the makers do."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import pandas as pd
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import select

from indicators.evaluation import advice, answers, list_marks, prefectures
from indicators.spending import SpendingRequest, against_schedule, query
from ledger.book import CLOSED, ProblemRow, reading
from shows import Snapshot

UNITS: Final = ("个百分点", "%", "万元", "亿元", "分")
"""Units whose numbers are held apart: a rate is never taken for a difference of rates."""
_NO_FIGURE: Final = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|〔\d{4}〕\d+号|附件\d+|\d{1,2}日内|数据编号\w+|版本[\s\d.]+"
)
"""Dates, document numbers and versions."""
_NUMBER: Final = re.compile(r"(?<![\dA-Za-z.,])[−+-]?(\d[\d,]*(?:\.\d+)?)\s?(个百分点|%|万元|亿元|分(?!组)|)")


def parse(content: bytes, titles: Iterable[str]) -> list[tuple[str, str, str]]:
    """(number, unit, where it stands) of every number of a Word file; titles of measures hold numbers of their own, no figures."""
    book: Any = Document(io.BytesIO(content))
    found: list[tuple[str, str, str]] = []
    names = sorted(titles, key=len, reverse=True)

    def read(words: str, unit: str = "") -> None:
        said = words
        for name in names:
            said = said.replace(name, "〈〉")
        for number, own in _NUMBER.findall(_NO_FIGURE.sub(" ", said)):
            found.append((number.replace(",", ""), own or unit, words))

    for paragraph in book.paragraphs:
        if not paragraph.style.name.startswith(("公文附件说明", "公文发文字号")):
            read(paragraph.text)
    for table in book.tables:
        rows = [
            ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
            for row in table._tbl.iter(qn("w:tr"))
        ]
        if rows[0][0] in ("所在部分",) or rows[0][1] == "口径":
            continue
        units = [next((unit for unit in UNITS if f"（{unit}）" in head), "") for head in rows[0]]
        for row in rows[1:]:
            for cell, unit in zip(row, units, strict=True):
                read(cell, unit)
    return found


def known_numbers(snapshot: Snapshot) -> Mapping[str, set[str]]:
    """Unit → the numbers that the frames hold, rounded half up; under '' whole numbers and those that stand in words."""
    known: dict[str, set[str]] = defaultdict(set)
    evaluation = snapshot.evaluation

    def add(unit: str, values: Iterable[Any], times: int = 1) -> None:
        known[unit] |= {_round(abs(float(value)) * times) for value in values if value is not None and value == value}

    def count(values: Iterable[Any]) -> None:
        known[""] |= {str(abs(int(value))) for value in values if value is not None and value == value}

    measures, places = evaluation.measures, evaluation.places
    add(
        "分",
        [
            *measures["lost"],
            *places["score"],
            places["score"].mean(),
            *prefectures.list_prefectures(evaluation)["value"],
        ],
    )
    count(
        [
            *range(len(places) + 1),
            *measures["rows_short"].dropna(),
            *places["league_size"],
            *range(len(evaluation.framework.measures)),
        ]
    )
    for code in places["place_code"]:
        marks = list_marks(evaluation, code)
        lost = marks[(marks["lost"] > answers.LEAST_LOSS) & ~marks["is_bonus"]]
        ordered = answers.most_first(lost)["lost"]
        add(
            "分",
            [lost["lost"].sum(), lost.loc[lost["advice"] == advice.WINNABLE, "lost"].sum(), ordered.iloc[12:].sum()],
        )
        _add_words(known, [*marks["value_words"], *marks["needed"], *marks["beside"]])
    scored = places.loc[places["score"].notna(), "place_code"]
    every = measures[measures["lost"].notna() & ~measures["is_bonus"] & measures["place_code"].isin(scored)]
    by_measure = every.groupby("measure")["lost"].sum().sort_values(ascending=False)
    top = answers.top_losses(evaluation, snapshot.ours, 5)
    add("分", [*every.groupby("measure")["lost"].mean(), by_measure.loc[list(top["measure"])].sum()])
    add("%", [by_measure.loc[list(top["measure"])].sum() / places.loc[places["score"].notna(), "lost"].sum()], 100)
    _add_money(snapshot, add)
    _add_problems(snapshot, add, count)
    return known


def _add_money(snapshot: Snapshot, add: Any) -> None:
    money = query.read_spending(snapshot.store, SpendingRequest(snapshot.day, snapshot.scope))
    if money.counties.empty:
        return
    held = against_schedule.compare_with_schedule(money, snapshot.framework.schedule_method)
    rows = pd.concat([held.counties, held.total.to_frame().T])
    amounts = [Decimal(str(value)) for name in ("budget_cny", "paid_cny", "unmatched_cny") for value in rows[name]]
    add("万元", [amount / 10_000 for amount in amounts])
    add("亿元", [amount / 100_000_000 for amount in amounts])
    add("%", rows["paid_cny"].astype(float) / rows["budget_cny"].astype(float), 100)
    share = 100 * held.line.share
    add("个百分点", 100 * rows["paid_cny"].astype(float) / rows["budget_cny"].astype(float) - share)
    average = against_schedule.average_of(money, money, snapshot.area_word)
    add("个百分点", [100 * (float(held.total["rate"]) - average.share)])


def _add_problems(snapshot: Snapshot, add: Any, count: Any) -> None:
    asked = select(ProblemRow.place_code, ProblemRow.state, ProblemRow.deadline, ProblemRow.department)
    with reading(snapshot.engine) as connection:
        found = [tuple(row) for row in connection.execute(asked)]
    rows = pd.DataFrame(found, columns=["place", "state", "deadline", "department"])
    day = snapshot.working_day
    is_open = rows["state"] != CLOSED
    left = [(one - day).days if one is not None and one == one else None for one in rows["deadline"]]
    late = is_open & pd.Series([days is not None and days < 0 for days in left], dtype=bool)
    soon = is_open & pd.Series([days is not None and 0 <= days <= 10 for days in left], dtype=bool)
    count([-days for days, is_late in zip(left, late, strict=True) if is_late and days is not None])
    parts = [*rows.groupby(rows["place"].str[:6]), *rows.groupby("department")]
    for group in (rows.index, *(part.index for _, part in parts)):
        closed = int((~is_open[group]).sum())
        count([len(group), closed, len(group) - closed, int(late[group].sum()), int(soon[group].sum())])
        if len(group):
            add("%", [closed / len(group)], 100)


def _add_words(known: dict[str, set[str]], texts: Iterable[object]) -> None:
    for text in texts:
        for number, unit in _NUMBER.findall(str(text)):
            known[unit].add(number.replace(",", ""))


def _round(value: float) -> str:
    return str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def list_unknown(content: bytes, snapshot: Snapshot, known: Mapping[str, set[str]]) -> list[tuple[str, str, str]]:
    """The numbers of a document that no frame holds under their unit; `known` is `known_numbers`."""
    titles = [measure.title for measure in snapshot.framework.measures.values()]
    return [one for one in parse(content, titles) if one[0] not in known.get(one[1], set())]
