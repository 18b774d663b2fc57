"""Faults against the national rules about a monitored household's help: written down and not there, there and not written."""

from demo.faults.lines import HomeChange, everywhere, plant_homes
from demo.faults.picks import is_monitored, is_removed
from demo.households.help import HELP_COLUMNS, LOW_INCOME, NOT_HELPED, has_labour
from demo.households.home import YEAR, Home
from demo.households.people import COLLEGE, ORDINARY, SKILLED, VOCATIONAL

DEVELOPMENT = ("industry_help", "job_help", "finance_help", "post_help")
INCLUDED_HALF_A_YEAR = f"{YEAR}-05"
NO_PREMIUM_AID = f"{YEAR}-04"
"""Households included from this month on have no premium aid that would have to be there."""

# --- homes


def was_included_this_year(home: Home) -> bool:
    """Monitored since this January or later."""
    return home.is_monitored and home.head["included_month"] >= f"{YEAR}-01"


def is_without_labour(home: Home) -> bool:
    """At risk, and nobody can work."""
    return home.is_active and not has_labour(home)


def _has_full_labour(home: Home) -> bool:
    """Whether somebody is ordinary or skilled labour."""
    return any(member["labour_skill"] in (ORDINARY, SKILLED) for member in home.members)


def _has_low_income(home: Home) -> bool:
    return any(member["low_income_policy"] == LOW_INCOME for member in home.members)


def _is_destitute(home: Home) -> bool:
    return any(member["destitute_policy"] != NOT_HELPED for member in home.members)


def _has_vocational_student(home: Home) -> bool:
    return any(member["student_state"] in (VOCATIONAL, COLLEGE) for member in home.members)


def _is_severely_disabled(home: Home) -> bool:
    return any(member["id_number"][19:20] in ("1", "2") for member in home.members if member["id_number"])


def _should_have_rain_dew(home: Home) -> bool:
    return home.is_monitored and _has_vocational_student(home) and home.head["included_month"] < f"{YEAR}-08"


def _may_lose_all_help(home: Home) -> bool:
    """Active, with labour, and nothing that another rule asks help for."""
    return (
        home.is_active
        and _has_full_labour(home)
        and home.head["included_month"] >= NO_PREMIUM_AID
        and not _has_vocational_student(home)
        and "因安全饮水" not in home.risks
        and not home.table("public_posts")
    )


def _has_long_had_labour(home: Home) -> bool:
    return home.is_active and _has_full_labour(home) and home.head["included_month"] <= INCLUDED_HALF_A_YEAR


def _may_lose_development(home: Home) -> bool:
    return home.is_monitored and has_labour(home) and not home.table("public_posts")


# --- changes


def add_risk(home: Home, risk: str) -> None:
    """Put a reason into the first empty cell of the five; nothing when it is there."""
    if risk not in home.risks:
        empty = next(number for number in range(1, 6) if not home.head.get(f"risk_{number}"))
        home.set_all(**{f"risk_{empty}": risk})


def give_reason(risk: str, **values: object) -> HomeChange:
    """Adds a reason and sets columns on every member's row."""

    def change(home: Home) -> None:
        add_risk(home, risk)
        home.set_all(**values)

    return change


def _add_security(text: str) -> HomeChange:
    return everywhere(security_help=lambda home: ",".join(filter(None, (home.head.get("security_help"), text))))


def _drop_help(column: str, text: str) -> HomeChange:
    def change(home: Home) -> None:
        left = [one for one in (home.head.get(column) or "").split(",") if one and one != text]
        home.set_all(**{column: ",".join(left) or None})

    return change


def _keep_security(home: Home) -> str:
    return home.head["security_help"] or "临时救助"


def _offer_training(home: Home) -> str | None:
    return "其他,技能培训" if home.workers else None


_NO_HELP = dict.fromkeys(HELP_COLUMNS)
_NO_DEVELOPMENT = dict.fromkeys(DEVELOPMENT)

plant_homes(
    ("n_1111_2", 3, _should_have_rain_dew, _drop_help("education_help", "雨露计划")),
    ("n_1111_4", 3, was_included_this_year, everywhere(relocation_help="易地扶贫搬迁")),
    ("n_4_11_015", 4, lambda home: is_removed(home) and not _has_low_income(home) and not _is_destitute(home),
     _add_security("低保")),
    ("n_5_11_032", 3, _may_lose_all_help, everywhere(**_NO_HELP | {"security_help": _keep_security}), "n_5_12_007_b"),
    ("n_5_11_033", 3, is_without_labour, everywhere(is_no_labour_household=False)),
    ("n_5_12_007_a", 4, _has_long_had_labour, everywhere(has_development_help=False)),
    ("n_5_12_007_b", 4, lambda home: home.is_active and _may_lose_development(home),
     everywhere(**_NO_DEVELOPMENT, social_help="社会捐助")),
    ("n_5_12_011", 4, _may_lose_development,
     everywhere(**_NO_DEVELOPMENT | {"industry_help": "其他", "job_help": _offer_training})),
    ("n_5_16_003", 3, lambda home: home.is_active and _has_low_income(home), _drop_help("security_help", "低保")),
    ("n_5_16_004", 2, lambda home: home.is_active and _is_destitute(home), _drop_help("security_help", "特困供养")),
    ("n_5_16_005", 3, lambda home: home.is_active and not _has_low_income(home), _add_security("低保"),
     ("n_4_11_015", lambda home: not _is_destitute(home))),
    ("n_5_16_006", 3, lambda home: home.is_active and not _is_destitute(home), _add_security("特困供养"),
     ("n_4_11_015", lambda home: not _has_low_income(home))),
    ("n_5_16_008", 2, lambda home: home.is_active and _is_severely_disabled(home),
     _drop_help("security_help", "残疾人补贴")),
    ("n_5_18_006", 3, is_monitored, give_reason("因安全饮水", water_help=None)),
)  # fmt: skip
