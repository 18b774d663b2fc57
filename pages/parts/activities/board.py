"""六个一 as pictures: the six activities of a place as cards, and the board places × activities with bars and lights."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from core.lights import LIGHTS
from core.templates import join, render
from core.words import say_value
from indicators.figures import Round
from ledger.activities import COUNTED_BY, LIGHT_WORDS, Cell, read_activities, say_covered, say_pace, say_report
from pages.parts.activities.address import ActivitiesAddress
from pages.parts.common import look, tables
from pages.parts.common.address import LEVEL_WORDS as HEADS
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html

SHOW_PLACES = 7
Cells = Mapping[tuple[str, str], Cell]


def draw_cards(address: ActivitiesAddress, cells: Cells, before: Mapping[str, Round], below: Sequence[str]) -> None:
    """The six activities of the place itself; `below` are the places of the board."""
    cards = [
        _card(address, cells[one.id, address.at], before[one.id], _say_covered(address, cells, one.id, below))
        for one in read_activities()
    ]
    draw_linked(render(__file__, "six", cards=cards), "activity_cards")


def _say_covered(address: ActivitiesAddress, cells: Cells, activity_id: str, below: Sequence[str]) -> str:
    """Which part of the place its figures are of. A village without a row may have nothing to do; a county or township has not sent it."""
    if address.level_below not in ("county", "township"):
        return ""
    inside = [cells[activity_id, code] for code in below]
    return say_covered(cells[activity_id, address.at], inside, HEADS[address.level_below])


def _card(address: ActivitiesAddress, cell: Cell, before: Round, covered: str) -> dict[str, object]:
    activity = cell.activity
    chosen = address.activity == activity
    title = activity.title
    if not address.picked.is_show:
        to = address.parameters(activity="" if chosen else activity.id)
        title = link_html(activity.title, "activities", style="name", title=activity.task, **to)
    return {
        "is_chosen": chosen,
        "title": title,
        "light": look.light_html(cell.light, LIGHT_WORDS[cell.light]),
        "share": say_value(cell.share, "percent"),
        "track": _track(cell),
        "figures": say_figures(cell),
        "lines": [line for line in (covered, *_card_lines(address, cell, before)) if line],
    }


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
    return f"{figures[0]:,} / {figures[1]:,} {cell.activity.counter}{rest}"


def _track(cell: Cell) -> Markup:
    if math.isnan(cell.share):
        return Markup("")
    track = Markup("<div class='track'><i style='width:{:.1f}%;background:{}'></i></div>")
    return track.format(100 * cell.share, LIGHTS[cell.light].colour)


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
    columns = (
        tables.Column(HEADS[address.level_below], cell="place"),
        *(tables.Column(one.title, _mark(address, one.id)) for one in known),
    )
    rows = [_row(address, code, [cells[one.id, code] for one in known]) for code in shown]
    rest = [_own_row(address, own)] if own and not address.picked.is_show else []
    table = tables.cells_html(columns, [*rows, *rest], style="grid six", box="wide scroll")
    cards = [_phone(address, code, [cells[one.id, code] for one in known]) for code in shown]
    draw_linked(table + render(__file__, "phone", cards=cards) + _legend(), "activity_board")


def _mark(address: ActivitiesAddress, activity_id: str) -> str:
    return "chosen" if address.activity and address.activity.id == activity_id else ""


def _slowest(cells: Cells, code: str, address: ActivitiesAddress) -> float:
    """The share that orders the places; places without any figure come last."""
    wanted = [address.activity.id] if address.activity else [one.id for one in read_activities()]
    shares = [cells[name, code].share for name in wanted]
    return min((share for share in shares if not math.isnan(share)), default=2.0)


def _row(address: ActivitiesAddress, code: str, cells: Sequence[Cell]) -> list[object]:
    name = say_place(code)
    if not address.picked.is_show:
        name = link_html(name, "activities", style="name", **address.parameters(at=code))
    return [name, *(_cell(address, code, cell) for cell in cells)]


def _own_row(address: ActivitiesAddress, own: Mapping[str, Cell]) -> list[object]:
    cells = (tables.Cell(_inside(own[one.id]) if one.id in own else "") for one in read_activities())
    return [f"{say_place(address.at)}本级", *cells]


def _cell(address: ActivitiesAddress, code: str, cell: Cell) -> Markup:
    inside = _inside(cell)
    if address.picked.is_show:
        return inside
    report = say_report(cell)
    hint = "；".join(part for part in (f"{LIGHT_WORDS[cell.light]} {say_figures(cell)}", report) if part)
    return link_html(inside, "activities", title=hint, **address.parameters(at=code, activity=cell.activity.id))


def _inside(cell: Cell) -> Markup:
    """Light, share, bar and figures; under them the report where it says something else."""
    figures = f"{cell.figures[0]:,}/{cell.figures[1]:,}" if cell.figures and cell.figures[1] else ""
    words = say_value(cell.share, "percent") if figures else LIGHT_WORDS[cell.light]
    told = "" if cell.told or not cell.report else "填报 "
    apart = f"填报 {cell.report.done:,}/{cell.report.total:,}" if cell.is_apart and cell.report else ""
    lines = look.soft_html(f"{told}{figures}") + (look.soft_html(apart) if apart else "")
    return look.light_html(cell.light, words) + _track(cell) + lines


def _phone(address: ActivitiesAddress, code: str, cells: Sequence[Cell]) -> tuple[Markup, list[tuple[str, Markup]]]:
    name = link_html(say_place(code), "activities", style="name", **address.parameters(at=code))
    wanted = [cell for cell in cells if not address.activity or cell.activity == address.activity]
    return name, [
        (cell.activity.title, look.light_html(cell.light, say_value(cell.share, "percent"))) for cell in wanted
    ]


def _legend() -> Markup:
    lights = [look.light_html(light, word) for light, word in LIGHT_WORDS.items()]
    rule = "达到 80% 为推进中，不到为滞后；过了期限还没有完成的也是滞后"
    return look.under_html(join([*lights, rule], "　"))


def draw_method() -> None:
    """How each activity is counted, by whom it is told, and where that comes from."""
    with st.expander("怎样计数"):
        facts = [
            (one.title, join((f"{one.how}（来自{COUNTED_BY[one.counted_by]}）", look.soft_html(f"　{one.source}"))))
            for one in read_activities()
        ]
        draw_linked(look.facts_html(facts), "activity_method")
        look.draw_note(
            "表里有数的以表为准，手工填报并列显示，不覆盖；表里没有数的以最近一次填报为准，上级没有填报的按下级合计。"
        )
