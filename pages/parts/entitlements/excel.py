"""The Excel of the matrix: one row a place and policy with the four numbers, made when the button is clicked."""

import pandas as pd

from core import words as core_words
from core.places import PlaceIndex
from indicators.entitlements import COUNTS, words
from pages.parts.common import cache
from pages.parts.common.excel import EXCEL, place_columns
from pages.parts.common.saving import offer_file
from pages.parts.entitlements.address import EntitlementsAddress
from reports.workbook import SERIAL, Column, Sheet, write_workbook

UNSURE = "不知是否符合条件"
SHEET = "不漏一项一人"


def draw_download(address: EntitlementsAddress) -> None:
    """The button; rows are put together only on a click."""
    places, is_demo = cache.places(), cache.is_demo()

    def build() -> bytes:
        return write_workbook([make_sheet(address, address.counts(), places)], make_notes(address), is_demo=is_demo)

    name = f"{address.area}{SHEET}_{address.period}.xlsx"
    offer_file("下载 Excel", build, file_name=name, mime=EXCEL, key="download_entitlements")


def make_sheet(address: EntitlementsAddress, counts: pd.DataFrame, places: PlaceIndex) -> Sheet:
    """One row a place and policy, places in their order."""
    ordered = counts.sort_values(["place_code", "measure"], kind="stable")
    named = place_columns([str(code) for code in ordered["place_code"]], address.at, places, is_code_shown=True)
    policies = [address.policies[str(name)] for name in ordered["measure"]]
    cells = {
        **named,
        "title": [policy.title for policy in policies],
        "counter": [policy.counter for policy in policies],
        **{name: ordered[name].tolist() for name in COUNTS},
        "department": [policy.department for policy in policies],
    }
    figures = [Column(name, title, 9, "integer") for name, title in {**words.TITLES, "unsure": UNSURE}.items()]
    columns = [
        SERIAL, *(Column(heading, heading, 10) for heading in named), Column("title", "政策", 22), Column("counter", "单位", 6),
        *figures, Column("department", "责任部门", 12),
    ]  # fmt: skip
    lines = [
        f"{core_words.say_as_of(address.period, address.day)}　应享受＝已享受＋没有享受＋说不清；说不清的不算已享受"
    ]
    return Sheet(SHEET, f"{address.area}{address.framework.title}", lines, columns, pd.DataFrame(cells, dtype=object))


def make_notes(address: EntitlementsAddress) -> list[tuple[str, str]]:
    """(label, text) of every policy: what is divided by what, and by what rule."""
    return [(policy.title, f"{policy.says}。依据：{policy.source}") for policy in address.policies.values()]
