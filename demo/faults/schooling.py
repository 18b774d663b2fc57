"""Faults about one person's number and schooling."""

from demo.faults.lines import Change, cells, plant_rows
from demo.faults.picks import anybody, first, is_lifted, is_monitored, own_row, pupil, was_lifted
from demo.households.home import Home, Row, person_key
from demo.households.people import (
    COLLEGE,
    JUNIOR,
    KINDERGARTEN,
    MASTER,
    PRIMARY,
    SENIOR,
    UNIVERSITY,
    VOCATIONAL,
    age_of,
)
from loaders.cells import id_check_digit

TEMPORARY_AREA = "999999"
"""The first six digits of a number given out for want of a real one."""


def _renumber(home: Home, member: Row) -> None:
    """Give a member a temporary number in every table."""
    old = member["id_number"]
    body = TEMPORARY_AREA + old[6:17]
    for rows in home.rows.values():
        for row in rows:
            if row.get("id_number") == old:
                row["id_number"] = body + id_check_digit(body) + old[18:]


def _at_university(home: Home) -> Row | None:
    return pupil(UNIVERSITY, 18, 19)(home) or pupil(COLLEGE, 18, 19)(home)


def _nearly_done(home: Home) -> Row | None:
    return pupil(UNIVERSITY, 21, 24)(home) or pupil(MASTER, 22, 24)(home)


def _young_and_schooled(home: Home) -> Row | None:
    return first(home, lambda member: bool(member["education"]) and 16 <= age_of(member) <= 22)


def _state(state: str | None) -> Change:
    """Another stage of school than it can be."""
    return cells(student_state=state)


_too_low = cells(education="小学")

plant_rows(
    person_key,
    ("n_3_01_003", 6, was_lifted, pupil(PRIMARY, 6, 11), _too_low),
    ("n_4_01_003", 4, was_lifted, anybody, _renumber),
    ("n_5_17_007", 4, was_lifted, _young_and_schooled, _too_low),
    ("n_5_12_013", 4, is_monitored, pupil(PRIMARY, 7, 11), _state(KINDERGARTEN), ("n_5_17_001", was_lifted)),
    ("n_5_12_017", 3, is_monitored, pupil(SENIOR, 15, 17), _state(UNIVERSITY), ("n_5_17_005", was_lifted)),
    ("n_5_12_018", 2, is_monitored, _at_university, _state(MASTER), ("n_5_17_006", was_lifted),
     ("n_5_15_012", own_row("rain_dew", _at_university))),
    ("n_5_15_012", 3, is_monitored, pupil(VOCATIONAL, 15, 17), _state(SENIOR)),
    ("n_5_15_016", 5, is_lifted, pupil(JUNIOR, 12, 14), _state(None)),
    ("n_5_15_017", 3, is_monitored, pupil(JUNIOR, 12, 14), _state(None), ("n_5_15_016", was_lifted)),
    ("n_5_17_001", 4, is_lifted, pupil(PRIMARY, 7, 11), _state(KINDERGARTEN)),
    ("n_5_17_003", 4, was_lifted, pupil(PRIMARY, 8, 11), _state(JUNIOR)),
    ("n_5_17_004", 3, is_lifted, _nearly_done, _state(SENIOR)),
    ("n_5_17_005", 3, is_lifted, pupil(SENIOR, 15, 17), _state(UNIVERSITY)),
    ("n_5_17_006", 3, is_lifted, _at_university, _state(MASTER)),
)  # fmt: skip
