"""任意数字: any stored figure ranked, mapped, drawn over time and listed down to its rows, or divided by another, without a definition."""

from core.words import say_period
from indicators.figures import anything
from indicators.figures.anything import Figure, Standing, title_of
from pages.parts.common import cache, look, state
from pages.parts.figures import data
from pages.parts.figures.address import COURSE, MAP, RANK, ROWS, FiguresAddress, read_address
from pages.parts.figures.excel import draw_download
from pages.parts.figures.picks import draw_picks
from pages.parts.figures.ranks import draw_bars, draw_table
from pages.parts.figures.told import draw_told
from pages.parts.figures.views import draw_course, draw_map, draw_rows


def draw() -> None:
    """The page from top to bottom."""
    picked, figures = state.picked(), data.figures()
    if not figures:
        look.draw_answer("还没有可以看的数字")
        look.draw_to_import("导入任意一张按地区或按单位排数字的表，这里不用写口径就能排名、上图、看走势。")
        return
    address = read_address(picked, figures)
    standing = anything.rank_period(
        address.grid,
        address.asked,
        address.when,
        cache.places(),
        data.expected(address.asked, address.grid["place_code"]),
    )
    look.draw_answer(_answer(address, standing), _quiet(address, standing))
    look.draw_notes(address.notes)
    if picked.is_show:
        _draw_show(address, standing)
        return
    draw_picks(address, figures)
    _draw_view(address, standing, figures)


def _answer(address: FiguresAddress, standing: Standing) -> str:
    row = standing.of(address.ours) if address.ours else None
    return anything.say_standing(standing) if row is None else anything.say_place(standing, row)


def _quiet(address: FiguresAddress, standing: Standing) -> str:
    asked = address.asked
    below = f" ÷ {title_of(asked.per)}" if asked.per else ""
    when = f"{say_period(standing.period)} · " if standing.period else ""
    return f"{when}{title_of(asked.figure)}{below} · {anything.say_made(standing)}"


def _draw_view(address: FiguresAddress, standing: Standing, figures: dict[str, Figure]) -> None:
    if standing.table["value"].isna().all():
        look.draw_empty("这一期、这一级没有这个数。请在上面换一期、换一级，或换一个数。")
    elif address.view == MAP:
        draw_map(address, standing)
    elif address.view == COURSE:
        draw_course(address)
    if address.view == ROWS:
        draw_rows(address, standing)
    elif address.view == RANK and len(standing.table):
        draw_table(address, standing)
    unknown = anything.say_unknown(standing, data.without_place(address.asked, standing.period))
    look.draw_note(f"不知道的：{unknown}。不知道的不按零算。" if unknown else "各地都有数，没有空着和读不出的格。")
    draw_told(address)
    draw_download(address, standing)


def _draw_show(address: FiguresAddress, standing: Standing) -> None:
    """For the hall: a picture, no widgets; rows are not shown there."""
    if address.view == MAP:
        draw_map(address, standing)
    elif address.view == COURSE:
        draw_course(address)
    else:
        draw_bars(address, standing)


draw()
