"""不漏一项一人 of a place: the answer, and every policy with its four numbers; a number that is missing opens the names."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.templates import join
from indicators.declared import Measure
from indicators.entitlements import COUNTS, words
from pages.parts.common import look, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.entitlements.address import LISTED, MISSING, PAGE, EntitlementsAddress

SHOW_ROWS = 9
"""Policies in the projection, those with most missing first."""
COLUMNS = (
    tables.Column("政策", cell="wrap"),
    *(tables.Column(title, "number extra" if key == "got" else "number") for key, title in words.TITLES.items()),
    tables.Column("落实率", "number extra"),
    tables.Column("责任部门", "extra"),
)


def draw_answer(address: EntitlementsAddress) -> None:
    """The title line: how many are entitled, how many did not get it, and where most is missing."""
    totals = address.totals()
    total = {name: int(totals[name].sum()) for name in COUNTS}
    worst = None
    if total[MISSING]:
        row = totals.loc[totals[MISSING].idxmax()]
        worst = (address.policies[str(row["measure"])], int(row[MISSING]))
    look.draw_answer(
        words.say_answer(address.area, len(address.policies), total, worst),
        words.say_quiet(address.framework.title, address.period, address.day),
    )


def draw_policies(address: EntitlementsAddress) -> None:
    """One row a policy, most missing first; policies without a row of their table last."""
    totals = address.totals().set_index("measure")
    ordered = sorted(address.policies.values(), key=lambda policy: _order(totals, policy))
    shown = ordered[:SHOW_ROWS] if address.picked.is_show else ordered
    rows = [_row(address, policy, totals) for policy in shown]
    if not address.picked.is_show:
        look.draw_heading(
            "各项政策", "点“没有享受”“说不清”看名单，可下载；没有享受的可转为问题；点政策看对象、条件和依据"
        )
    rest = f"共 {len(ordered)} 项，此处列前 {len(shown)} 项" if len(shown) < len(ordered) else ""
    draw_linked(tables.cells_html(COLUMNS, rows, style="grid rows policies", under=rest), "policies")


def draw_policy(address: EntitlementsAddress, policy: Measure) -> None:
    """What one policy says: who is entitled, what shows that it came, by what rule."""
    with st.container(border=True, key="policy"):
        look.draw_heading(policy.title)
        ways = []
        if address.level_below or address.at:
            ways.append(
                link_html("没有享受的名单", "shortfalls", style="button", **address.list_parameters(policy, address.at))
            )
        ways.append(link_html("收起", PAGE, style="name", **address.parameters(measure="")))
        draw_linked(look.facts_html(words.describe(policy)) + look.line_html(ways, "　"), "policy_facts")


def _order(totals: pd.DataFrame, policy: Measure) -> tuple[bool, int, int]:
    if policy.id not in totals.index:
        return True, 0, 0
    return False, -int(totals.at[policy.id, MISSING]), -int(totals.at[policy.id, "unknown"])


def _row(address: EntitlementsAddress, policy: Measure, totals: pd.DataFrame) -> list[object]:
    is_show = address.picked.is_show
    name = (
        policy.title
        if is_show
        else link_html(policy.title, PAGE, style="name", **address.parameters(measure=policy.id))
    )
    last = [policy.department or "未指定"]
    if policy.id not in totals.index:
        return [name, tables.Cell("○ 没有数据", "soft", span=len(words.TITLES) + 1), *last]
    row: Mapping[str, Any] = totals.loc[policy.id].to_dict()
    figures = [_figure(address, policy, key, row) for key in words.TITLES]
    return [name, *figures, words.say_share(row), *last]


def _figure(address: EntitlementsAddress, policy: Measure, key: str, row: Mapping[str, Any]) -> Markup:
    number = int(row[key])
    said = join((f"{number:,}", look.soft_html(policy.counter)), " ")
    if key not in LISTED or not number or address.picked.is_show:
        return look.bold_html(said) if key == MISSING and number else said
    shown = link_html(said, "shortfalls", style="name", **address.list_parameters(policy, address.at, key))
    return look.bold_html(shown) if key == MISSING else shown
