"""Faults against the national rules about a monitored household's help: written down and not there, there and not written."""

from __future__ import annotations

from demo.faults.planting import Found, plant
from demo.households.help import LOW_INCOME, NOT_HELPED, has_labour
from demo.households.home import YEAR, Home, household_key
from demo.households.people import COLLEGE, ORDINARY, SKILLED, VOCATIONAL

DEVELOPMENT = ("industry_help", "job_help", "finance_help", "post_help")
OTHER_HELP = (
    *DEVELOPMENT,
    "health_help",
    "education_help",
    "social_help",
    "relocation_help",
    "housing_help",
    "water_help",
    "schooling_help",
    "infrastructure_help",
    "living_help",
)
INCLUDED_HALF_A_YEAR = f"{YEAR}-05"
NO_PREMIUM_AID = f"{YEAR}-04"
"""Households included from this month on have no premium aid that would have to be there."""


def is_removed(home: Home) -> bool:
    """Monitored and its risk removed."""
    return home.is_monitored and not home.is_active


def has_risk(home: Home, risk: str) -> bool:
    """Whether a reason is among the five."""
    return any(home.head.get(f"risk_{number}") == risk for number in range(1, 6))


def add_risk(home: Home, risk: str) -> None:
    """Put a reason into the first empty cell of the five; nothing when it is there."""
    if not has_risk(home, risk):
        empty = next(number for number in range(1, 6) if not home.head.get(f"risk_{number}"))
        home.set_all(**{f"risk_{empty}": risk})


def has_full_labour(home: Home) -> bool:
    """Whether somebody is ordinary or skilled labour."""
    return any(member["labour_skill"] in (ORDINARY, SKILLED) for member in home.members)


def _is_on_low_income(home: Home) -> bool:
    return any(member["low_income_policy"] == LOW_INCOME for member in home.members)


def _is_destitute(home: Home) -> bool:
    return any(member["destitute_policy"] != NOT_HELPED for member in home.members)


def _has_vocational_student(home: Home) -> bool:
    return any(member["student_state"] in (VOCATIONAL, COLLEGE) for member in home.members)


def _is_severely_disabled(home: Home) -> bool:
    return any(member["id_number"][19:20] in ("1", "2") for member in home.members if member["id_number"])


def _add_help(home: Home, column: str, text: str) -> None:
    home.set_all(**{column: ",".join(filter(None, (home.head.get(column), text)))})


def _drop_help(home: Home, column: str, text: str) -> None:
    left = [one for one in (home.head.get(column) or "").split(",") if one and one != text]
    home.set_all(**{column: ",".join(left) or None})


@plant("n_1111_2", homes=3, wants=lambda home: _should_have_rain_dew(home))
def _(home: Home) -> Found:
    _drop_help(home, "education_help", "雨露计划")
    return [("n_1111_2", household_key(home))]


def _should_have_rain_dew(home: Home) -> bool:
    return home.is_monitored and _has_vocational_student(home) and home.head["included_month"] < f"{YEAR}-08"


@plant("n_1111_4", homes=3, wants=lambda home: home.is_monitored and home.head["included_month"] >= f"{YEAR}-01")
def _(home: Home) -> Found:
    home.set_all(relocation_help="易地扶贫搬迁")
    return [("n_1111_4", household_key(home))]


@plant(
    "n_4_11_015",
    homes=4,
    wants=lambda home: is_removed(home) and not _is_on_low_income(home) and not _is_destitute(home),
)
def _(home: Home) -> Found:
    _add_help(home, "security_help", "低保")
    return [("n_4_11_015", household_key(home))]


@plant("n_5_11_032", homes=3, wants=lambda home: _may_lose_all_help(home))
def _(home: Home) -> Found:
    """Without any measure of development either."""
    security = home.head["security_help"] or "临时救助"
    home.set_all(**dict.fromkeys(OTHER_HELP), security_help=security)
    return [(check, household_key(home)) for check in ("n_5_11_032", "n_5_12_007_b")]


def _may_lose_all_help(home: Home) -> bool:
    """Active, with labour, and nothing that another rule asks help for."""
    return (
        home.is_active
        and has_full_labour(home)
        and home.head["included_month"] >= NO_PREMIUM_AID
        and not _has_vocational_student(home)
        and not has_risk(home, "因安全饮水")
        and not home.table("public_posts")
    )


@plant("n_5_11_033", homes=3, wants=lambda home: home.is_active and not has_labour(home))
def _(home: Home) -> Found:
    home.set_all(is_no_labour_household=False)
    return [("n_5_11_033", household_key(home))]


@plant(
    "n_5_12_007_a",
    homes=4,
    wants=lambda home: home.is_active and has_full_labour(home) and home.head["included_month"] <= INCLUDED_HALF_A_YEAR,
)
def _(home: Home) -> Found:
    home.set_all(has_development_help=False)
    return [("n_5_12_007_a", household_key(home))]


@plant(
    "n_5_12_007_b", homes=4, wants=lambda home: home.is_active and has_labour(home) and not home.table("public_posts")
)
def _(home: Home) -> Found:
    """Something else is done for them."""
    home.set_all(**dict.fromkeys(DEVELOPMENT), social_help="社会捐助")
    return [("n_5_12_007_b", household_key(home))]


@plant(
    "n_5_12_011", homes=4, wants=lambda home: home.is_monitored and has_labour(home) and not home.table("public_posts")
)
def _(home: Home) -> Found:
    training = "其他,技能培训" if home.workers else None
    home.set_all(industry_help="其他", job_help=training, finance_help=None, post_help=None)
    return [("n_5_12_011", household_key(home))]


@plant("n_5_16_003", homes=3, wants=lambda home: home.is_active and _is_on_low_income(home))
def _(home: Home) -> Found:
    _drop_help(home, "security_help", "低保")
    return [("n_5_16_003", household_key(home))]


@plant("n_5_16_004", homes=2, wants=lambda home: home.is_active and _is_destitute(home))
def _(home: Home) -> Found:
    _drop_help(home, "security_help", "特困供养")
    return [("n_5_16_004", household_key(home))]


@plant("n_5_16_005", homes=3, wants=lambda home: home.is_active and not _is_on_low_income(home))
def _(home: Home) -> Found:
    _add_help(home, "security_help", "低保")
    own = [("n_5_16_005", household_key(home))]
    return own if _is_destitute(home) else [*own, ("n_4_11_015", household_key(home))]


@plant("n_5_16_006", homes=3, wants=lambda home: home.is_active and not _is_destitute(home))
def _(home: Home) -> Found:
    _add_help(home, "security_help", "特困供养")
    own = [("n_5_16_006", household_key(home))]
    return own if _is_on_low_income(home) else [*own, ("n_4_11_015", household_key(home))]


@plant("n_5_16_008", homes=2, wants=lambda home: home.is_active and _is_severely_disabled(home))
def _(home: Home) -> Found:
    _drop_help(home, "security_help", "残疾人补贴")
    return [("n_5_16_008", household_key(home))]


@plant("n_5_18_006", homes=3, wants=lambda home: home.is_monitored)
def _(home: Home) -> Found:
    add_risk(home, "因安全饮水")
    home.set_all(water_help=None)
    return [("n_5_18_006", household_key(home))]
