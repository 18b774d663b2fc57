"""复习大纲: what is to be gone through before a round, what is known of every item, and who ticked it off in which county."""

from pages.parts.common import look
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked
from pages.parts.outline.address import PAGE, read_address
from pages.parts.outline.counties import draw_counties
from pages.parts.outline.form import draw_form
from pages.parts.outline.items import draw_answer, draw_items


def draw(picked: Picked) -> None:
    """The page for the picks and the place the address names."""
    look.use_styles("shortfalls", "outline")
    address = read_address(picked)
    if not picked.is_show and address.at != picked.scope:
        draw_linked(crumbs_html(picked, address.at, PAGE), "crumbs")
    draw_answer(address)
    look.draw_notes(address.notes)
    if not address.is_county:
        draw_counties(address)
    elif not picked.is_show:
        draw_form(address)
    if not picked.is_show:
        draw_items(address)


look.draw_page(draw, "导入各县的表后，这里列出复习大纲：每项失分、疑点、缺的资料、未销号的问题，逐县勾对。")
