"""六个一 as pictures: the six activities of a place as cards, and the board places × activities with bars and lights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from core.lights import LIGHTS
from indicators.figures.countdown import Round
from ledger.activities.board import LIGHT_WORDS, Cell, say_pace, say_report, say_share
from ledger.activities.declared import COUNTED_BY, read_activities
from pages.parts.activities.address import ActivitiesAddress
from pages.parts.common import look
from pages.parts.common.address import LEVEL_WORDS as HEADS
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html

SHOW_PLACES = 7
Cells = Mapping[tuple[str, str], Cell]


def draw_cards(address: ActivitiesAddress, cells: Cells, before: Mapping[str, Round]) -> None:
    """The six activities of the place itself."""
    cards = "".join(_card(address, cells[one.id, address.at], before[one.id]) for one in read_activities())
    draw_linked(f"<div class='six'>{cards}</div>", "activity_cards")


def _card(address: ActivitiesAddress, cell: Cell, before: Round) -> str:
    activity = cell.activity
    chosen = address.activity == activity
    light = look.light_html(cell.light, LIGHT_WORDS[cell.light])
    title = escape(activity.title)
    if not address.picked.is_show:
        name = "" if chosen else activity.id
        title = link_html(
            activity.title, "activities", style="name", title=activity.task, **address.parameters(activity=name)
        )
    said = "".join(f"<div class='soft'>{escape(line)}</div>" for line in _card_lines(address, cell, before) if line)
    return (
        f"<div class='one{' ours' if chosen else ''}'><div class='head'><span>{title}</span>{light}</div>"
        f"<div class='figure'>{say_share(cell.share)}</div>{_track(cell)}<div>{say_figures(cell)}</div>{said}</div>"
    )


def _card_lines(address: ActivitiesAddress, cell: Cell, before: Round) -> list[str]:
    """The pace and the report; on the wall only a report where nothing else tells, and nobody's name."""
    if address.picked.is_show:
        return [] if cell.told else [say_report(cell, is_named=False)]
    return [say_pace(cell, before), say_report(cell) if cell.is_apart or not cell.told else ""]


def say_figures(cell: Cell) -> str:
    """`1,204 / 3,300 户，还差 2,096`; what is missing where nobody knows."""
    figures = cell.figures
    if figures is None:
        return "没有数据，请填报"
    if not figures[1]:
        return "这里没有任务"
    rest = f"，还差 {cell.left:,}" if cell.left else ""
    return f"{figures[0]:,} / {figures[1]:,} {escape(cell.activity.counter)}{rest}"


def _track(cell: Cell) -> str:
    if math.isnan(cell.share):
        return ""
    width = 100 * cell.share
    return f"<div class='track'><i style='width:{width:.1f}%;background:{LIGHTS[cell.light].colour}'></i></div>"


def draw_board(address: ActivitiesAddress, cells: Cells, own: Mapping[str, Cell], below: Sequence[str]) -> None:
    """Places below × activities; each cell leads to that place and activity."""
    known = read_activities()
    if not below:
        return
    order = sorted(below, key=lambda code: (_slowest(cells, code, address), code))
    shown = order[:SHOW_PLACES] if address.picked.is_show else order
    what = f"按{address.activity.title}由慢到快" if address.activity else "按最慢的一项由慢到快"
    left_out = f"，此处列前 {len(shown)} 个" if len(shown) < len(order) else ""
    look.draw_heading(
        f"各{HEADS[address.level_below]}进度",
        f"共 {len(order)} 个{HEADS[address.level_below]}，{what}{left_out}",
    )
    head = "".join(f"<th class='{_mark(address, one.id)}'>{escape(one.title)}</th>" for one in known)
    rows = "".join(_row(address, code, [cells[one.id, code] for one in known]) for code in shown)
    rest = _own_row(address, own) if own and not address.picked.is_show else ""
    table = (
        f"<div class='wide scroll'><table class='grid six'><thead><tr><th>{HEADS[address.level_below]}</th>{head}</tr></thead>"
        f"<tbody>{rows}{rest}</tbody></table></div>"
    )
    cards = "".join(_phone(address, code, [cells[one.id, code] for one in known]) for code in shown)
    draw_linked(f"{table}<div class='cards'>{cards}</div>{_legend(address)}", "activity_board")


def _mark(address: ActivitiesAddress, activity_id: str) -> str:
    return "chosen" if address.activity and address.activity.id == activity_id else ""


def _slowest(cells: Cells, code: str, address: ActivitiesAddress) -> float:
    """The share that orders the places; places without any figure come last."""
    wanted = [address.activity.id] if address.activity else [one.id for one in read_activities()]
    shares = [cells[name, code].share for name in wanted]
    return min((share for share in shares if not math.isnan(share)), default=2.0)


def _row(address: ActivitiesAddress, code: str, cells: Sequence[Cell]) -> str:
    name = escape(say_place(code))
    if not address.picked.is_show:
        name = link_html(say_place(code), "activities", style="name", **address.parameters(at=code))
    tds = "".join(f"<td class='{_mark(address, cell.activity.id)}'>{_cell(address, code, cell)}</td>" for cell in cells)
    return f"<tr><td class='place'>{name}</td>{tds}</tr>"


def _own_row(address: ActivitiesAddress, own: Mapping[str, Cell]) -> str:
    tds = "".join(f"<td>{_inside(own[one.id]) if one.id in own else ''}</td>" for one in read_activities())
    return f"<tr><td class='place'>{escape(say_place(address.at))}本级</td>{tds}</tr>"


def _cell(address: ActivitiesAddress, code: str, cell: Cell) -> str:
    inside = _inside(cell)
    if address.picked.is_show:
        return inside
    report = say_report(cell)
    hint = "；".join(part for part in (f"{LIGHT_WORDS[cell.light]} {say_figures(cell)}", report) if part)
    return link_html(
        "", "activities", html=inside, title=hint, **address.parameters(at=code, activity=cell.activity.id)
    )


def _inside(cell: Cell) -> str:
    """Light, share, bar and figures; under them the report where it says something else."""
    figures = f"{cell.figures[0]:,}/{cell.figures[1]:,}" if cell.figures and cell.figures[1] else ""
    words = say_share(cell.share) if figures else LIGHT_WORDS[cell.light]
    told = "" if cell.told or not cell.report else "填报 "
    apart = (
        f"<span class='soft'>填报 {cell.report.done:,}/{cell.report.total:,}</span>"
        if cell.is_apart and cell.report
        else ""
    )
    return f"{look.light_html(cell.light, words)}{_track(cell)}<span class='soft'>{told}{figures}</span>{apart}"


def _phone(address: ActivitiesAddress, code: str, cells: Sequence[Cell]) -> str:
    name = link_html(say_place(code), "activities", style="name", **address.parameters(at=code))
    wanted = [cell for cell in cells if not address.activity or cell.activity == address.activity]
    said = "".join(
        f"<span>{escape(cell.activity.title)} {look.light_html(cell.light, say_share(cell.share))}</span>"
        for cell in wanted
    )
    return f"<div class='card'><div class='head'>{name}</div><div class='lights'>{said}</div></div>"


def _legend(address: ActivitiesAddress) -> str:
    words = "　".join(look.light_html(light, word) for light, word in LIGHT_WORDS.items())
    return f"<div class='under'>{words}　达到 80% 为推进中，不到为滞后；过了期限还没有完成的也是滞后</div>"


def draw_method() -> None:
    """How each activity is counted, by whom it is told, and where that comes from."""
    with st.expander("怎样计数"):
        said = "".join(
            f"<dt>{escape(one.title)}</dt><dd>{escape(one.how)}（来自{COUNTED_BY[one.counted_by]}）"
            f"<span class='soft'>　{escape(one.source)}</span></dd>"
            for one in read_activities()
        )
        draw_linked(f"<dl class='facts'>{said}</dl>", "activity_method")
        look.draw_note(
            "表里有数的以表为准，手工填报并列显示，不覆盖；表里没有数的以最近一次填报为准，上级没有填报的按下级合计。"
        )
