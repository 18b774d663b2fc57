"""Which book holds for a period in a place: the office's before one that is built in, the one of the narrower place first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.places import is_inside, significant
from core.words import say_period
from indicators.books.fault_words import say_fault
from indicators.books.raw import read_raw
from indicators.declared import MAIN_AREA, Framework, examine_framework, framework_ids, measure_files, shelf
from indicators.declared.shelf import DRAFT, IN_FORCE, WITHDRAWN

BUILT_IN, BROKEN = "built_in", "broken"
STATE_WORDS = {BUILT_IN: "内置", IN_FORCE: "在用", DRAFT: "草稿", WITHDRAWN: "已停用", BROKEN: "打不开"}
ALWAYS, EVERYWHERE = "各期", "各地"
POLICIES = "entitlements"
"""The purpose of a book of policies, which has no points and holds for its area of work as any other."""


@dataclass(frozen=True)
class Book:
    """One book as it is listed. `version` is the one in force, else the newest (0: built in); `framework` is that version as far as
    it can be read, None where not even its own keys can; `problem` is the first thing that is wrong with it."""

    id: str
    state: str
    version: int
    newest: int
    framework: Framework | None
    problem: str = ""
    measures: int = 0
    """How many it has, those of a draft that are not whole among them."""

    @property
    def title(self) -> str:
        """Its title; its id where it cannot be read."""
        return self.framework.title if self.framework else self.id

    @property
    def is_built_in(self) -> bool:
        """Whether it came with the program, to be copied and never changed."""
        return self.state == BUILT_IN or (self.state == BROKEN and not shelf.is_office(self.id))


def list_books() -> tuple[Book, ...]:
    """The office's books in the order they were made, then those that are built in. One that cannot be read is among them."""
    office = [_office_book(name) for name in shelf.office_ids()]
    built_in = [name for name in framework_ids() if not shelf.is_office(name)]
    return (*(book for book in office if book.newest or book.problem), *map(_built_in_book, built_in))


def find_book(framework_id: str) -> Book:
    """One book by its id, without a version. Raises UserError where there is none."""
    found = next((book for book in list_books() if book.id == shelf.book_of(framework_id)), None)
    if found is None:
        raise UserError("没有这个办法", field="办法", came=framework_id, todo="请用 books list 查看有哪些")
    return found


def _office_book(name: str) -> Book:
    try:
        events = shelf.read_log(name)
        version = shelf.in_force(events)
        newest = shelf.newest(events)
        examined = examine_framework(f"{name}@{version or newest}")
        count = len(measure_files(f"{name}@{version or newest}"))
    except UserError as error:
        return Book(name, BROKEN, 0, 0, None, error.message)
    problem = _say_first(examined.faults, f"{name}@{version or newest}")
    is_withdrawn = any(event.state == WITHDRAWN for event in events)
    state = IN_FORCE if version else WITHDRAWN if is_withdrawn else DRAFT
    is_broken = examined.framework is None or (version and problem)
    return Book(name, BROKEN if is_broken else state, version or newest, newest, examined.framework, problem, count)


def _say_first(faults: Sequence[UserError], framework_id: str) -> str:
    """The first fault in the words of the office; '' without any."""
    if not faults:
        return ""
    try:
        return say_fault(faults[0], read_raw(shelf.find_home(framework_id))).message
    except UserError:
        return faults[0].message


def _built_in_book(name: str) -> Book:
    examined = examine_framework(name)
    if examined.faults:
        return Book(name, BROKEN, 0, 0, examined.framework, examined.faults[0].message)
    count = len(examined.framework.measures) if examined.framework else 0
    return Book(name, BUILT_IN, 0, 0, examined.framework, measures=count)


def book_for(period: str, scope: str = "", area: str = MAIN_AREA, level: str = "county") -> str:
    """The id of the book that holds for a period, a place and all below it; '' where none does. `area` is the area of work."""
    held = [one for one in _holding(area, level) if one.holds_in(period) and covers(one.place, scope)]
    best = max(held, key=_precedence, default=None)
    return best.id if best else ""


def nearest_book(period: str, scope: str = "", area: str = MAIN_AREA, level: str = "county") -> str:
    """The id of the book that held last before a period, else of the first after it; '' where the area of work has none."""
    covering = [one for one in _holding(area, level) if covers(one.place, scope)]
    known = sorted(covering, key=_precedence)
    before = [one for one in known if not one.valid_from or one.valid_from[: len(period)] <= period]
    if before:
        return max(before, key=lambda one: one.valid_to or "9999").id
    return min(known, key=lambda one: one.valid_from).id if known else ""


def _precedence(framework: Framework) -> tuple[bool, int]:
    return shelf.is_office(framework.id), len(significant(framework.place)) if framework.place else 0


def books_of(area: str = MAIN_AREA, level: str = "county") -> tuple[str, ...]:
    """The ids of all books that hold for anything in an area of work."""
    return tuple(one.id for one in _holding(area, level))


def _holding(area: str, level: str) -> Iterator[Framework]:
    """The books that score or hold policies, built in and in force, of which one is taken."""
    for name in framework_ids():
        try:
            framework = examine_framework(name).framework
        except UserError:
            continue
        if framework is None or (framework.area, framework.level) != (area, level):
            continue
        if framework.is_scored or framework.purpose == POLICIES:
            yield framework


def covers(place: str, scope: str) -> bool:
    """Whether a book of a place ('' everywhere) holds for a scope: the place itself or one inside it."""
    return not place or is_inside(scope, place)


def refuse_two(framework_id: str) -> None:
    """Raise UserError where another book of the office is in force for the same area of work, place and a common period."""
    mine = examine_framework(framework_id).framework
    assert mine is not None
    for one in _holding(mine.area, mine.level):
        is_other = shelf.is_office(one.id) and one.id != shelf.book_of(framework_id)
        if is_other and one.place == mine.place and _overlap(one, mine):
            raise UserError(
                f"“{one.title}”（{one.id}）已在用，{mine.area}在{say_place(mine)}、{say_held(one)}只能有一个办法",
                field="适用起月", came=f"“{mine.title}”{say_held(mine)}",
                todo=f"请改适用的月份或地区，或先停用“{one.title}”",
            )  # fmt: skip


def _overlap(one: Framework, other: Framework) -> bool:
    return (one.valid_from or "0000") <= (other.valid_to or "9999") and (other.valid_from or "0000") <= (
        one.valid_to or "9999"
    )


def say_held(framework: Framework) -> str:
    """The periods it holds for: `2020年1月至2021年12月`, `2026年1月起`, `各期`."""
    first, last = framework.valid_from, framework.valid_to
    if first and last:
        return f"{say_period(first)}至{say_period(last)}"
    if first:
        return f"{say_period(first)}起"
    return f"至{say_period(last)}" if last else ALWAYS


def say_place(framework: Framework) -> str:
    """The place it holds for, by its code; `各地` everywhere."""
    return framework.place or EVERYWHERE
