"""The picture places × checks as HTML: counts shaded by rate, every cell a link; for a phone, lists of rules and places."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from core.places.codes import county_of
from indicators.checks import words as check_words
from indicators.checks.matrix import COUNT, SHADE_WORDS, Group, shade_of
from indicators.declared.framework import Measure
from pages.parts.checks.address import ChecksAddress
from pages.parts.common import tables
from pages.parts.common.address import LEVEL_WORDS as HEADS
from pages.parts.common.address import say_place
from pages.parts.common.linked import link_html

MANY_CELLS = 3_000
"""With more cells than this a cell's hint is short."""
MISSING, NO_POPULATION = (
    "<td class='missing' title='未导入'>○</td>",
    "<td class='nobody' title='没有该项要查的人或户'></td>",
)

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
    link: str = ""

    @property
    def checks(self) -> list[Measure]:
        """The checks from left to right."""
        return [check for group in self.groups for check in group.checks]


def cell_link(address: ChecksAddress) -> str:
    """The link of a cell with words to be replaced by its place, its check and its count."""
    return link_html(_TEXT, "checks", **address.parameters(at=_AT, check=_CHECK))


def grid_html(address: ChecksAddress, grid: Grid) -> str:
    """The table with a head that stays, a first column that stays and a row of totals that stays."""
    checks, is_show = grid.checks, address.picked.is_show
    short = {cut.title: cut.short for cut in address.framework.indicators}
    groups = "".join(
        f"<th class='group' colspan='{len(group.checks)}'><span>{escape(short[group.title])}</span></th>"
        for group in grid.groups
    )
    heads = "".join(_check_head(address, check) for check in checks)
    is_long = len(checks) * len(grid.places) > MANY_CELLS
    rows = "".join(_place_row(address, row, grid, checks, is_long) for row in grid.places.to_dict("records"))
    width = f"--checks: {len(checks)}"
    return (
        f"<div class='{'' if is_show else 'wide '}scroll'><table class='grid matrix' style='{width}'><thead>"
        f"<tr class='groups'><th rowspan='2'>{HEADS[address.level_below]}</th><th rowspan='2' class='number'>全部<br>规则</th>{groups}</tr>"
        f"<tr class='checks'>{heads}</tr></thead><tbody>{rows}{_total_row(address, grid, checks)}</tbody></table></div>"
    )


def _check_head(address: ChecksAddress, check: Measure) -> str:
    hint = "　".join(part for part in (check.title, check.code, check.suspicion) if part)
    mark = check_words.MARKS.get(check.suspicion, "")
    text = f"<i class='mark g{mark_class(check)}'>{mark}</i> {escape(check.title)}"
    inside = (
        text
        if address.picked.is_show
        else link_html("", "checks", html=text, title=hint, **address.parameters(check=check.id))
    )
    return f"<th><div class='clamp'>{inside}</div></th>"


def mark_class(check: Measure) -> str:
    """The colour class of a check's degree of suspicion."""
    return {"确定有误": "3", "高度可疑": "2"}.get(check.suspicion, "1")


def _place_row(
    address: ChecksAddress, row: Mapping[str, Any], grid: Grid, checks: Sequence[Measure], is_long: bool
) -> str:
    code = str(row["place_code"])
    name = place_name(address, code)
    cells = "".join(_cell(address, code, name, check, grid, is_long) for check in checks)
    is_quiet = address.picked.is_show or code == address.at
    head = escape(name) if is_quiet else link_html(name, "checks", style="name", **address.parameters(at=code))
    return f"<tr><td class='place'>{head}</td><td class='number sum'>{int(row[COUNT]):,}</td>{cells}</tr>"


def place_name(address: ChecksAddress, code: str) -> str:
    """The name of a place; of rows that name no place below the one looked at, `凤凰县本级`."""
    return f"{say_place(code)}本级" if code == address.at else say_place(code)


def _cell(address: ChecksAddress, code: str, name: str, check: Measure, grid: Grid, is_long: bool) -> str:
    row = grid.cells.get((code, check.id))
    if row is None:
        return MISSING if (county_of(code), check.id) in grid.missing else NO_POPULATION
    count, population = int(row[COUNT]), int(row["population"])
    if not count:
        return f"<td class='number zero'>{0 if population or address.state else ''}</td>"
    hint = _short_hint(count, population) if is_long else check_words.say_cell_hint(name, check, row, address.state)
    text = f"{count:,}"
    if not address.picked.is_show and code != address.at:
        text = grid.link.replace(_AT, code).replace(_CHECK, check.id).replace(_TEXT, text)
    return f"<td class='number s{shade_of(count, population)}' title='{escape(hint, quote=True)}'>{text}</td>"


def _short_hint(count: int, population: int) -> str:
    return f"{count / population:.2%}" if population else ""


def _total_row(address: ChecksAddress, grid: Grid, checks: Sequence[Measure]) -> str:
    cells = "".join(_total_cell(address, check, grid.totals[check.id]) for check in checks)
    return f"<tr class='total'><td>合计</td><td class='number'>{grid.whole[COUNT]:,}</td>{cells}</tr>"


def _total_cell(address: ChecksAddress, check: Measure, row: Mapping[str, Any]) -> str:
    hint = escape(check_words.say_cell_hint("合计", check, row, address.state), quote=True)
    text = f"{int(row[COUNT]):,}"
    if row[COUNT] and not address.picked.is_show:
        text = link_html(text, "checks", **address.parameters(check=check.id))
    return f"<td class='number' title='{hint}'>{text}</td>"


def legend_html(grid: Grid, is_show: bool = False) -> str:
    """What the shades mean, and the marks that are there to see; in the projection in a few words."""
    shades = "".join(
        f"<span><i class='s{number}'></i>{words}</span>" for number, words in enumerate(SHADE_WORDS, start=1)
    )
    seen = {check.suspicion for check in grid.checks}
    marks = "".join(
        f"<span><i class='mark g{number}'>{shape}</i>{words}</span>"
        for number, (words, shape) in zip((3, 2, 1), check_words.MARKS.items(), strict=True)
        if words in seen
    )
    empty = {(county_of(code), check.id) in grid.missing for code in grid.places["place_code"] for check in grid.checks
             if (code, check.id) not in grid.cells}  # fmt: skip
    rest = ("<span class='wide'>○ 未导入</span>" if True in empty else "") + (
        "<span class='wide'><i class='nobody'></i>没有该项要查的人或户</span>" if False in empty else ""
    )
    if is_show:
        return f"<div class='legend'><span>颜色越深占比越高</span>{rest}{marks}</div>"
    return f"<div class='legend'><span class='wide'>颜色深浅为占比（不到 3 条的不用最深两档）：</span>{shades}{rest}{marks}</div>"


def cards_html(address: ChecksAddress, grid: Grid) -> str:
    """For phones: the rules with their counts, then the places with theirs."""
    checks = sorted(grid.checks, key=lambda check: -int(grid.totals[check.id][COUNT]))
    longest = max((int(grid.totals[check.id][COUNT]) for check in checks), default=1) or 1
    rules = "".join(_rule_card(address, check, grid.totals[check.id], longest) for check in checks)
    return f"<div class='cards'><div class='rules'>{rules}</div>{_place_cards(address, grid)}</div>"


def _rule_card(address: ChecksAddress, check: Measure, row: Mapping[str, Any], longest: int) -> str:
    count = int(row[COUNT])
    mark = f"<i class='mark g{mark_class(check)}'>{check_words.MARKS.get(check.suspicion, '')}</i>"
    link = link_html("", "checks", html=f"{mark} {escape(check.title)}", **address.parameters(check=check.id))
    return f"<div class='rule'><span>{link}</span>{tables.bar_html(count / longest, f'{count:,}')}</div>"


def _place_cards(address: ChecksAddress, grid: Grid) -> str:
    with_findings = [row for row in grid.places.to_dict("records") if row[COUNT]]
    longest = max((int(row[COUNT]) for row in with_findings), default=1)
    cells = []
    for row in with_findings:
        code = str(row["place_code"])
        name = place_name(address, code)
        link = (
            escape(name)
            if code == address.at
            else link_html(name, "checks", style="name", **address.parameters(at=code))
        )
        cells.append(f"<div>{link}{tables.bar_html(row[COUNT] / longest, f'{int(row[COUNT]):,}')}</div>")
    return f"<h3>按{HEADS[address.level_below]}</h3><div class='count-grid'>{''.join(cells)}</div>" if cells else ""
