"""Faults between the monitoring system and what departments know of the same person: insurance, school, disability, 民政."""

from datetime import date

from demo.faults.lines import Change, add, cells, drop, key_in, plant_rows
from demo.faults.picks import adult, anybody, first, is_lifted, is_ordinary, own_row
from demo.households.home import Home, Row, person_key
from demo.households.people import CHRONIC, DISABLED, KINDERGARTEN, PRIMARY, age_of
from loaders.cells import id_check_digit

STRANGERS_DAY = 29
"""Nobody of the drawn households is born on this day of a month, so that numbers made here belong to nobody else."""


def strangers_number(home: Home, year: int) -> str:
    """A valid number that belongs to nobody in any table, born in that year."""
    place = int(home.code[6:])
    body = f"{home.county_code}{year}{3 + place % 9:02d}{STRANGERS_DAY}{place // 9 % 1000:03d}"
    return body + id_check_digit(body)


def _schoolchild(home: Home) -> Row | None:
    """A member in the middle of compulsory schooling."""
    return first(home, lambda member: member["student_state"] == PRIMARY and 8 <= age_of(member) <= 11)


def _enrolled(home: Home) -> Row | None:
    """A schoolchild who is on a school's roll."""
    member = _schoolchild(home)
    return member if member and home.of_person("school_rolls", member) else None


def _drop_out(roll_state: str) -> Change:
    """Written down as out of school, and so on the school's roll."""

    def change(home: Home, member: Row) -> None:
        member["is_school_dropout"] = True
        home.of_person("school_rolls", member)[0]["roll_state"] = roll_state

    return change


def _trainee(home: Home) -> Row | None:
    """A member on the list of vocational aid."""
    return first(home, lambda member: bool(home.of_person("rain_dew", member)))


def _disabled(home: Home) -> Row | None:
    return first(home, lambda member: member["health"] == DISABLED)


def _may_be_uninsured(home: Home) -> bool:
    return is_ordinary(home) and not home.members[-1]["has_illness_relief"]


def _leave_uninsured(home: Home, member: Row) -> None:
    """Not insured this year either, so nobody is said to have dropped out."""
    drop("insured_next_year")(home, member)
    member["has_resident_insurance"] = False


def _drop_insurance(home: Home, member: Row) -> None:
    rows = home.of_person("insured_next_year", member)
    if home.dice.random() < 0.5:
        drop("insured_next_year")(home, member)
    else:
        rows[0].update(insurance_kind="未参保", is_paid=False, paid_on=None)


_INSURED, _ROLL, _CERTIFICATE = "insured_next_year", "school_rolls", "disability_register"

plant_rows(
    person_key,
    ("c1_insured_next_year", 5, _may_be_uninsured, anybody, _leave_uninsured),
    ("c1_insurance_dropped", 8, is_lifted, anybody, _drop_insurance, "c1_insured_next_year"),
    ("c1_insurance_twice", 4, is_lifted, adult, cells(has_employee_insurance=True)),
    ("c1_insurance_kind_differs", 3, is_lifted, own_row(_INSURED, adult), cells(insurance_kind="城镇职工")),
    ("c1_school_dropout_unmarked", 4, is_lifted, own_row(_ROLL, _schoolchild), cells(roll_state="辍学")),
    ("c1_school_dropout_still_enrolled", 3, is_lifted, _schoolchild, cells(is_school_dropout=True),
     "c1_school_dropout_registered"),
    ("c1_school_dropout_registered", 3, is_lifted, _enrolled, _drop_out("休学")),
    ("c1_school_dropout_both", 3, is_lifted, _enrolled, _drop_out("辍学"), "c1_school_dropout_registered"),
    ("c1_school_preschool_marked", 3, is_lifted, _schoolchild, cells(health=CHRONIC, student_state=KINDERGARTEN)),
    ("c1_school_no_roll", 4, is_lifted, _schoolchild, drop(_ROLL)),
    ("c1_aid_missing", 4, is_lifted, _trainee, drop("rain_dew")),
    ("c1_disability_unmarked", 4, is_lifted, adult,
     add(_CERTIFICATE, disability_kind="肢体", disability_level="三级", has_allowance=True)),
    ("c1_disability_no_certificate", 4, is_lifted, _disabled, drop(_CERTIFICATE)),
    ("c1_disability_no_allowance", 4, is_lifted, own_row(_CERTIFICATE, _disabled),
     cells(disability_level="一级", has_allowance=False)),
)  # fmt: skip


def _aid_stranger(home: Home, _: Row) -> list[Row]:
    stranger = {"id_number": strangers_number(home, 2004)}
    home.add("school_rolls", stranger, stage="中职", roll_state="在读")
    return [home.add("rain_dew", stranger, **_AID)]


_AID = {"school": "中等职业技术学校", "term": "秋季", "aid_cny": 1500, "paid_on": date(2021, 10, 21)}

plant_rows(
    key_in("rain_dew"),
    ("c1_aid_twice", 3, is_lifted, own_row("rain_dew", _trainee), cells(aid_cny=3000)),
    ("c1_aid_not_in_school", 3, is_lifted, adult, add("rain_dew", **_AID)),
    ("c1_aid_not_registered", 2, is_lifted, anybody, _aid_stranger),
)
