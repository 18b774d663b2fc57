"""Findings (疑点): which rows fail which checks, kept as runs, compared with the run before, with their facts and words.

`engines` run all checks in one pass a relation, on DuckDB or Spark.
"""

from indicators.checks import comparisons, facts, findings, matrix, of_household, runs, unknown, words
from indicators.checks.answer import add_arguments, check_answer
from indicators.checks.comparisons import Compared, level_below
from indicators.checks.engines import COUNTS, NAMES, ROWS, DuckdbEngine, make_plans, open_engine, run_checks
from indicators.checks.findings import ALL_STATES, MONTHLY_EXPORT, FindingFilter, FindingRequest, Run
from indicators.checks.groups import KEY, count_groups, is_coded, read_groups, subject_sql
from indicators.checks.months import count_by_month
from indicators.checks.matrix import (
    COUNT, FEW, SHADE_WORDS, STATES, Group, add_counts, arrange, choose_checks, judged_of, rank_checks, rank_places,
    shade_of, total_of,
)  # fmt: skip

__all__ = [
    "ALL_STATES", "COUNT", "COUNTS", "FEW", "KEY", "MONTHLY_EXPORT", "NAMES", "ROWS", "SHADE_WORDS", "STATES",
    "Compared", "DuckdbEngine", "FindingFilter", "FindingRequest", "Group", "Run", "add_arguments", "add_counts",
    "arrange", "check_answer", "choose_checks", "comparisons", "count_by_month", "count_groups",
    "facts", "findings", "is_coded", "judged_of",
    "level_below", "make_plans", "matrix", "of_household", "open_engine", "rank_checks", "rank_places", "read_groups",
    "run_checks", "runs", "shade_of", "subject_sql", "total_of", "unknown", "words",
]  # fmt: skip
