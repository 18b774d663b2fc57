"""档案资料 of an area: the answer and the matrix places × indicators, every cell a link one level down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from core.places.codes import LENGTHS
from indicators.declared.framework import read_framework
from ledger.archive.state import count_states, light_of
from pages.parts.archive.address import ArchiveAddress
from pages.parts.common import look
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
        f"{address.area}{what}档案资料齐全 {say_share(float(whole['share']))}：缺少 {int(whole['missing']):,} 份、"
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


def say_share(share: float) -> str:
    """A completeness in whole percent, rounded down: 100% only where nothing lacks."""
    return f"{int(share * 100 + 1e-9)}%"


def draw_matrix(address: ArchiveAddress, states: pd.DataFrame) -> None:
    """Places below × indicators; the own documents of the place first, the sum last."""
    length = LENGTHS[address.level_below]
    sums = {str(row["place_code"]): row for row in count_states(states, ["place_code"], length).to_dict("records")}
    codes, several = _order(address, sums), len(set(sums) - {address.at})
    left_out = f"，此处列前 {len(codes)} 个" if len(codes) < len(sums) else ""
    head = HEADS[address.level_below]
    look.draw_heading(f"各{head}各指标资料齐全程度", f"共 {several} 个{head}，缺得多的在前{left_out}")
    cards = "".join(_card(address, code, sums[code]) for code in codes)
    table = _table(address, states, codes, sums)
    draw_linked(f"{table}<div class='cards'>{cards}</div>{_legend(address)}", "archive_matrix")


def _table(address: ArchiveAddress, states: pd.DataFrame, codes: Sequence[str], sums: Mapping[str, Counted]) -> str:
    cuts = read_framework(address.archive.framework_id).indicators
    shown = [cut for cut in cuts if cut.title in set(states["indicator"])]
    titles = [cut.title for cut in shown]
    cells = _cells(count_states(states, ["place_code", "indicator"], LENGTHS[address.level_below]))
    rows = "".join(_row(address, code, titles, cells, sums[code]) for code in codes)
    columns = {str(row["indicator"]): row for row in count_states(states, ["indicator"]).to_dict("records")}
    total = "".join(f"<td>{_light(address, columns[title])}</td>" for title in titles)
    whole = count_states(states, []).iloc[0].to_dict()
    heads = "".join(f"<th>{_head(address, cut.title, cut.short)}</th>" for cut in shown)
    return (
        f"<div class='wide scroll'><table class='grid archive'><thead><tr><th>{HEADS[address.level_below]}</th>"
        f"{_all(address, '<th>全部</th>')}{heads}</tr></thead><tbody>{rows}"
        f"<tr class='total'><td>合计</td>{_all(address, f'<td>{_light(address, whole)}</td>')}{total}</tr></tbody></table></div>"
    )


def _all(address: ArchiveAddress, html: str) -> str:
    """The cell over all indicators; left out where one was chosen, as it would say the same twice."""
    return "" if address.indicator else html


def _order(address: ArchiveAddress, sums: Mapping[str, Counted]) -> list[str]:
    codes = sorted(sums, key=lambda code: (code != address.at, float(sums[code]["share"]), code))
    return codes[:SHOW_PLACES] if address.picked.is_show else codes


def _cells(counted: pd.DataFrame) -> dict[tuple[str, str], Counted]:
    return {(str(row["place_code"]), str(row["indicator"])): row for row in counted.to_dict("records")}


def _head(address: ArchiveAddress, title: str, short: str) -> str:
    if address.picked.is_show:
        return escape(short)
    chosen = "" if address.indicator == title else title
    return link_html(short, "archive", title=title, **address.parameters(indicator=chosen, item=""))


def _row(
    address: ArchiveAddress,
    code: str,
    indicators: Sequence[str],
    cells: Mapping[tuple[str, str], Counted],
    total: Counted,
) -> str:
    tds = "".join(f"<td>{_cell(address, code, title, cells.get((code, title)))}</td>" for title in indicators)
    whole = _all(address, f"<td>{_light(address, total)}</td>")
    return f"<tr><td class='place'>{_name(address, code)}</td>{whole}{tds}</tr>"


def _name(address: ArchiveAddress, code: str) -> str:
    if code == address.at:
        return f"{escape(say_place(code))}本级"
    if address.picked.is_show:
        return escape(say_place(code))
    return link_html(say_place(code), "archive", style="name", **address.parameters(at=code, item=""))


def _cell(address: ArchiveAddress, code: str, title: str, row: Counted | None) -> str:
    if row is None:
        return "<span class='soft'>—</span>"
    light = _light(address, row)
    if address.picked.is_show:
        return light
    hint = f"应有 {row['needed']}，在档 {row['there']}，过期 {row['outdated']}，缺少 {row['missing']}"
    return link_html("", "archive", html=light, title=hint, **address.parameters(at=code, indicator=title, item=""))


def _light(address: ArchiveAddress, row: Counted) -> str:
    """Shape and colour by completeness, with the counts, on the wall in percent: the shape tells as much as the colour."""
    share = float(row["share"])
    counts = say_share(share) if address.picked.is_show else f"{int(row['there']):,}/{int(row['needed']):,}"
    return look.light_html(light_of(share), counts)


def _card(address: ArchiveAddress, code: str, row: Counted) -> str:
    share = say_share(float(row["share"]))
    return (
        f"<div class='card head'><span>{_name(address, code)}</span><span>{share} {_light(address, row)}</span></div>"
    )


def _legend(address: ArchiveAddress) -> str:
    said = "格内为在档占应有的比例" if address.picked.is_show else "格内为在档/应有"
    words = "　".join(look.light_html(light, word) for light, word in WORDS.items() if light != "not_applicable")
    return f"<div class='under'>{words}　{said}；80% 以上为不齐，以下为缺得多</div>"


def draw_nothing(address: ArchiveAddress) -> None:
    """When no place has documents to keep."""
    look.draw_answer("还没有可以对照的地区")
    look.draw_to_import("导入区划和各县的表后，这里按县、乡镇、村列出每项指标应有的资料。")
