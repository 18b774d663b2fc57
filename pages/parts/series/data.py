"""What 数字走势 reads: the figures there are, the points of one, the rows that could not be stored, findings by month."""

import pandas as pd
import streamlit as st

from indicators.checks import count_by_month
from indicators.declared import Framework
from indicators.figures import list_left_out, list_series, read_series
from pages.parts.common import cache

choices = cache.kept(list_series, 32)
points = cache.kept(read_series)


@st.cache_resource(max_entries=64, show_spinner=False)
def left_out(import_ids: tuple[str, ...]) -> list[dict[str, object]]:
    """The problems that cost a row in these imports; reports never change."""
    return list_left_out(cache.folder(), import_ids)


def findings(framework: Framework, scope: str, periods: tuple[str, ...]) -> pd.DataFrame:
    """Open findings by month; a run may be made at any moment, so its answer is not kept."""
    return cache.own_rows(count_by_month(cache.whole(), framework, scope, periods))
