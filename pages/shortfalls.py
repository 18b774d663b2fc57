"""短板清单: what falls short and what it costs, level by level down to the record and the row of the file it came from."""

from pages.parts.common import cache, look, recheck
from pages.parts.common.state import Picked
from pages.parts.shortfalls.address import read_address
from pages.parts.shortfalls.measures import draw_measures
from pages.parts.shortfalls.record import draw_record
from pages.parts.shortfalls.rows import draw_rows


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("shortfalls")
    address = read_address(picked, cache.evaluation(picked.framework_id, picked.period, picked.scope))
    recheck.ensure_measures_rechecked(picked.framework_id)
    if address.measure is None:
        draw_measures(address)
    elif address.token and not picked.is_show:
        draw_record(address)
    else:
        draw_rows(address)


look.draw_page(draw, "导入各县的表格后，这里列出每项短板：失多少分、差在哪个乡镇哪个项目、怎样赢回来。")
