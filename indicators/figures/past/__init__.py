"""How scores, ranks and marks lost went month by month: kept as they are evaluated (`keep_evaluation`), read at once (`read_past`).

`courses` makes lines, changes and words of what is kept; findings and problems by month are courses too.
"""

from indicators.figures.past.courses import (
    COURSES, FINDINGS, LOST, PROBLEMS, RANK, SCORE, Course, course_points, list_changes, mean_course, say_area, say_change, say_place,
    say_point,
)  # fmt: skip
from indicators.figures.past.keeping import (
    PAST_FOLDER, evaluate_kept, keep_evaluation, missing_periods, read_past, tables_key,
)  # fmt: skip

__all__ = [
    "COURSES", "FINDINGS", "LOST", "PAST_FOLDER", "PROBLEMS", "RANK", "SCORE", "Course", "course_points", "evaluate_kept",
    "keep_evaluation", "list_changes", "mean_course", "missing_periods", "read_past", "say_area", "say_change", "say_place", "say_point",
    "tables_key",
]  # fmt: skip
