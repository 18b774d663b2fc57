"""Any stored figure without a definition: ranked, drawn over time, divided by another, listed down to its rows.

`list_figures` says what there is, `read_grid` gives a figure by place and period, `rank_period` one period with ranks and changes.
"""

from indicators.figures.anything.asked import BETTER, NEITHER, UNITS, Said, keep_answer, read_answers
from indicators.figures.anything.compare import (
    Standing, direction, is_judged, nearest_period, outermost, periods_of, series_points, rank_period, sum_of,
)  # fmt: skip
from indicators.figures.anything.known import LEAST, MEAN, MOST, SUM, UNIT, WAYS, Figure, list_figures
from indicators.figures.anything.rows import FoundRows, RowsAsked, read_rows
from indicators.figures.anything.units import say, say_change, unit_word
from indicators.figures.anything.unused import Unused, brought_figures, say_unused, unused_figures
from indicators.figures.anything.values import NO_PERIOD, Asked, count_without_place, divide, read_grid
from indicators.figures.anything.words import (
    LEVEL_WORDS, say_beside, say_made, say_order, say_place, say_rank_move, say_standing, say_unknown, title_of, with_unit,
)  # fmt: skip

__all__ = [
    "BETTER",
    "LEAST",
    "LEVEL_WORDS",
    "MEAN",
    "MOST",
    "NEITHER",
    "NO_PERIOD",
    "SUM",
    "UNIT",
    "UNITS",
    "WAYS",
    "Asked",
    "Figure",
    "FoundRows",
    "RowsAsked",
    "Said",
    "Standing",
    "Unused",
    "brought_figures",
    "count_without_place",
    "direction",
    "divide",
    "is_judged",
    "keep_answer",
    "list_figures",
    "nearest_period",
    "outermost",
    "periods_of",
    "rank_period",
    "read_answers",
    "read_grid",
    "read_rows",
    "say",
    "say_beside",
    "say_change",
    "say_made",
    "say_order",
    "say_place",
    "say_rank_move",
    "say_standing",
    "say_unknown",
    "say_unused",
    "series_points",
    "sum_of",
    "title_of",
    "unit_word",
    "unused_figures",
    "with_unit",
]  # fmt: skip
