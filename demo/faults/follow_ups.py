"""Faults in what was found in a household and what became of it: not paid, not written, not included, not solved in time."""

from datetime import date, timedelta

from demo.faults.lines import cells, key_in, plant_loose_cells, plant_rows
from demo.faults.picks import is_any, is_lifted, row_in
from demo.households.home import YEAR, Home, Row, person_key
from demo.households.work import FAR

LATE_DAYS = 40
_LONG_SINCE = date(2021, 10, 5)
"""What began by then has had those days before the newest entry."""
_SUBSIDY, _BOOK, _INCLUSION, _CALL = "household_subsidies", "handbooks", "inclusion_register", "work_verifications"
_WISH = "credit_wishes"
_REVIEW, _WATER, _HAZARD = "income_reviews", "water_problems", "house_hazards"


def _inclusion(home: Home) -> Row | None:
    """The home's row of the register when it was included long enough ago to be late in any way."""
    rows = home.table(_INCLUSION)
    return next((row for row in rows if row.get("included_on") and row["included_on"] <= _LONG_SINCE), None)


def _pay_less(home: Home, row: Row) -> None:
    """Every other one gets half of it, the others nothing at all."""
    amount = int(row["approved_cny"])
    row.update({"paid_cny": amount // 2} if amount % 2 else {"paid_cny": None, "paid_on": None, "is_paid": False})


def _far_worker(home: Home) -> Row | None:
    """The row of work of somebody who has been out of the province since before the summer."""
    return next(
        (row for row in home.workers if row["work_county"] in FAR and row["work_started_month"] < f"{YEAR}-06"), None
    )


def _seen_at_home(home: Home, work: Row) -> None:
    """Met by a visitor this autumn, or in the county's hospital in the summer."""
    if home.dice.random() < 0.5:
        home.table("visits")[-1]["met_id_number"] = work["id_number"]
        return
    home.add(
        "hospital_stays",
        work,
        admitted_on=date(2021, 8, 17),
        discharged_on=date(2021, 8, 23),
        hospital="县人民医院",
        disease="骨折",
        total_cny=5_214,
        reimbursed_cny=3_871,
        out_of_pocket_cny=1_343,
    )


plant_rows(person_key, ("c6_away_seen_at_home", 6, is_lifted, _far_worker, _seen_at_home))
plant_rows(
    key_in(_SUBSIDY),
    ("c8_subsidy_unpaid", 5, is_lifted, row_in(_SUBSIDY), _pay_less),
)
plant_rows(
    key_in(_BOOK),
    ("c7_handbook_outdated", 6, is_lifted, row_in(_BOOK), cells(last_updated_on=date(2021, 6, 18), is_updated=False)),
)
plant_rows(
    key_in(_INCLUSION),
    ("c2_inclusion_late", 4, is_any, _inclusion, cells(included_on=None, helped_on=None, outcome="核查中")),
    (
        "c2_measures_late",
        4,
        is_any,
        _inclusion,
        cells(helped_on=lambda row: row["included_on"] + timedelta(days=LATE_DAYS)),
    ),
)
plant_rows(
    key_in(_CALL),
    ("c6_work_not_confirmed", 6, is_lifted, row_in(_CALL),
     cells(is_consistent=False, found_place="本村", difference="登记在外务工，接电话时在家务农")),
)  # fmt: skip
plant_rows(
    key_in(_REVIEW),
    ("c9_income_not_reviewed", 4, is_lifted, row_in(_REVIEW), cells(is_reviewed=False, reviewed_on=None, result=None)),
)
plant_rows(
    key_in(_WATER),
    ("c1_water_problem_open", 3, is_lifted, row_in(_WATER), cells(is_solved=False, solved_on=None)),
)
plant_rows(
    key_in(_HAZARD),
    ("c1_house_hazard_open", 3, is_lifted, row_in(_HAZARD), cells(is_done=False, done_on=None)),
)
plant_loose_cells("c1_house_hazard_open", _HAZARD, 3, is_done=False, done_on=None)


def _never_borrowed(home: Home) -> bool:
    wishes = home.table(_WISH)
    return is_lifted(home) and not home.table("microcredit") and bool(wishes) and not wishes[0]["wants_loan"]


plant_rows(
    key_in(_WISH),
    ("c4_credit_wish_ignored", 6, _never_borrowed, row_in(_WISH),
     cells(wants_loan=True, wanted_cny=30_000, wanted_for="养殖")),
)  # fmt: skip
