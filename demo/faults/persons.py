"""Faults about one person of the monitoring table: insurance, labour, support; the modules beside plant the others.

Each is put into a home that is otherwise in order, so that only its own check finds it, and those named with it.
"""

from demo.faults.lines import cells, plant_rows
from demo.faults.picks import anybody, idle, is_lifted, is_monitored, is_ordinary, pupil, was_lifted
from demo.households.help import DESTITUTE, INSURANCE_AID, LAST_MONTH_OF_AID, NOT_HELPED, has_labour
from demo.households.home import Home, Row, person_key
from demo.households.people import NONE, ORDINARY, SENIOR, WEAK


def _is_aided(home: Home) -> bool:
    return home.is_active and home.head["included_month"] <= LAST_MONTH_OF_AID


def _is_too_late_for_aid(home: Home) -> bool:
    return home.is_monitored and home.head["included_month"] > LAST_MONTH_OF_AID


def _asks_for_nothing_new(home: Home) -> bool:
    """One more who can work makes no rule ask for development help that is not there."""
    return not home.is_active or has_labour(home)


def _drop_aid(home: Home, _: Row) -> list[Row]:
    texts = [text for text in (home.head["health_help"] or "").split(",") if text != INSURANCE_AID]
    home.set_all(health_help=",".join(texts) or None)
    return home.members


def _pay_nothing(home: Home, _: Row) -> list[Row]:
    for row in home.table("insured_next_year"):
        row["subsidy_cny"] = 0
    return home.members


def _aid_too_late(home: Home, _: Row) -> list[Row]:
    home.set_all(health_help=",".join(filter(None, (INSURANCE_AID, home.head["health_help"]))))
    return home.members


def _unsupported(home: Home) -> Row | None:
    member = idle(home)
    return member if member and member["low_income_policy"] == NOT_HELPED and not home.is_active else None


def _support(home: Home, member: Row) -> None:
    """A healthy adult in 特困供养, on the list of 民政 as well."""
    member["destitute_policy"] = DESTITUTE
    home.add("low_income_register", member, support_kind="特困供养", started_month="2019-06", monthly_aid_cny=598)


_relief_alone = cells(has_resident_insurance=False, has_critical_insurance=False, has_illness_relief=True)

plant_rows(
    person_key,
    # medical insurance: the first three are about every member
    ("n_1111_06_2", 6, _is_aided, anybody, _drop_aid),
    ("n_1111_09", 4, _is_aided, anybody, _pay_nothing),
    ("n_1111_13", 4, _is_too_late_for_aid, anybody, _aid_too_late),
    ("n_2_01_016", 6, was_lifted, anybody, cells(has_critical_insurance=False)),
    ("n_3_01_007", 3, was_lifted, anybody, _relief_alone, "n_2_01_016"),
    # labour
    ("n_1111_07", 6, _asks_for_nothing_new, pupil(SENIOR, 15, 17), cells(labour_skill=ORDINARY)),
    ("n_1111_14", 4, is_ordinary, idle, cells(labour_skill=WEAK), "n_5_12_008"),
    ("n_1111_15", 5, is_lifted, idle, cells(labour_skill=WEAK)),
    ("n_5_12_008", 4, is_monitored, idle, cells(labour_skill=NONE)),
    # support
    ("n_5_15_018", 3, is_lifted, _unsupported, _support),
    ("n_5_15_019", 2, is_monitored, _unsupported, _support, ("n_5_15_018", was_lifted)),
)
