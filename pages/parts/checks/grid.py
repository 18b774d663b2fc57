"""The picture places × checks as HTML: counts shaded by rate, every cell a link; for a phone, the list of places."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from core.places import county_of
from core.templates import join, render
from core.words import say_value
from indicators.checks import COUNT, SHADE_WORDS, Group, judged_of, shade_of
from indicators.checks import words as check_words
from indicators.declared import Measure
from pages.parts.checks.address import ChecksAddress
from pages.parts.checks.pieces import mark_html
from pages.parts.common import tables
from pages.parts.common.address import LEVEL_WORDS as HEADS
from pages.parts.common.address import say_place
from pages.parts.common.linked import link_html

MANY_CELLS = 3_000
"""With more cells than this a cell's hint is short."""
MISSING, NO_POPULATION = tables.Cell("○", "missing", "未导入"), tables.Cell("", "nobody", "没有该项要查的人或户")
UNJUDGED = "？"
"""Stands where rows were there and none of them could be judged, and behind a nought beside which some could not."""

_AT, _CHECK, _TEXT = "PLACE-CODE", "CHECK-ID", "CELL-TEXT"


@dataclass(frozen=True)
class Grid:
    """What to draw: checks in groups, places from top to bottom (`rank_places`), the cells and what is not imported.

    `link` is the link of a cell (`cell_link`): of thousands of cells only place, check and count differ.
    """

    groups: Sequence[Group]
    places: pd.DataFrame
    cells: Mapping[tuple[str, str], Mapping[str, Any]]
    totals: Mapping[str, Mapping[str, Any]]
    missing: Collection[tuple[str, str]]
    whole: Mapping[str, int]
    link: Markup

    @property
    def checks(self) -> list[Measure]:
        """The checks from left to right."""
        return [check for group in self.groups for check in group.checks]


def cell_link(address: ChecksAddress) -> Markup:
    """The link of a cell with words to be replaced by its place, its check and its count."""
    return link_html(_TEXT, "checks", **address.parameters(at=_AT, check=_CHECK))


def grid_html(address: ChecksAddress, grid: Grid) -> Markup:
    """The table with a head that stays, a first column that stays and a row of totals that stays."""
    checks = grid.checks
    short = {cut.title: cut.short for cut in address.framework.indicators}
    is_long = len(checks) * len(grid.places) > MANY_CELLS
    rows = [_place_row(address, row, grid, checks, is_long) for row in grid.places.to_dict("records")]
    return render(
        __file__,
        "grid",
        box="scroll" if address.picked.is_show else "wide scroll",
        place=HEADS[address.level_below],
        groups=[(short[group.title], len(group.checks)) for group in grid.groups],
        heads=[_check_head(address, check) for check in checks],
        rows=[*rows, _total_row(address, grid, checks)],
    )


def _check_head(address: ChecksAddress, check: Measure) -> Markup:
    hint = "　".join(part for part in (check.title, check.code, check.suspicion) if part)
    text = join((mark_html(check), check.title), " ")
    if address.picked.is_show:
        return text
    return link_html(text, "checks", title=hint, **address.parameters(check=check.id))


def _place_row(
    address: ChecksAddress, row: Mapping[str, Any], grid: Grid, checks: Sequence[Measure], is_long: bool
) -> tables.Row:
    code = str(row["place_code"])
    name = place_name(address, code)
    is_quiet = address.picked.is_show or code == address.at
    head = name if is_quiet else link_html(name, "checks", style="name", **address.parameters(at=code))
    cells = [_cell(address, code, name, check, grid, is_long) for check in checks]
    return tables.Row([tables.Cell(head, "place"), _sum_cell(address, row), *cells])


def _sum_cell(address: ChecksAddress, row: Mapping[str, Any]) -> tables.Cell:
    """All rules of one place; no nought where none of its rows could be judged."""
    count, judged, unknown = int(row[COUNT]), judged_of(row), int(row["unknown"])
    if count or judged or address.state:
        hint = f"另有 {unknown:,} 项次缺数据无法判断" if unknown else ""
        return tables.Cell(f"{count:,}", "number sum", hint)
    return tables.Cell(
        UNJUDGED if unknown else MISSING.content, "number sum", "缺数据，无法判断" if unknown else "未导入"
    )


def place_name(address: ChecksAddress, code: str) -> str:
    """The name of a place; of rows that name no place below the one looked at, `凤凰县本级`."""
    return f"{say_place(code)}本级" if code == address.at else say_place(code)


def _cell(address: ChecksAddress, code: str, name: str, check: Measure, grid: Grid, is_long: bool) -> tables.Cell:
    row = grid.cells.get((code, check.id))
    if row is None:
        return MISSING if (county_of(code), check.id) in grid.missing else NO_POPULATION
    count, judged = int(row[COUNT]), judged_of(row)
    if not count:
        return _nought(address, name, check, row, is_long)
    hint = _short_hint(count, judged) if is_long else check_words.say_cell_hint(name, check, row, address.state)
    text = f"{count:,}"
    if not address.picked.is_show and code != address.at:
        text = grid.link.replace(_AT, code).replace(_CHECK, check.id).replace(_TEXT, text)
    return tables.Cell(text, f"number s{shade_of(count, judged)}", hint)


def _nought(address: ChecksAddress, name: str, check: Measure, row: Mapping[str, Any], is_long: bool) -> tables.Cell:
    """A cell without findings: 0 only where rows were judged, ？ where some or all of them could not be."""
    judged, unknown = judged_of(row), int(row["unknown"])
    if address.state or not (judged or unknown):
        return tables.Cell("0" if judged or address.state else "", "number zero")
    said = check_words.say_nothing(dict(row), check.counter)
    hint = "" if not unknown else said if is_long else f"{name} · {check.title}：{said}"
    return tables.Cell(("0" if judged else "") + (UNJUDGED if unknown else ""), "number zero", hint)


def _short_hint(count: int, judged: int) -> str:
    return say_value(count / judged, "percent") if judged else ""


def _total_row(address: ChecksAddress, grid: Grid, checks: Sequence[Measure]) -> tables.Row:
    cells = [_total_cell(address, check, grid.totals[check.id]) for check in checks]
    return tables.Row([tables.Cell("合计"), tables.Cell(f"{grid.whole[COUNT]:,}", "number"), *cells], "total")


def _total_cell(address: ChecksAddress, check: Measure, row: Mapping[str, Any]) -> tables.Cell:
    if not row[COUNT]:
        return _nought(address, "合计", check, row, is_long=False)
    text = f"{int(row[COUNT]):,}"
    if not address.picked.is_show:
        text = link_html(text, "checks", **address.parameters(check=check.id))
    return tables.Cell(text, "number", check_words.say_cell_hint("合计", check, row, address.state))


def legend_html(grid: Grid, is_show: bool = False) -> Markup:
    """What the shades mean, and the marks that are there to see; in the projection in a few words."""
    seen = {check.suspicion for check in grid.checks}
    marks = zip((3, 2, 1), check_words.MARKS.items(), strict=True)
    empty = {(county_of(code), check.id) in grid.missing for code in grid.places["place_code"] for check in grid.checks
             if (code, check.id) not in grid.cells}  # fmt: skip
    seen_cells = [row for (_, check), row in grid.cells.items() if check in {one.id for one in grid.checks}]
    return render(
        __file__,
        "legend",
        is_show=is_show,
        unjudged=UNJUDGED if any(row["unknown"] and not row[COUNT] for row in seen_cells) else "",
        shades=SHADE_WORDS,
        empty=empty,
        marks=[(number, words, shape) for number, (words, shape) in marks if words in seen],
    )


def cards_html(address: ChecksAddress, grid: Grid) -> Markup:
    """For phones: the places with their counts; the rules stand above as bars at every size."""
    return render(__file__, "cards", places=_place_cards(address, grid), place=HEADS[address.level_below])


def _place_cards(address: ChecksAddress, grid: Grid) -> list[tuple[str, Markup]]:
    with_findings = [row for row in grid.places.to_dict("records") if row[COUNT]]
    longest = max((int(row[COUNT]) for row in with_findings), default=1)
    cards = []
    for row in with_findings:
        code = str(row["place_code"])
        name = place_name(address, code)
        link = name if code == address.at else link_html(name, "checks", style="name", **address.parameters(at=code))
        cards.append((link, tables.bar_html(row[COUNT] / longest, f"{int(row[COUNT]):,}")))
    return cards
