"""六个一: how far the six activities are, by county, township and village; what tables say and what people report."""

from __future__ import annotations

from collections.abc import Mapping

from core import words
from ledger.activities.board import Cell, find_slowest, say_answer
from ledger.activities.declared import read_activities
from pages.parts.activities import data as activity_data
from pages.parts.activities.address import Asked, read_asked
from pages.parts.activities.board import Cells, draw_board, draw_cards, draw_method
from pages.parts.activities.form import draw_activity, draw_form
from pages.parts.common import cache, look
from pages.parts.common.address import say_place
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked

Named = list[tuple[str, Cell]]


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("shortfalls", "activities")
    asked = read_asked(picked)
    below, before = _below(asked), activity_data.rounds(asked.at)
    counts = activity_data.count(picked.framework_id, asked.request(), below)
    cells = activity_data.cells(counts, asked.at, below, before)
    if not picked.is_show and asked.at != picked.scope:
        kept = {"activity": asked.activity.id} if asked.activity else {}
        draw_linked(crumbs_html(picked, asked.at, "activities", **kept), "crumbs")
    own, whole = activity_data.own_cells(counts, asked.at), [cells[one.id, asked.at] for one in read_activities()]
    places = _slowest_places(find_slowest(whole), asked, cells, below, own)
    look.draw_answer(say_answer(asked.area, whole, places), _say_quiet(asked))
    for note in asked.notes:
        look.draw_note(note)
    draw_cards(asked, cells, before)
    if asked.activity and not picked.is_show:
        draw_activity(asked, asked.activity, cells[asked.activity.id, asked.at], before[asked.activity.id])
    draw_board(asked, cells, own, below)
    if not picked.is_show:
        draw_form(asked, read_activities(), below)
        draw_method()


def _below(asked: Asked) -> list[str]:
    """The places of the board: the counties with data, or every township or village of the place."""
    if not asked.level_below:
        return []
    if asked.level_below != "county":
        return [place.code for place in cache.places().children(asked.at, asked.level_below)]
    known = cache.scopes()
    return [place.code for place in cache.places().scope_counties(asked.at) if place.code in known]


def _slowest_places(slow: Cell | None, asked: Asked, cells: Cells, below: list[str], own: Mapping[str, Cell]) -> Named:
    """(name, cell) of one activity in the places below, and of what lies in none of them."""
    if slow is None:
        return []
    rest = [(f"{say_place(asked.at)}本级", own[slow.activity.id])] if slow.activity.id in own else []
    return [*((say_place(code), cells[slow.activity.id, code]) for code in below), *rest]


def _say_quiet(asked: Asked) -> str:
    tables = f"{words.say_period(asked.month)}的表" if asked.month else "没有可计数的表"
    return f"{tables}；台账和资料截至{words.say_date(asked.today)}"


look.draw_page(draw, "导入各县的表格后，这里列出大排查、大走访、大梳理、大整改、大整理、大提升在各县、乡镇、村的进度。")
