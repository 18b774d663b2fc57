"""复习大纲 of an area: how far each county is through it."""

from core.words import MISSING_WORDS, say_date
from pages.parts.common import look, tables
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.outline.address import PAGE, OutlineAddress

COLUMNS = (
    tables.Column("县", cell="place"),
    tables.Column("已过", "number"),
    tables.Column("完成"),
    tables.Column("最近勾对", "extra"),
)
SHOW_ROWS = 10


def draw_counties(address: OutlineAddress) -> None:
    """One row a county, the one furthest behind first."""
    is_show = address.picked.is_show
    rows = []
    for row in address.complete.head(SHOW_ROWS if is_show else len(address.complete)).to_dict("records"):
        code = str(row["place_code"])
        name = say_place(code) if is_show else link_html(say_place(code), PAGE, style="name", at=code)
        share = float(row["share"]) if row["total"] else 0.0
        last = say_date(row["last"]) if row["last"] is not None and row["last"] == row["last"] else MISSING_WORDS
        rows.append([name, f"{row['done']}/{row['total']}", tables.bar_html(share, f"{share:.0%}"), last])
    if not is_show:
        look.draw_heading("各县完成情况", "点县进入逐项勾对")
    draw_linked(tables.cells_html(COLUMNS, rows, style="grid rows outline-counties"), "outline_counties")
