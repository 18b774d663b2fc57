"""An evaluation as somebody may see it who may look at one place only: his own rows, with the ranks that they have among all."""

from dataclasses import replace

import pandas as pd

from core.places import is_inside
from indicators.evaluation.evaluating import Evaluation


def narrow(evaluation: Evaluation, place_code: str) -> Evaluation:
    """The evaluation with the rows of a place and of places inside it; ranks, sizes of leagues and averages stay those of the area.

    '' leaves it as it is. Of units, which are no places, nothing is left.
    """
    if not place_code:
        return evaluation
    frames = {
        name: _inside(getattr(evaluation, name), place_code) for name in ("places", "measures", "aspects", "indicators")
    }
    before = narrow(evaluation.before, place_code) if evaluation.before else None
    return replace(evaluation, **frames, before=before)


def _inside(frame: pd.DataFrame, place_code: str) -> pd.DataFrame:
    is_own = [is_inside(str(code), place_code) for code in frame["place_code"]]
    return frame[is_own].reset_index(drop=True)
