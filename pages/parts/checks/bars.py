"""疑点 by indicator and by rule as bars, most first; a bar leads where the rule's row or the indicator's filter leads."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from core.templates import join, render
from core.words import say_value
from indicators.checks import COUNT, FEW, judged_of
from indicators.checks import matrix as check_matrix
from indicators.declared import Measure
from pages.parts.checks.address import ChecksAddress
from pages.parts.checks.pieces import mark_html
from pages.parts.common import tables
from pages.parts.common.linked import link_html

INDICATORS = 8
"""Indicators beside the rules; the others are among the filters."""


def bars_html(address: ChecksAddress, ranked: pd.DataFrame) -> Markup:
    """Two lists of bars for `rank_checks`; the indicators only where none was chosen yet, rules beyond the first ten on phones only."""
    checks = address.checks()
    cuts = check_matrix.sum_indicators(ranked, checks)
    is_by_indicator = not address.cuts.get("indicator") and len(cuts) > 1
    by_cut = [_cut_bar(address, row, cuts[COUNT].max()) for row in cuts.head(INDICATORS).to_dict("records")]
    rules = check_matrix.by_count(ranked[ranked[COUNT] > 0])
    longest = rules[COUNT].max() if len(rules) else 1
    by_rule = [_rule_bar(address, checks[row["check"]], row, longest) for row in rules.to_dict("records")]
    shown = by_rule if address.is_all else by_rule[:FEW]
    return render(__file__, "bars", cuts=by_cut if is_by_indicator else [], rules=shown, few=FEW)


def _cut_bar(address: ChecksAddress, row: Mapping[str, Any], longest: int) -> Markup:
    said = f"{row[COUNT]:,} 条，{row['rules']} 条规则"
    return link_html(
        _shown(row["indicator"], row[COUNT] / longest, said),
        "checks",
        style="rule-bar",
        **address.parameters(indicator=row["indicator"]),
    )


def _rule_bar(address: ChecksAddress, check: Measure, row: Mapping[str, Any], longest: int) -> Markup:
    """Findings, and of how many rows that could be judged."""
    judged = judged_of(row)
    said = f"{row[COUNT]:,} / {judged:,} {check.counter}"
    said += f"，{say_value(row[COUNT] / judged, 'percent')}" if judged >= row[COUNT] else ""
    shown = _shown(join((mark_html(check), check.title), " "), row[COUNT] / longest, said)
    return link_html(shown, "checks", style="rule-bar", title=check.suspicion, **address.parameters(check=check.id))


def _shown(title: object, share: float, said: str) -> Markup:
    return Markup("<span class='what'>{}</span>{}").format(title, tables.bar_html(share, said))
