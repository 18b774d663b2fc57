"""From values to scores and ranks: the scoring rules, both cuts, ties, the change against the last period.

Long frames in and out, nothing rounded.
"""

from indicators.scoring import ranking, scores
from indicators.scoring.cases import GradeCap, PerCase, Veto
from indicators.scoring.compare import NATION, AboveLastYearAndGrowth, PerStepBehind, VersusAverage
from indicators.scoring.formulas import share_formula
from indicators.scoring.lines import ThresholdGap
from indicators.scoring.parameters import STEPS, parameters_of
from indicators.scoring.ranking import (
    OTHER_FIELD_WORDS,
    TIE_RULE_WORDS,
    say_alike_ranks,
    say_last_rank,
    say_rank_change,
)
from indicators.scoring.rule import FULL_WORDS, HIGHER, OUT_OF_REACH_WORDS
from indicators.scoring.rules import DIRECTIONS, RULES, Rule, read_rule, scoring_schema
from indicators.scoring.scores import HELD, LEAST_REPORTED_SHARE, LOWER, NOT_RANKED, STATE_WORDS, is_held, left_empty

__all__ = [
    "DIRECTIONS",
    "FULL_WORDS",
    "HELD",
    "HIGHER",
    "LEAST_REPORTED_SHARE",
    "LOWER",
    "NATION",
    "NOT_RANKED",
    "OTHER_FIELD_WORDS",
    "OUT_OF_REACH_WORDS",
    "RULES",
    "STATE_WORDS",
    "STEPS",
    "TIE_RULE_WORDS",
    "AboveLastYearAndGrowth",
    "GradeCap",
    "PerCase",
    "PerStepBehind",
    "Rule",
    "ThresholdGap",
    "VersusAverage",
    "Veto",
    "is_held",
    "left_empty",
    "parameters_of",
    "ranking",
    "read_rule",
    "say_alike_ranks",
    "say_last_rank",
    "say_rank_change",
    "scores",
    "scoring_schema",
    "share_formula",
]  # fmt: skip
