"""档案资料 of an area: the answer and the matrix places × indicators, every cell a link one level down."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from core.places import LENGTHS
from core.templates import join, render
from core.words import say_value
from indicators.declared import read_framework
from ledger.archive import count_states, light_of
from pages.parts.archive.address import ArchiveAddress
from pages.parts.common import look, tables
from pages.parts.common.address import LEVEL_WORDS as HEADS
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html

WORDS: Mapping[str, str] = {"normal": "齐全", "warning": "不齐", "behind": "缺得多", "not_applicable": "没有应有资料"}
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
    """Places below × indicators; the own documents of the place first, the sum last."""
    length = LENGTHS[address.level_below]
    sums = {str(row["place_code"]): row for row in count_states(states, ["place_code"], length).to_dict("records")}
    codes, several = _order(address, sums), len(set(sums) - {address.at})
    left_out = f"，此处列前 {len(codes)} 个" if len(codes) < len(sums) else ""
    head = HEADS[address.level_below]
    look.draw_heading(f"各{head}各指标资料齐全程度", f"共 {several} 个{head}，缺得多的在前{left_out}")
    cards = [
        (_name(address, code), say_value(float(sums[code]["share"]), "percent"), _light(address, sums[code]))
        for code in codes
    ]
    table = _table(address, states, codes, sums)
    draw_linked(table + render(__file__, "cards", cards=cards) + _legend(address), "archive_matrix")


def _table(address: ArchiveAddress, states: pd.DataFrame, codes: Sequence[str], sums: Mapping[str, Counted]) -> Markup:
    """Without the column over all indicators where one was chosen, as it would say the same twice."""
    cuts = read_framework(address.archive.framework_id).indicators
    shown = [cut for cut in cuts if cut.title in set(states["indicator"])]
    titles = [cut.title for cut in shown]
    cells = _cells(count_states(states, ["place_code", "indicator"], LENGTHS[address.level_below]))
    every = [] if address.indicator else ["全部"]
    rows: list[Sequence[object]] = []
    for code in codes:
        own = [_cell(address, code, title, cells.get((code, title))) for title in titles]
        rows.append([_name(address, code), *(_light(address, sums[code]) for _ in every), *own])
    columns = {str(row["indicator"]): row for row in count_states(states, ["indicator"]).to_dict("records")}
    whole = count_states(states, []).iloc[0].to_dict()
    totals = [_light(address, row) for row in (*(whole for _ in every), *(columns[title] for title in titles))]
    rows.append(tables.Row([tables.Cell("合计"), *totals], "total"))
    heads = [*every, *(_head(address, cut.title, cut.short) for cut in shown)]
    named = [tables.Column(HEADS[address.level_below], cell="place"), *map(tables.Column, heads)]
    return tables.cells_html(named, rows, style="grid archive", box="wide scroll")


def _order(address: ArchiveAddress, sums: Mapping[str, Counted]) -> list[str]:
    codes = sorted(sums, key=lambda code: (code != address.at, float(sums[code]["share"]), code))
    return codes[:SHOW_PLACES] if address.picked.is_show else codes


def _cells(counted: pd.DataFrame) -> dict[tuple[str, str], Counted]:
    return {(str(row["place_code"]), str(row["indicator"])): row for row in counted.to_dict("records")}


def _head(address: ArchiveAddress, title: str, short: str) -> str:
    if address.picked.is_show:
        return short
    chosen = "" if address.indicator == title else title
    return link_html(short, "archive", title=title, **address.parameters(indicator=chosen, item=""))


def _name(address: ArchiveAddress, code: str) -> str:
    if code == address.at:
        return f"{say_place(code)}本级"
    if address.picked.is_show:
        return say_place(code)
    return link_html(say_place(code), "archive", style="name", **address.parameters(at=code, item=""))


def _cell(address: ArchiveAddress, code: str, title: str, row: Counted | None) -> Markup:
    if row is None:
        return look.soft_html("—")
    light = _light(address, row)
    if address.picked.is_show:
        return light
    hint = f"应有 {row['needed']}，在档 {row['there']}，过期 {row['outdated']}，缺少 {row['missing']}"
    return link_html(light, "archive", title=hint, **address.parameters(at=code, indicator=title, item=""))


def _light(address: ArchiveAddress, row: Counted) -> Markup:
    """Shape and colour by completeness, with the counts, on the wall in percent: the shape tells as much as the colour."""
    share = float(row["share"])
    counts = say_value(share, "percent") if address.picked.is_show else f"{int(row['there']):,}/{int(row['needed']):,}"
    return look.light_html(light_of(share), counts)


def _legend(address: ArchiveAddress) -> Markup:
    said = "格内为在档占应有的比例" if address.picked.is_show else "格内为在档/应有"
    lights = [look.light_html(light, word) for light, word in WORDS.items() if light != "not_applicable"]
    return look.under_html(join([*lights, f"{said}；80% 以上为不齐，以下为缺得多"], "　"))


def draw_nothing(address: ArchiveAddress) -> None:
    """When no place has documents to keep."""
    look.draw_answer("还没有可以对照的地区")
    look.draw_to_import("导入区划和各县的表后，这里按县、乡镇、村列出每项指标应有的资料。")
