"""Faults about one person's number and schooling."""

from __future__ import annotations

from demo.faults.picks import LIFTED_KINDS, MONITORED_KINDS, Pick, first, found, plant_person, pupil
from demo.faults.planting import Found
from demo.households.home import LIFTED, Home, Row, person_key
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
from loaders.cells.texts import id_check_digit

TEMPORARY_AREA = "999999"
"""The first six digits of a number given out for want of a real one."""


def renumber(home: Home, member: Row, number: str) -> None:
    """Give a member another number in every table."""
    old = member["id_number"]
    for rows in home.rows.values():
        for row in rows:
            if row.get("id_number") == old:
                row["id_number"] = number


@plant_person("n_4_01_003", homes=4, kinds=LIFTED_KINDS, choose=lambda home: home.members[-1])
def _temporary_number(home: Home, member: Row) -> Found:
    body = TEMPORARY_AREA + member["id_number"][6:17]
    renumber(home, member, body + id_check_digit(body) + member["id_number"][18:])
    return found(home, member, lifted="n_4_01_003")


@plant_person("n_3_01_003", homes=6, kinds=LIFTED_KINDS, choose=pupil(PRIMARY, 6, 11))
def _educated_pupil(home: Home, member: Row) -> Found:
    member["education"] = "小学"
    return found(home, member, lifted="n_3_01_003")


def _plant_state(check: str, homes: int, kinds: tuple[str, ...], choose: Pick, state: str | None) -> None:
    """A member whose stage of school is another than it can be; who got 雨露 money as a student is found for that too."""

    @plant_person(check, homes=homes, kinds=kinds, choose=choose)
    def _other_state(home: Home, member: Row) -> Found:
        member["student_state"] = state
        monitored, lifted = _PAIRS[check]
        has_aid = home.is_monitored and bool(home.of_person("rain_dew", member))
        aided = [("n_5_15_012", person_key(home, member))] if has_aid else []
        return found(home, member, monitored=monitored, lifted=lifted) + aided


_PAIRS = {
    "n_5_12_013": ("n_5_12_013", "n_5_17_001"),
    "n_5_17_001": ("n_5_12_013", "n_5_17_001"),
    "n_5_12_017": ("n_5_12_017", "n_5_17_005"),
    "n_5_17_005": ("n_5_12_017", "n_5_17_005"),
    "n_5_12_018": ("n_5_12_018", "n_5_17_006"),
    "n_5_17_006": ("n_5_12_018", "n_5_17_006"),
    "n_5_15_016": ("n_5_15_017", "n_5_15_016"),
    "n_5_15_017": ("n_5_15_017", "n_5_15_016"),
    "n_5_17_003": ("", "n_5_17_003"),
    "n_5_17_004": ("", "n_5_17_004"),
    "n_5_15_012": ("n_5_15_012", ""),
}
"""Check → the checks that find the same thing in monitored homes and in 脱贫户."""


def _at_university(home: Home) -> Row | None:
    return pupil(UNIVERSITY, 18, 19)(home) or pupil(COLLEGE, 18, 19)(home)


def _nearly_done(home: Home) -> Row | None:
    return pupil(UNIVERSITY, 21, 24)(home) or pupil(MASTER, 22, 24)(home)


_plant_state("n_5_12_013", 4, MONITORED_KINDS, pupil(PRIMARY, 7, 11), KINDERGARTEN)
_plant_state("n_5_17_001", 4, (LIFTED,), pupil(PRIMARY, 7, 11), KINDERGARTEN)
_plant_state("n_5_12_017", 3, MONITORED_KINDS, pupil(SENIOR, 15, 17), UNIVERSITY)
_plant_state("n_5_17_005", 3, (LIFTED,), pupil(SENIOR, 15, 17), UNIVERSITY)
_plant_state("n_5_12_018", 2, MONITORED_KINDS, _at_university, MASTER)
_plant_state("n_5_17_006", 3, (LIFTED,), _at_university, MASTER)
_plant_state("n_5_17_003", 4, LIFTED_KINDS, pupil(PRIMARY, 8, 11), JUNIOR)
_plant_state("n_5_17_004", 3, (LIFTED,), _nearly_done, SENIOR)
_plant_state("n_5_15_016", 5, (LIFTED,), pupil(JUNIOR, 12, 14), None)
_plant_state("n_5_15_017", 3, MONITORED_KINDS, pupil(JUNIOR, 12, 14), None)
_plant_state("n_5_15_012", 3, MONITORED_KINDS, pupil(VOCATIONAL, 15, 17), SENIOR)


@plant_person(
    "n_5_17_007",
    homes=4,
    kinds=LIFTED_KINDS,
    choose=lambda home: first(home, lambda member: bool(member["education"]) and 16 <= age_of(member) <= 22),
)
def _little_schooling(home: Home, member: Row) -> Found:
    member["education"] = "小学"
    return found(home, member, lifted="n_5_17_007")
