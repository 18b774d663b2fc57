"""One framework, one period, one area: values, scores, ranks and changes, and what they say in words.

`evaluate` makes an `Evaluation`; `query` writes the SQL, `leagues`, `marks`, `answers`, `summary` and `map_values` read it.
"""

from indicators.evaluation import (
    advice, answers, evaluating, explaining, ladder, leagues, marks, prefectures, query, reach, sampling, sources, summary, unclear,
    unscored, waterfall,
)  # fmt: skip
from indicators.evaluation.answers import LEAST_LOSS, most_first, say_area, say_basis, say_leaders, say_place
from indicators.evaluation.beside import is_left_empty, say_beside, say_state, say_unclear, say_withheld
from indicators.evaluation.by_report import list_by_report, say_by_report
from indicators.evaluation.caps import Offered, offered_grades
from indicators.evaluation.both_full import count_both_full, fund_measures, say_both_full
from indicators.evaluation.evaluating import Evaluation, default_period, evaluate, tables_behind
from indicators.evaluation.kept import EVALUATIONS_FOLDER
from indicators.evaluation.knowing import Row
from indicators.evaluation.left_out import compare_whole, find_refused, is_withheld
from indicators.evaluation.leagues import Choice, first_choice, shorten
from indicators.evaluation.map_values import (
    FINDINGS, LAYER, LAYERS, PROBLEMS, SHORT, by_prefecture, layer_table, map_choices, map_table, say_most,
)  # fmt: skip
from indicators.evaluation.marks import MISSING_RULE_WORDS, list_marks
from indicators.evaluation.query import counties_sql, explain_sql, scope_sql
from indicators.evaluation.reach import area_of, periods, scopes_with_data
from indicators.evaluation.winnable import list_winnable, winnable_by_place
from indicators.evaluation.within import narrow

__all__ = [
    "EVALUATIONS_FOLDER", "FINDINGS", "LAYER", "LAYERS", "LEAST_LOSS", "MISSING_RULE_WORDS", "PROBLEMS", "SHORT", "Choice",
    "Evaluation", "Offered", "Row",
    "advice", "answers",
    "area_of", "by_prefecture", "compare_whole", "count_both_full", "counties_sql", "default_period",
    "evaluate", "evaluating", "explain_sql", "explaining", "find_refused", "first_choice",
    "fund_measures", "is_left_empty", "is_withheld",
    "ladder", "layer_table", "leagues", "list_by_report", "list_marks", "list_winnable", "map_choices", "map_table", "marks",
    "most_first", "narrow", "offered_grades",
    "periods", "prefectures", "query", "reach", "sampling", "say_area",
    "say_basis", "say_beside", "say_both_full", "say_by_report",
    "say_leaders", "say_most", "say_place", "say_state", "say_unclear", "say_withheld", "scope_sql", "scopes_with_data",
    "shorten", "sources",
    "summary", "tables_behind", "unclear", "unscored", "waterfall", "winnable_by_place",
]  # fmt: skip
