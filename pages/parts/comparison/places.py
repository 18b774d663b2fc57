"""部门比对's places beside the departments: where most does not agree, the most first."""

import pandas as pd
from markupsafe import Markup

from indicators.checks import comparisons
from pages.parts.common import tables
from pages.parts.common.address import say_place
from pages.parts.common.linked import link_html

SHOWN = 14
"""So many places stand beside the departments; all of them across the rules below."""


def places_html(counts: pd.DataFrame, at: str) -> Markup:
    """`counts`: findings by place and check. Empty where there is one place or none."""
    matrix = comparisons.collapse_places(counts, at)
    sums = matrix.groupby("place_code")["findings"].sum().sort_values(ascending=False, kind="stable")
    if len(sums) < 2:
        return Markup("")
    longest = int(sums.max())
    rows = [
        [_name(str(code)), tables.bar_html(count / longest if longest else 0.0, f"{count:,}", {})]
        for code, count in sums.head(SHOWN).items()
    ]
    under = f"共 {len(sums)} 处，列前 {SHOWN}" if len(sums) > SHOWN else "人次；点名称看这里的比对"
    columns = (tables.Column("对不上最多的地方"), tables.Column("人次"))
    return tables.cells_html(columns, rows, style="grid differing", box="", under=under)


def _name(code: str) -> Markup:
    """The place with the way to its own comparison."""
    return link_html(say_place(code), "comparison", style="name", at=code)
