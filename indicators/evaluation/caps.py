"""Which grades may still be given: a case on the negative list (负面清单) caps the grade of its place, whatever its score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core.words import say_value
from indicators.declared import Framework, Measure
from indicators.evaluation.evaluating import Evaluation
from indicators.scoring import GradeCap


@dataclass(frozen=True)
class Offered:
    """The grades a person may give a place, best first, and why no better one; `why` is '' where all may be given."""

    grades: tuple[str, ...]
    why: str = ""
    is_known: bool = True
    """Whether every cap has a value: without it nobody can say that none is broken."""

    @property
    def best(self) -> str:
        """The best of them where a cap holds, else ''."""
        return self.grades[0] if self.why else ""


def offered_grades(evaluation: Evaluation, place_code: str) -> Offered:
    """The framework's grades for a place, without those above the lowest cap that it has broken."""
    framework = evaluation.framework
    rows = evaluation.measures[evaluation.measures["place_code"] == place_code]
    caps = [name for name, measure in framework.measures.items() if isinstance(measure.rule, GradeCap)]
    is_known = int(rows.loc[rows["measure"].isin(caps), "value"].notna().sum()) == len(caps)
    broken = list_broken(framework, rows)
    if not broken:
        return Offered(framework.grades, is_known=is_known)
    lowest = max(framework.grades.index(cap.best) for _, cap, _ in broken)
    cases = "、".join(f"{measure.title} {say_value(value, measure.unit)}" for measure, _, value in broken)
    grades = framework.grades[lowest:]
    return Offered(grades, f"{cases}，等次最高只能评为“{grades[0]}”", is_known)


def list_broken(framework: Framework, rows: pd.DataFrame) -> Sequence[tuple[Measure, GradeCap, float]]:
    """(measure, its cap, value) of the caps that a place's rows of an evaluation have broken; what is not known breaks none."""
    values = dict(zip(rows["measure"], rows["value"], strict=True))
    found = []
    for name, measure in framework.measures.items():
        value = float(values.get(name, math.nan))
        if isinstance(measure.rule, GradeCap) and measure.rule.share(value) < 1.0:
            found.append((measure, measure.rule, value))
    return found
