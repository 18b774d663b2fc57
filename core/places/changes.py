"""Counties that were renamed or re-coded, and other names of places in common use, declared in `place_changes.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

from core.declared import Declaration, Field, entries, read_declaration
from core.kinds import TEXT, WORDS, YES_NO, plain

CHANGES_FILE = Path(__file__).parent / "changes.yaml"
_COUNTY = plain(
    "6 digits", {"type": "string", "pattern": "^[0-9]{6}$"},
    lambda came: isinstance(came, str) and len(came) == 6 and came.isascii() and came.isdigit(),
    "应为 6 位县级代码", "请加引号写成文本",
)  # fmt: skip
_SINCE = plain(
    "date or year", {"type": ["string", "integer"]}, lambda came: type(came) in (date, int),
    "应为日期或年份", "请写成 2021-03-16 或 2021 的形式",
)  # fmt: skip
_CHANGE_WORDS = "每条变更要有 new_code、new_name、old_code、old_name、since、source"
_CHANGE = Declaration(
    (
        Field("old_code", _COUNTY, needed=True),
        Field("old_name", TEXT, needed=True),
        Field("new_code", _COUNTY, needed=True),
        Field("new_name", TEXT, needed=True),
        Field("since", _SINCE, needed=True),
        Field("source", TEXT, needed=True),
        Field("children_keep_suffix", YES_NO, default=False),
    ),
    unknown=_CHANGE_WORDS,
    missing=_CHANGE_WORDS,
)
_FILE_WORDS = "应有 changes 和 other_names 两部分"
_FILE = Declaration(
    (Field("changes", entries(_CHANGE), default=()), Field("other_names", WORDS, default={})),
    shape=_FILE_WORDS,
    unknown=_FILE_WORDS,
)


_COUNTY_DIGITS = 6


@dataclass(frozen=True)
class PlaceChange:
    """The county `old_code` `old_name` became `new_code` `new_name`, with the same area.

    `since` is the first day of the new name, or the year when the day is not declared: both names hold in that year.
    """

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    since: date | int
    source: str
    children_keep_suffix: bool = False

    @property
    def old_until(self) -> date:
        """The last day of the old name and code."""
        return date(self.since, 12, 31) if isinstance(self.since, int) else self.since - timedelta(days=1)

    @property
    def new_from(self) -> date:
        """The first day of the new name and code."""
        return date(self.since, 1, 1) if isinstance(self.since, int) else self.since


@dataclass(frozen=True)
class DeclaredChanges:
    """What the file declares: changes in the order of the file, and code → other names."""

    changes: tuple[PlaceChange, ...]
    other_names: Mapping[str, tuple[str, ...]]

    @cached_property
    def codes(self) -> dict[str, str]:
        """Old county code → today's code."""
        return chain_codes({change.old_code: change.new_code for change in self.changes})

    @cached_property
    def keeping_suffix(self) -> frozenset[str]:
        """Old county codes whose places only changed the county's digits."""
        return frozenset(change.old_code for change in self.changes if change.children_keep_suffix)


def read_changes(path: Path) -> DeclaredChanges:
    """The declared changes. Raises UserError naming the file, the entry, what came and what to do."""
    raw = read_declaration(path, _FILE)
    return DeclaredChanges(tuple(PlaceChange(**entry) for entry in raw["changes"]), raw["other_names"])


@cache
def declared_changes() -> DeclaredChanges:
    """The changes that come with the program."""
    return read_changes(CHANGES_FILE)


def chain_codes(codes: Mapping[str, str]) -> dict[str, str]:
    """The same mapping with chains followed to their end (A→B, B→C gives A→C, B→C). Circles are left out."""
    ends = {old: _end(old, codes) for old in codes}
    return {old: now for old, now in ends.items() if now != old}


def _end(code: str, codes: Mapping[str, str]) -> str:
    start, seen = code, {code}
    while code in codes:
        code = codes[code]
        if code in seen:
            return start
        seen.add(code)
    return code


def current_code(code: str, declared: DeclaredChanges | None = None) -> str:
    """Today's code by the declared changes: of a county, and of what lies in one whose places only changed those digits; of other
    places in it the county's alone. A code that never changed as it is."""
    declared = declared_changes() if declared is None else declared
    old, rest = code[:_COUNTY_DIGITS], code[_COUNTY_DIGITS:]
    now = declared.codes.get(old)
    if now is None:
        return code
    return now + rest if old in declared.keeping_suffix else now


def moved_codes(stem: str, declared: DeclaredChanges | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(former codes of counties that lie in a place today, former codes inside it of counties that lie elsewhere today).

    `stem` are the significant digits of the place: of a county or wider; below a county nothing is known to have moved.
    """
    declared = declared_changes() if declared is None else declared
    if not stem or len(stem) > _COUNTY_DIGITS:
        return (), ()
    codes = declared.codes.items()
    came = tuple(old for old, now in codes if now.startswith(stem) and not old.startswith(stem))
    left = tuple(old for old, now in codes if old.startswith(stem) and not now.startswith(stem))
    return came, left
