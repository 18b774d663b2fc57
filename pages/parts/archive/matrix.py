"""档案资料 of an area: the answer and the matrix places × indicators, every cell a link one level down."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from core.places import LENGTHS, level_of
from core.templates import render
from core.words import say_value
from indicators.declared import read_framework
from ledger.archive import HEAT_WORDS, Item, count_states, heat_of, light_of
from pages.parts.archive.address import ArchiveAddress
from pages.parts.common import look, tables
from pages.parts.common.address import LEVEL_WORDS as HEADS
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html

SHOW_PLACES = 10
Counted = Mapping[str, Any]


def draw_answer(address: ArchiveAddress, states: pd.DataFrame) -> None:
    """The title line: how complete, how many lack, which indicator lacks most."""
    whole = count_states(states, []).iloc[0]
    what = f"“{address.indicator}”" if address.indicator else ""
    if not whole["needed"]:
        look.draw_answer(f"{address.area}{what}没有应有的资料")
        return
    lacking = int(whole["missing"] + whole["outdated"])
    if not lacking:
        look.draw_answer(
            f"{address.area}{what}档案资料齐全：应有 {int(whole['needed']):,} 份全部在档", address.archive.note
        )
        return
    look.draw_answer(
        f"{address.area}{what}档案资料齐全 {say_value(float(whole['share']), 'percent')}：缺少 {int(whole['missing']):,} 份、"
        f"过期 {int(whole['outdated']):,} 份{_say_most(address, states)}",
        f"应有 {int(whole['needed']):,} 份，在档 {int(whole['there']):,} 份 · {address.archive.note}",
    )


def _say_most(address: ArchiveAddress, states: pd.DataFrame) -> str:
    if address.indicator or address.picked.is_show:
        return ""
    counted = count_states(states, ["indicator"])
    lacking = counted["needed"] - counted["there"]
    most = counted.loc[lacking.idxmax()]
    return f"，最多的是“{most['indicator']}”（{int(lacking.max()):,} 份）" if len(counted) > 1 else ""


def draw_matrix(address: ArchiveAddress, states: pd.DataFrame) -> None:
    """Places below × indicators, or × the documents of the indicator chosen; the place's own first, the sum last."""
    length = LENGTHS[address.level_below]
    sums = {str(row["place_code"]): row for row in count_states(states, ["place_code"], length).to_dict("records")}
    codes, several = _order(address, sums), len(set(sums) - {address.at})
    left_out = f"，此处列前 {len(codes)} 个" if len(codes) < len(sums) else ""
    head = HEADS[address.level_below]
    what = "各份资料" if address.indicator else "各指标资料"
    look.draw_heading(f"各{head}{what}齐全程度", f"共 {several} 个{head}，缺得多的在前{left_out}")
    cards = [
        (_name(address, code), say_value(float(sums[code]["share"]), "percent"), _light(address, sums[code]))
        for code in codes
    ]
    table = _table(address, states, codes, sums)
    draw_linked(table + render(__file__, "cards", cards=cards) + _legend(address), "archive_matrix")


class _Column(NamedTuple):
    """A column of the matrix: what counts are by, what stands above, the document where it is one."""

    key: str
    head: object
    item: Item | None = None


def _columns(address: ArchiveAddress, states: pd.DataFrame) -> list[_Column]:
    """Indicators in their order; of one indicator its documents."""
    if not address.indicator:
        cuts = read_framework(address.archive.framework_id).indicators
        there = set(states["indicator"])
        return [_Column(cut.title, _head(address, cut.title, cut.short)) for cut in cuts if cut.title in there]
    there = set(states["item"])
    return [_Column(item.id, item.title, item) for item in address.archive.items if item.id in there]


def _table(address: ArchiveAddress, states: pd.DataFrame, codes: Sequence[str], sums: Mapping[str, Counted]) -> Markup:
    """Without the column over all where there is only one, as it would say the same twice."""
    by = "item" if address.indicator else "indicator"
    shown = _columns(address, states)
    cells = _cells(count_states(states, ["place_code", by], LENGTHS[address.level_below]), by)
    every = [] if len(shown) == 1 else ["全部"]
    rows: list[Sequence[object]] = []
    for code in codes:
        own = [_cell(address, code, column, cells.get((code, column.key))) for column in shown]
        rows.append([_name(address, code), *(_heat(address, sums[code]) for _ in every), *own])
    whole = count_states(states, []).iloc[0].to_dict()
    columns = {str(row[by]): row for row in count_states(states, [by]).to_dict("records")}
    totals = [_heat(address, row) for row in (*(whole for _ in every), *(columns[one.key] for one in shown))]
    rows.append(tables.Row([tables.Cell("合计"), *totals], "total"))
    named = [tables.Column(HEADS[address.level_below], cell="place"), *(tables.Column(one, "number") for one in every)]
    named += [tables.Column(one.head, "number") for one in shown]  # type: ignore[arg-type]
    return tables.cells_html(named, rows, style="grid archive heat", box="wide scroll")


def _order(address: ArchiveAddress, sums: Mapping[str, Counted]) -> list[str]:
    codes = sorted(sums, key=lambda code: (code != address.at, float(sums[code]["share"]), code))
    return codes[:SHOW_PLACES] if address.picked.is_show else codes


def _cells(counted: pd.DataFrame, by: str) -> dict[tuple[str, str], Counted]:
    return {(str(row["place_code"]), str(row[by])): row for row in counted.to_dict("records")}


def _head(address: ArchiveAddress, title: str, short: str) -> str:
    if address.picked.is_show:
        return short
    return link_html(short, "archive", title=title, **address.parameters(indicator=title, item=""))


def _name(address: ArchiveAddress, code: str) -> str:
    if code == address.at:
        return f"{say_place(code)}本级"
    if address.picked.is_show:
        return say_place(code)
    return link_html(say_place(code), "archive", style="name", **address.parameters(at=code, item=""))


def _cell(address: ArchiveAddress, code: str, column: _Column, row: Counted | None) -> tables.Cell:
    """A link to the place's documents of the indicator; of a document that the place itself keeps, to that document."""
    if row is None:
        return tables.Cell(look.soft_html("—"))
    heat = _heat(address, row)
    if address.picked.is_show:
        return heat
    is_own = column.item is not None and column.item.level == level_of(code)
    asked = {"indicator": address.indicator or column.key, "item": column.item.id if column.item and is_own else ""}
    return heat._replace(content=link_html(str(heat.content), "archive", **address.parameters(at=code, **asked)))


def _heat(address: ArchiveAddress, row: Counted) -> tables.Cell:
    """The counts on a ground that is the darker the more is lacking, on the wall in percent; where all is there a dot and no ground."""
    share = float(row["share"])
    counts = say_value(share, "percent") if address.picked.is_show else f"{int(row['there']):,}/{int(row['needed']):,}"
    hint = f"应有 {row['needed']}，在档 {row['there']}，过期 {row['outdated']}，缺少 {row['missing']}"
    shade = heat_of(share)
    return tables.Cell(counts if shade else f"● {counts}", f"s{shade}", hint)


def _light(address: ArchiveAddress, row: Counted) -> Markup:
    """Shape and colour by completeness, with the counts, on the wall in percent: the shape tells as much as the colour."""
    share = float(row["share"])
    counts = say_value(share, "percent") if address.picked.is_show else f"{int(row['there']):,}/{int(row['needed']):,}"
    return look.light_html(light_of(share), counts)


def _legend(address: ArchiveAddress) -> Markup:
    said = "格内为在档占应有的比例" if address.picked.is_show else "格内为在档/应有，点格子看缺哪些"
    return render(__file__, "legend", said=said, shades=HEAT_WORDS)


def draw_nothing(address: ArchiveAddress) -> None:
    """When no place has documents to keep."""
    look.draw_answer("还没有可以对照的地区")
    look.draw_to_import("导入区划和各县的表后，这里按县、乡镇、村列出每项指标应有的资料。")
