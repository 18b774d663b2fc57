"""A framework in the words of a day: what bodies, funds and kinds of people are called then."""

from dataclasses import replace
from datetime import date
from typing import Any

from core.kept import Kept
from core.names import Names
from indicators.declared.measures import Framework, Holding, Measure

_TEXTS = ("title", "says", "department", "win_back", "why_it_matters", "gone_because", "no_register")
"""Texts of a measure that are shown; its source is quoted and stays as it was written, its cuts are ids."""
_kept = Kept[tuple[Framework, Framework]](64)


def with_names(framework: Framework, names: Names, day: date) -> Framework:
    """The framework with its measures in the names of a day; itself where nothing is called otherwise. The same for the same names."""
    called, plain = names.changes(day), framework.undated or framework
    if called == framework.called:
        return framework
    if not called:
        return plain
    key = (id(plain), called)
    known = _kept.find(key)
    if known is None or known[0] is not plain:
        measures = {name: _measure(measure, names, day) for name, measure in plain.measures.items()}
        known = plain, replace(plain, measures=measures, called=called, undated=plain)
        _kept.keep(key, known)
    return known[1]


def _measure(measure: Measure, names: Names, day: date) -> Measure:
    said: dict[str, Any] = {field: names.say(getattr(measure, field), day) for field in _TEXTS}
    holding = measure.holding and _holding(measure.holding, names, day)
    return replace(measure, holding=holding, **said)


def _holding(holding: Holding, names: Names, day: date) -> Holding:
    return replace(holding, register=_measure(holding.register, names, day), explains=names.say(holding.explains, day))
