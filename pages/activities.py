"""六个一: how far the six activities are, by county, township and village; what tables say and what people report."""

from collections.abc import Mapping

from core import words
from ledger.activities import Cell, find_slowest, read_activities, say_answer
from pages.parts.activities import data as activity_data
from pages.parts.activities.address import ActivitiesAddress, read_address
from pages.parts.activities.board import Cells, draw_board, draw_cards, draw_method
from pages.parts.activities.excel import list_board
from pages.parts.activities.form import draw_activity, draw_form
from pages.parts.common import cache, look
from pages.parts.common.address import say_area_of, say_place
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked

Named = list[tuple[str, Cell]]


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("shortfalls", "activities")
    address = read_address(picked)
    below, before = _below(address), activity_data.rounds(address.at)
    counts = activity_data.count(picked.framework_id, address.request(), below)
    cells = activity_data.cells(counts, address.at, below, before)
    if not picked.is_show and address.at != picked.scope:
        kept = {"activity": address.activity.id} if address.activity else {}
        draw_linked(crumbs_html(picked, address.at, "activities", **kept), "crumbs")
    own, whole = activity_data.own_cells(counts, address.at), [cells[one.id, address.at] for one in read_activities()]
    places = _slowest_places(find_slowest(whole), address, cells, below, own)
    look.draw_answer(say_answer(address.area, whole, places), _say_quiet(address))
    for note in address.notes:
        look.draw_note(note)
    draw_cards(address, cells, before, below)
    if address.activity and not picked.is_show:
        draw_activity(address, address.activity, cells[address.activity.id, address.at], before[address.activity.id])
    draw_board(address, cells, own, below)
    area = say_area_of(address.at)
    draw_excel(
        "六个一", area, address.month, lambda: [list_board(cells, [address.at, *below], area)], key="activities_excel"
    )
    if not picked.is_show:
        draw_form(address, read_activities(), below)
        draw_method()


def _below(address: ActivitiesAddress) -> list[str]:
    """The places of the board: the counties with data, or every township or village of the place."""
    if not address.level_below:
        return []
    if address.level_below != "county":
        return [place.code for place in cache.places().children(address.at, address.level_below)]
    known = cache.scopes()
    return [place.code for place in cache.places().scope_counties(address.at) if place.code in known]


def _slowest_places(
    slow: Cell | None, address: ActivitiesAddress, cells: Cells, below: list[str], own: Mapping[str, Cell]
) -> Named:
    """(name, cell) of one activity in the places below, and of what lies in none of them."""
    if slow is None:
        return []
    rest = [(f"{say_place(address.at)}本级", own[slow.activity.id])] if slow.activity.id in own else []
    return [*((say_place(code), cells[slow.activity.id, code]) for code in below), *rest]


def _say_quiet(address: ActivitiesAddress) -> str:
    tables = f"{words.say_period(address.month)}的表" if address.month else "没有可计数的表"
    return f"{tables}；台账和资料截至{words.say_date(address.today)}"


look.draw_page(draw, "导入各县的表格后，这里列出大排查、大走访、大梳理、大整改、大整理、大提升在各县、乡镇、村的进度。")
