"""漏查: of what inspectors found, what own screening had not found before, by county, with the definition."""

from core import words
from core.places import changes
from ledger.looking import MISSED_DEFINITION, count_missed, say_missed
from pages.parts.common import look, office, tables
from pages.parts.common.address import say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.ledger.address import LedgerAddress

COLUMNS = (
    tables.Column("县"), tables.Column("漏查率"), tables.Column("检查组查到", "number"), tables.Column("自己先查到", "number"),
    tables.Column("漏查", "number"),
)  # fmt: skip


def draw_missed(address: LedgerAddress) -> None:
    """The view 漏查."""
    counted = count_missed(office.ledger().engine, address.filters(), address.today)
    look.draw_heading(say_missed(counted), "单位：个")
    rows: list[tuple[object, ...]] = []
    for row in counted.to_dict("records"):
        code = changes.current_code(str(row["county"]))
        linked = link_html(say_place(code), "ledger", style="name", **address.parameters(view="", at=code))
        if words.is_missing(row["share"]):
            rows.append((linked, "说不清", f"{row['inspected']:,}", words.MISSING_WORDS, words.MISSING_WORDS))
            continue
        bar = tables.bar_html(row["share"], words.say_value(row["share"], "percent"))
        rows.append((linked, bar, *(f"{row[name]:,}" for name in ("inspected", "known", "missed"))))
    if rows:
        draw_linked(tables.cells_html(COLUMNS, rows, style="grid"), "ledger_missed")
    look.draw_note(MISSED_DEFINITION)
