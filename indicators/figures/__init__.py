"""Figures beside the evaluation: 应知应会, series over time, data quality, grades, 历年位次, countdown."""

from indicators.figures import anything, briefing, cooperation, countdown, needed, past, quality, yearly_standing
from indicators.figures.briefing import Question, read_briefing, say_result
from indicators.figures.countdown import ROUNDS, Round, find_round, list_rounds, next_start, read_milestones
from indicators.figures.grades import NO_GRADE_WORDS, SOURCE_WORDS, Grade, grade_history, read_grades, set_grade
from indicators.figures.needed import list_needed
from indicators.figures.quality import table_states
from indicators.figures.series import SeriesChoice, list_left_out, list_series, read_series, say_course, say_figure
from indicators.figures.yearly_standing import read_years

__all__ = [
    "NO_GRADE_WORDS", "ROUNDS", "SOURCE_WORDS", "Grade", "Question", "Round", "SeriesChoice", "anything", "briefing", "cooperation",
    "countdown",
    "find_round", "grade_history", "list_left_out", "list_needed", "list_rounds", "list_series", "needed", "next_start", "past", "quality",
    "read_briefing", "read_grades", "read_milestones", "read_series", "read_years", "say_course", "say_figure",
    "say_result", "set_grade", "table_states", "yearly_standing",
]  # fmt: skip
