"""应知应会 as Word: the main figures of a place on one sheet, and an annex that says of each what it counts and where it is from."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from core import words
from core.places import Place
from indicators.figures import read_briefing
from reports.paper import UNSIGNED, Break, Grid, Paper, Part, Signed, Text
from store import Store

PAIRS = 2
"""So many figures stand beside each other."""


def write_briefing(store: Store, place: Place | None, period: str, day: Any, signed: Signed = UNSIGNED) -> Paper:
    """The card of a place (None: everywhere) in a period on a day of view."""
    return make_briefing(
        read_briefing(store, place.code if place else "", period, day), place.name if place else "各地", period, day, signed,
        is_demo=store.is_demo(),
    )  # fmt: skip


def make_briefing(
    card: pd.DataFrame, name: str, period: str, day: Any, signed: Signed = UNSIGNED, *, is_demo: bool = False
) -> Paper:  # fmt: skip
    """The same of a card that was read (`indicators.figures.read_briefing`)."""
    sections = [(str(title), rows.to_dict("records")) for title, rows in card.groupby("section", sort=False)]
    cells = tuple(row for title, figures in sections for row in _rows(title, figures))
    heads = ("类别", *(("项目", "数字") * PAIRS))
    grid = Grid("", heads, cells, frozenset(range(2, 2 * PAIRS + 1, 2)), (2.6, *((5.4, 3.8) * PAIRS)))
    listed = tuple(
        (str(row["title"]), str(row["words"]), _says(row), str(row["department"]))
        for _, figures in sections
        for row in figures
    )
    sources = Grid("", ("项目", "数字", "口径和来源表", "责任部门"), listed, frozenset({1}), (5, 4, 9, 4))
    said = Text(f"{words.say_period(period)}，截至{words.say_date(day)}；各项的口径和来源表附后。")
    parts: tuple[Part, ...] = (said, grid, Break("附件", "口径和来源"), sources)
    return Paper(
        f"{name}应知应会", parts, Signed(to=signed.to, number=signed.number), is_demo=is_demo, has_head=False,
        keywords=("应知应会", name, words.say_period(period)),
    )  # fmt: skip


def _rows(title: str, figures: Sequence[Mapping[Any, Any]]) -> list[tuple[str, ...]]:
    rows = []
    for at in range(0, len(figures), PAIRS):
        pairs = [(str(one["title"]), str(one["words"])) for one in figures[at : at + PAIRS]]
        pairs += [("", "")] * (PAIRS - len(pairs))
        rows.append((title if not at else "", *(words_ for pair in pairs for words_ in pair)))
    return rows


def _says(row: Mapping[Any, Any]) -> str:
    return "。".join(part for part in (str(row["says"]), str(row["unlike"])) if part)
