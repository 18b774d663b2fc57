"""Faults about one person of the monitoring table: insurance, labour, numbers, school, support.

Each is put into a home that is otherwise in order, so that only its own check finds it, and those named with it.
"""

from __future__ import annotations

from collections.abc import Callable

from loaders import demo_faults_a_villages, demo_faults_a_work
from loaders.cell_texts import id_check_digit
from loaders.demo_households import EDGE, LIFTED, LIFTED_MONITORED, SUDDEN, Home, Row, person_key
from loaders.demo_households_help import DESTITUTE, INSURANCE_AID, LAST_MONTH_OF_AID, NOT_HELPED
from loaders.demo_households_people import (
    COLLEGE,
    HEALTHY,
    JUNIOR,
    KINDERGARTEN,
    LABOUR,
    MASTER,
    NONE,
    ORDINARY,
    PRIMARY,
    SENIOR,
    UNIVERSITY,
    VOCATIONAL,
    WEAK,
    age_of,
)
from loaders.demo_planting import Found, plant

__all__ = ["demo_faults_a_villages", "demo_faults_a_work"]

ORDINARY_KINDS = (EDGE, SUDDEN)
MONITORED_KINDS = (LIFTED_MONITORED, EDGE, SUDDEN)
LIFTED_KINDS = (LIFTED, LIFTED_MONITORED)
TEMPORARY_AREA = "999999"
"""The first six digits of a number given out for want of a real one."""

Pick = Callable[[Home], Row | None]
Change = Callable[[Home, Row], Found]


def plant_person(check: str, *, homes: int, kinds: tuple[str, ...], pick: Pick) -> Callable[[Change], Change]:
    """Register a planter that changes the member `pick` finds in homes of the kinds."""

    def keep(change: Change) -> Change:
        def run(home: Home) -> Found:
            member = pick(home)
            if member is None:
                raise ValueError(f"{check}: {home.code} has nobody to change")
            return change(home, member)

        plant(check, homes=homes, wants=lambda home: home.kind in kinds and pick(home) is not None)(run)
        return change

    return keep


def first(home: Home, test: Callable[[Row], bool]) -> Row | None:
    """The first member the test holds for."""
    return next((member for member in home.members if test(member)), None)


def found(home: Home, member: Row, *, monitored: str = "", lifted: str = "") -> Found:
    """What is found about the member by a pair of checks, one for monitored homes, one for 脱贫户."""
    checks = (monitored if home.is_monitored else "", lifted if home.kind in LIFTED_KINDS else "")
    return [(check, person_key(home, member)) for check in checks if check]


def everybody(home: Home, *checks: str) -> Found:
    """That each of the checks finds every member."""
    return [(check, person_key(home, member)) for check in checks for member in home.members]


def pupil(state: str, least: int, most: int) -> Pick:
    """Finds a healthy member at a stage of school of such an age."""

    def is_it(member: Row) -> bool:
        return member["student_state"] == state and member["health"] == HEALTHY and least <= age_of(member) <= most

    return lambda home: first(home, is_it)


def idle(home: Home) -> Row | None:
    """A healthy adult who neither works nor plans to, in a home where somebody else can work."""
    busy = {row["id_number"] for name in ("migrant_work", "public_posts", "microcredit") for row in home.table(name)}
    busy |= {row["id_number"] for row in home.table("work_plans") if row["plans_to_work"]}

    def is_it(member: Row) -> bool:
        is_able = member["labour_skill"] == ORDINARY and member["health"] == HEALTHY and 18 <= age_of(member) < 60
        others = any(one["labour_skill"] in LABOUR for one in home.members if one is not member)
        return is_able and others and member["id_number"] not in busy

    return first(home, is_it)


def renumber(home: Home, member: Row, number: str) -> None:
    """Give a member another number in every table."""
    old = member["id_number"]
    for rows in home.rows.values():
        for row in rows:
            if row.get("id_number") == old:
                row["id_number"] = number


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


@plant_person("n_2_01_016", homes=6, kinds=LIFTED_KINDS, pick=lambda home: home.members[-1])
def _no_critical_insurance(home: Home, member: Row) -> Found:
    member["has_critical_insurance"] = False
    return found(home, member, lifted="n_2_01_016")


@plant_person("n_3_01_007", homes=3, kinds=LIFTED_KINDS, pick=lambda home: home.members[-1])
def _relief_uninsured(home: Home, member: Row) -> Found:
    member.update(has_resident_insurance=False, has_critical_insurance=False, has_illness_relief=True)
    return found(home, member, lifted="n_3_01_007") + found(home, member, lifted="n_2_01_016")


# --- labour


@plant_person("n_1111_07", homes=6, kinds=(LIFTED, LIFTED_MONITORED, EDGE, SUDDEN), pick=pupil(SENIOR, 15, 17))
def _student_can_work(home: Home, member: Row) -> Found:
    member["labour_skill"] = ORDINARY
    return [("n_1111_07", person_key(home, member))]


@plant_person("n_1111_14", homes=4, kinds=ORDINARY_KINDS, pick=idle)
def _weak_though_healthy(home: Home, member: Row) -> Found:
    member["labour_skill"] = WEAK
    return found(home, member, monitored="n_1111_14") + found(home, member, monitored="n_5_12_008")


@plant_person("n_1111_15", homes=5, kinds=(LIFTED,), pick=idle)
def _lifted_weak_though_healthy(home: Home, member: Row) -> Found:
    member["labour_skill"] = WEAK
    return found(home, member, lifted="n_1111_15")


@plant_person("n_5_12_008", homes=4, kinds=MONITORED_KINDS, pick=idle)
def _unable_though_healthy(home: Home, member: Row) -> Found:
    member["labour_skill"] = NONE
    return found(home, member, monitored="n_5_12_008")


# --- numbers and schooling


@plant_person("n_4_01_003", homes=4, kinds=LIFTED_KINDS, pick=lambda home: home.members[-1])
def _temporary_number(home: Home, member: Row) -> Found:
    body = TEMPORARY_AREA + member["id_number"][6:17]
    renumber(home, member, body + id_check_digit(body) + member["id_number"][18:])
    return found(home, member, lifted="n_4_01_003")


@plant_person("n_3_01_003", homes=6, kinds=LIFTED_KINDS, pick=pupil(PRIMARY, 6, 11))
def _educated_pupil(home: Home, member: Row) -> Found:
    member["education"] = "小学"
    return found(home, member, lifted="n_3_01_003")


def _plant_state(check: str, homes: int, kinds: tuple[str, ...], pick: Pick, state: str | None) -> None:
    """A member whose stage of school is another than it can be."""

    @plant_person(check, homes=homes, kinds=kinds, pick=pick)
    def _other_state(home: Home, member: Row) -> Found:
        member["student_state"] = state
        pair = _PAIRS.get(check, (check, ""))
        return found(home, member, monitored=pair[0], lifted=pair[1])


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
    pick=lambda home: first(home, lambda member: bool(member["education"]) and 16 <= age_of(member) <= 22),
)
def _little_schooling(home: Home, member: Row) -> Found:
    member["education"] = "小学"
    return found(home, member, lifted="n_5_17_007")


# --- support


def _unsupported(home: Home) -> Row | None:
    member = idle(home)
    return member if member and member["low_income_policy"] == NOT_HELPED and not home.is_active else None


def _plant_destitute(check: str, homes: int, kinds: tuple[str, ...]) -> None:
    """A healthy adult in 特困供养, on the list of 民政 as well."""

    @plant_person(check, homes=homes, kinds=kinds, pick=_unsupported)
    def _fit_and_destitute(home: Home, member: Row) -> Found:
        member["destitute_policy"] = DESTITUTE
        support = {"household_code": home.code, "id_number": member["id_number"], "support_kind": "特困供养"}
        home.table("low_income_register").append({**support, "started_month": "2019-06", "monthly_aid_cny": 598})
        return found(home, member, monitored="n_5_15_019", lifted="n_5_15_018")


_plant_destitute("n_5_15_018", 3, (LIFTED,))
_plant_destitute("n_5_15_019", 2, MONITORED_KINDS)
