"""All that a sheet leaves open, asked at once: what would be asked after the proposed answer is asked with the first question."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.errors import UserError
from loaders.cells import SheetProblem
from loaders.check import CheckedSheet, ImportContext
from loaders.recognise import PERIOD_OF_SHEET, PLACE_OF_SHEET, YEAR, Question

UNIT_KINDS = ("unit_unknown", "percent_unclear", "unit_mismatch")
"""Problems that a word on the column's unit answers."""
ANSWERABLE = (*UNIT_KINDS, "place_not_stated")
MOST_ASKED = 4


def ask_further(
    first: Question, context: ImportContext, check: Callable[[ImportContext], CheckedSheet]
) -> tuple[tuple[Question, ...], tuple[SheetProblem, ...]]:
    """(the questions after the first, problems that a word answers), as they come when each is answered as proposed. A question
    without an answer to go on with is the last."""
    asked: list[Question] = [first]
    trial = _answered(first, context)
    while trial is not None and len(asked) < MOST_ASKED:
        try:
            checked = check(trial)
        except Question as error:
            if error.asks in {one.asks for one in asked}:
                break
            asked.append(error)
            trial = _answered(error, trial)
        except UserError:
            break
        else:
            return tuple(asked[1:]), _answerable(checked.problems)
    return tuple(asked[1:]), ()


def _answered(asked: Question, context: ImportContext) -> ImportContext | None:
    """The context with the answer that is proposed, for a place any county; None where nothing can be proposed."""
    if asked.asks in (PERIOD_OF_SHEET, YEAR):
        period = asked.options[0] if asked.options else f"{context.day:%Y-%m}" if context.day else ""
        return replace(context, period=period) if period else None
    if asked.asks == PLACE_OF_SHEET:
        county = next(iter(context.index.scope_counties("")), None)
        return replace(context, place=county.code) if county else None
    return None


def _answerable(problems: Sequence[SheetProblem]) -> tuple[SheetProblem, ...]:
    return tuple(problem for problem in problems if problem.kind in ANSWERABLE)
