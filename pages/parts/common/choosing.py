"""Which framework and period are looked at: the one the address names, else the book that holds for the period and place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.errors import UserError
from indicators.books import book_for, books_of, nearest_book
from indicators.declared import MAIN_AREA, examine_framework, shelf
from indicators.evaluation import evaluating
from pages.parts.common import cache, navigation


@dataclass(frozen=True)
class Chosen:
    """What is looked at, and of which periods. `is_in_force`: it is the book that holds for the period and place, whether the address
    names it or not; `lacks_book`: none holds, and `framework_id` is the nearest one."""

    framework_id: str
    period: str
    periods: tuple[str, ...]
    is_in_force: bool = False
    lacks_book: bool = False


def choose(scope: str, around: str, asked_framework: str = "", asked_period: str = "") -> Chosen:
    """The framework and period for what the address asks ('' where it asks for none, or for what there is not). How much was reported
    of a period is looked up `around` the place that holds all data."""
    if asked_framework:
        return _as_asked(scope, around, asked_framework, asked_period)
    books = [name for name in books_of() if name in cache.frameworks()]
    periods = tuple(sorted({period for name in books for period in cache.periods(name)}))
    if not periods:
        return _without_book(scope, around, asked_period)
    period = asked_period if asked_period in periods else _default_period(periods, scope, around)
    held = book_for(period, scope)
    return Chosen(held or nearest_book(period, scope), period, periods, bool(held), not held)


def trial_title(framework_id: str) -> str:
    """The title of a version of an office's book that the address may ask for by its number; '' of anything else."""
    if "@" not in framework_id or not shelf.is_office(framework_id):
        return ""
    try:
        examined = examine_framework(framework_id)
    except UserError:
        return ""
    if examined.framework is None or examined.faults:
        return ""
    return f"{examined.framework.title}（第{framework_id.partition('@')[2]}版）"


def _as_asked(scope: str, around: str, framework_id: str, asked_period: str) -> Chosen:
    periods = () if framework_id in cache.broken_frameworks() else cache.periods(framework_id)
    period = asked_period if asked_period in periods else ""
    if periods and not period:
        period = cache.default_period(framework_id, around)
        held = [one for one in periods if cache.framework(framework_id).holds_in(one)]
        period = period if period in held or not held else held[-1]
    return Chosen(framework_id, period, periods, bool(period) and book_for(period, scope) == framework_id)


def book_of_area(framework_id: str, period: str, scope: str) -> str:
    """Of a book of another area of work than the main one: the one that holds for a period in that area; '' where none does, or where the
    book is looked at by its version."""
    if not framework_id or "@" in framework_id or framework_id in cache.broken_frameworks():
        return ""
    framework = cache.framework(framework_id)
    if framework.area == MAIN_AREA:
        return ""
    held = book_for(period, scope, framework.area, framework.level)
    return held if held in cache.frameworks() else ""


def _without_book(scope: str, around: str, asked_period: str) -> Chosen:
    """No book of the main area of work has any data: the first framework that has."""
    titles, broken = cache.frameworks(), cache.broken_frameworks()
    framework_id = navigation.first_with_data(titles) or _first((*titles, *broken))
    return _as_asked(scope, around, framework_id, asked_period)


def _first(names: Iterable[str]) -> str:
    return next(iter(names))


def _default_period(periods: Sequence[str], scope: str, around: str) -> str:
    """The newest period of which enough was reported, each by its own book, or the nearest where none holds for it."""
    for period in reversed(periods[-evaluating.LOOKED_BACK :]):
        name = book_for(period, scope) or nearest_book(period, scope)
        is_known = period in cache.periods(name)
        if is_known and evaluating.is_enough_reported(cache.evaluation(name, period, around)):
            return period
    return periods[-1]
