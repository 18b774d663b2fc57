"""Which stored codes of places lie in a place: what was written down under a county's former code lies in the county of today."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlalchemy.orm import InstrumentedAttribute

from core.places import changes, level_of, significant


def inside(column: InstrumentedAttribute[str], scope: str) -> Sequence[ColumnElement[bool]]:
    """The conditions that keep codes inside a place of any level, as ranges that an index answers; none for everywhere."""
    stem = significant(scope)
    if not stem:
        return []
    came, left = changes.moved_codes(stem)
    here = _below(column, stem)
    if came:
        here = [or_(*(and_(*_below(column, one)) for one in (stem, *came)))]
    return [*here, *(not_(and_(*_below(column, one))) for one in left)]


def codes_of(place_code: str) -> tuple[str, ...]:
    """The codes that a place is, or was, written down under: its own first, then a county's former ones."""
    return place_code, *(changes.moved_codes(place_code)[0] if level_of(place_code) == "county" else ())


def _below(column: InstrumentedAttribute[str], stem: str) -> list[ColumnElement[bool]]:
    """Codes of a place begin with its significant digits."""
    return [column >= stem, column < stem[:-1] + chr(ord(stem[-1]) + 1)]
