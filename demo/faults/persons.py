"""Faults about one person of the monitoring table: insurance, labour, support; the modules beside plant the others.

Each is put into a home that is otherwise in order, so that only its own check finds it, and those named with it.
"""

from __future__ import annotations

from demo.faults.picks import (
    LIFTED_KINDS,
    MONITORED_KINDS,
    ORDINARY_KINDS,
    everybody,
    found,
    idle,
    plant_person,
    pupil,
)
from demo.faults.planting import Found, plant
from demo.households.help import DESTITUTE, INSURANCE_AID, LAST_MONTH_OF_AID, NOT_HELPED
from demo.households.home import EDGE, LIFTED, LIFTED_MONITORED, SUDDEN, Home, Row, person_key
from demo.households.people import NONE, ORDINARY, SENIOR, WEAK

# --- medical insurance


def _is_aided(home: Home) -> bool:
    return home.is_active and home.head["included_month"] <= LAST_MONTH_OF_AID


@plant("n_1111_06_2", homes=6, wants=_is_aided)
def _no_aid(home: Home) -> Found:
    texts = [text for text in (home.head["health_help"] or "").split(",") if text != INSURANCE_AID]
    home.set_all(health_help=",".join(texts) or None)
    return everybody(home, "n_1111_06_2")


@plant("n_1111_09", homes=4, wants=_is_aided)
def _nothing_paid(home: Home) -> Found:
    for row in home.table("insured_next_year"):
        row["subsidy_cny"] = 0
    return everybody(home, "n_1111_09")


@plant("n_1111_13", homes=4, wants=lambda home: home.is_monitored and home.head["included_month"] > LAST_MONTH_OF_AID)
def _aid_too_late(home: Home) -> Found:
    home.set_all(health_help=",".join(filter(None, (INSURANCE_AID, home.head["health_help"]))))
    return everybody(home, "n_1111_13")


@plant_person("n_2_01_016", homes=6, kinds=LIFTED_KINDS, choose=lambda home: home.members[-1])
def _no_critical_insurance(home: Home, member: Row) -> Found:
    member["has_critical_insurance"] = False
    return found(home, member, lifted="n_2_01_016")


@plant_person("n_3_01_007", homes=3, kinds=LIFTED_KINDS, choose=lambda home: home.members[-1])
def _relief_uninsured(home: Home, member: Row) -> Found:
    member.update(has_resident_insurance=False, has_critical_insurance=False, has_illness_relief=True)
    return found(home, member, lifted="n_3_01_007") + found(home, member, lifted="n_2_01_016")


# --- labour


@plant_person("n_1111_07", homes=6, kinds=(LIFTED, LIFTED_MONITORED, EDGE, SUDDEN), choose=pupil(SENIOR, 15, 17))
def _student_can_work(home: Home, member: Row) -> Found:
    member["labour_skill"] = ORDINARY
    return [("n_1111_07", person_key(home, member))]


@plant_person("n_1111_14", homes=4, kinds=ORDINARY_KINDS, choose=idle)
def _weak_though_healthy(home: Home, member: Row) -> Found:
    member["labour_skill"] = WEAK
    return found(home, member, monitored="n_1111_14") + found(home, member, monitored="n_5_12_008")


@plant_person("n_1111_15", homes=5, kinds=(LIFTED,), choose=idle)
def _lifted_weak_though_healthy(home: Home, member: Row) -> Found:
    member["labour_skill"] = WEAK
    return found(home, member, lifted="n_1111_15")


@plant_person("n_5_12_008", homes=4, kinds=MONITORED_KINDS, choose=idle)
def _unable_though_healthy(home: Home, member: Row) -> Found:
    member["labour_skill"] = NONE
    return found(home, member, monitored="n_5_12_008")


# --- support


def _unsupported(home: Home) -> Row | None:
    member = idle(home)
    return member if member and member["low_income_policy"] == NOT_HELPED and not home.is_active else None


def _plant_destitute(check: str, homes: int, kinds: tuple[str, ...]) -> None:
    """A healthy adult in 特困供养, on the list of 民政 as well."""

    @plant_person(check, homes=homes, kinds=kinds, choose=_unsupported)
    def _fit_and_destitute(home: Home, member: Row) -> Found:
        member["destitute_policy"] = DESTITUTE
        support = {"household_code": home.code, "id_number": member["id_number"], "support_kind": "特困供养"}
        home.table("low_income_register").append({**support, "started_month": "2019-06", "monthly_aid_cny": 598})
        return found(home, member, monitored="n_5_15_019", lifted="n_5_15_018")


_plant_destitute("n_5_15_018", 3, (LIFTED,))
_plant_destitute("n_5_15_019", 2, MONITORED_KINDS)
