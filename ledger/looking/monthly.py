"""Problems not closed at the end of each month, by county."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import func, or_, select
from sqlalchemy.engine import Engine

from core.places import changes
from ledger.book import CLOSED, EventRow, ProblemRow, reading
from ledger.looking.searching import ProblemFilter, conditions

COUNTY_DIGITS = 6


def open_by_month(engine: Engine, asked: ProblemFilter, ends: Sequence[date], today: date) -> pd.DataFrame:
    """place_code (a county, today's code), on, problems: those open at the end of each of the days, of every county that has any problem.

    The filter holds problems as they are today; its state and due are left out, else nothing could ever be closed.
    """
    kept = ProblemFilter(**{**asked.__dict__, "state": "", "due": "", "recurred": False})
    county = func.substr(ProblemRow.place_code, 1, COUNTY_DIGITS)
    steps = (
        select(county, EventRow.day, EventRow.state_was, EventRow.state, func.count())
        .join(ProblemRow, ProblemRow.id == EventRow.problem_id)
        .where(
            EventRow.state != "",
            or_(EventRow.state_was == "", EventRow.state == CLOSED, EventRow.state_was == CLOSED),
            func.length(ProblemRow.place_code) >= COUNTY_DIGITS,
            *conditions(kept, today),
        )
        .group_by(county, EventRow.day, EventRow.state_was, EventRow.state)
    )
    with reading(engine) as session:
        rows = session.execute(steps).all()
    moves = [(changes.current_code(str(code)), day, _move(was, state) * count) for code, day, was, state, count in rows]
    frame = pd.DataFrame(moves, columns=["place_code", "day", "move"])
    found = [
        {"place_code": code, "on": end, "problems": int(own.loc[[day <= end for day in own["day"]], "move"].sum())}
        for code, own in frame.groupby("place_code", sort=True)
        for end in ends
    ]
    return pd.DataFrame(found, columns=["place_code", "on", "problems"])


def _move(was: str, state: str) -> int:
    """By how much a step changes what is open: one more where it begins or comes back, one less where it is closed."""
    return int(state != CLOSED) - int(was not in ("", CLOSED))
