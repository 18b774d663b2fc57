"""What a place can still win back: of the measures that cost it marks those that can be put right, quickly for many places."""

from collections.abc import Sequence
from typing import Any

from indicators.evaluation import advice
from indicators.evaluation.answers import LEAST_LOSS, most_first
from indicators.evaluation.evaluating import Evaluation


def list_winnable(evaluation: Evaluation, place_code: str) -> list[dict[str, Any]]:
    """The rows of `marks.list_marks` that can be won back, most marks first (`most_first`): measure, title, department, lost, needed.

    The same rows and words, without the columns that nobody asks for of 122 places.
    """
    return winnable_by_place(evaluation, [place_code])[place_code]


def winnable_by_place(evaluation: Evaluation, place_codes: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The same of each of these places, all of them looked through at once."""
    measures = evaluation.framework.measures
    rows = evaluation.measures[evaluation.measures["place_code"].isin(place_codes)]
    rows = rows[
        (rows["declared"].notna() | rows["is_bonus"]) & (rows["state"] == "scored") & (rows["lost"] > LEAST_LOSS)
    ]
    found: dict[str, list[dict[str, Any]]] = {code: [] for code in place_codes}
    ordered = most_first(rows.sort_values(["lost", "declared"], ascending=False, kind="stable"))
    for row in ordered.to_dict("records"):
        measure = measures[str(row["measure"])]
        advised = advice.advise(measure, row)
        if advised.kind == advice.WINNABLE:
            found[str(row["place_code"])].append({
                "measure": measure.id, "title": measure.title, "department": measure.department, "lost": float(row["lost"]),
                "needed": advised.says,
            })  # fmt: skip
    return found
