"""The picture places × policies: one of the four numbers in every cell, all four on hover; a cell goes one level down."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.places import county_of
from core.templates import render
from indicators.declared import Measure
from indicators.entitlements import counties_without, sum_counts, words
from pages.parts.common import look, state, tables
from pages.parts.common.address import LEVEL_WORDS, say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.entitlements import data
from pages.parts.entitlements.address import LISTED, MISSING, NUMBER, PAGE, EntitlementsAddress

NO_DATA, NOBODY = tables.Cell("○", "number soft", "没有这张表的数据"), tables.Cell("", "number", "没有应享受的人或户")
UNKNOWN_MARK = "？"
"""Behind a number where somebody beside it cannot be told."""


def draw_matrix(address: EntitlementsAddress) -> None:
    """Places below, the one with most missing first; policies with most missing first."""
    counts = address.counts()
    head = LEVEL_WORDS.get(address.level_below, "地区")
    places = sum_counts(counts, "place_code").sort_values([MISSING, "place_code"], ascending=[False, True])
    with st.container(key="matrix"):
        look.draw_heading(f"各{head}各项政策", "格内为所选的数，指向格子看四个数；点格子看名单，点地区往下看")
        _draw_number(address)
        if places.empty:
            look.draw_empty(f"没有分到{head}的记录。")
            return
        by_policy = sum_counts(counts, "measure").set_index("measure")
        policies = sorted(
            (address.policies[name] for name in by_policy.index),
            key=lambda policy: (-int(by_policy.at[policy.id, MISSING]), policy.title),
        )
        cells = {(str(row["place_code"]), str(row["measure"])): row for row in counts.to_dict("records")}
        without = _without(address, places)
        rows: list[Sequence[object]] = [
            _place_row(address, str(code), policies, cells, without) for code in places["place_code"]
        ]
        columns = [tables.Column(head, cell="place"), tables.Column("全部政策", "number"), *(
            tables.Column(policy.title, "number", hint=policy.says) for policy in policies)]  # fmt: skip
        total = [
            _total(by_policy[address.number].sum()),
            *(_total(by_policy.at[one.id, address.number]) for one in policies),
        ]
        rows.append(tables.Row([tables.Cell("合计"), *total], "total"))
        under = f"{UNKNOWN_MARK} 另有说不清的；○ 没有这张表的数据；空白是没有应享受的人或户"
        table = tables.cells_html(columns, rows, style="grid matrix", box="wide scroll", under=under)
        draw_linked(_cards(address, places) + table, "matrix_table")


def _cards(address: EntitlementsAddress, places: pd.DataFrame) -> Markup:
    """For phones: the places with the number over all policies."""
    longest = int(places[address.number].max()) or 1
    named = [
        (_place_link(address, str(code)), int(number))
        for code, number in zip(places["place_code"], places[address.number], strict=True)
    ]
    return render(
        __file__, "cards", places=[(link, tables.bar_html(number / longest, f"{number:,}")) for link, number in named]
    )


def _place_link(address: EntitlementsAddress, code: str) -> Markup:
    return link_html(say_place(code), PAGE, style="name", **address.parameters(at=code, measure=""))


def _draw_number(address: EntitlementsAddress) -> None:
    key = "entitlements_number"
    st.session_state[key] = address.number

    def change() -> None:
        chosen = st.session_state[key] or MISSING
        state.set_parameters(**{NUMBER: "" if chosen == MISSING else chosen})

    st.segmented_control(
        "看哪个数", list(words.TITLES), key=key, format_func=words.TITLES.__getitem__, on_change=change,
        label_visibility="collapsed",
    )  # fmt: skip


def _without(address: EntitlementsAddress, places: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """(county, policy) without a row of the policy's table: a missing table is no nought."""
    counties = {county_of(str(code)) for code in places["place_code"]}
    scope = address.at if len(counties) > 1 else next(iter(counties))
    by_county = data.count_policies(address.framework, address.period, scope, "county", address.day)
    return counties_without(by_county, address.framework, counties)


def _place_row(
    address: EntitlementsAddress,
    code: str,
    policies: list[Measure],
    cells: Mapping[tuple[str, str], Mapping[Any, Any]],
    without: Collection[tuple[str, str]],
) -> list[object]:
    mine = [cells[code, policy.id] for policy in policies if (code, policy.id) in cells]
    whole = sum(int(row[address.number]) for row in mine)
    body = [_cell(address, code, policy, cells.get((code, policy.id)), without) for policy in policies]
    return [_place_link(address, code), tables.Cell(look.bold_html(f"{whole:,}"), "number"), *body]


def _cell(
    address: EntitlementsAddress,
    code: str,
    policy: Measure,
    row: Mapping[Any, Any] | None,
    without: Collection[tuple[str, str]],
) -> tables.Cell:
    if row is None:
        return NO_DATA if (county_of(code), policy.id) in without else NOBODY
    if not row["entitled"]:
        return tables.Cell(UNKNOWN_MARK, "number soft", words.say_cell(policy, row)) if row["unsure"] else NOBODY
    number = int(row[address.number])
    text = f"{number:,}{UNKNOWN_MARK if row['unknown'] or row['unsure'] else ''}"
    listed = address.number if address.number in LISTED else MISSING
    parameters = address.list_parameters(policy, code, listed)
    shown = link_html(text, "shortfalls", **parameters) if row[listed] else look.soft_html(text)
    return tables.Cell(shown, "number", f"{say_place(code)} · {words.say_cell(policy, row)}")


def _total(number: float) -> tables.Cell:
    return tables.Cell(f"{int(number):,}", "number")
