"""Twins of the checks of a monitored household's help: written down and not there, there and not written down."""

from tests.indicators.checks.twins.homes import Home, active_homes, monitored_homes
from tests.indicators.checks.twins.rules import Tables, twin

DEVELOPMENT = ("industry_help", "job_help", "finance_help", "post_help")
MORE_HELP = (
    *DEVELOPMENT, "health_help", "education_help", "social_help", "relocation_help", "housing_help", "water_help",
    "schooling_help", "infrastructure_help", "living_help",
)  # fmt: skip


@twin("n_1111_2")
def _(tables: Tables) -> set[str]:
    before = tables.year * 12 + tables.limits["rain_dew_month"]

    def is_due(home: Home) -> bool:
        is_student = home.has_in("student_state", "中职") or home.has_in("student_state", "高职")
        return is_student and home.included is not None and home.included < before

    return monitored_homes(tables, lambda home: is_due(home) and not home.has_in("education_help", "雨露计划"))


@twin("n_1111_3")
def _(tables: Tables) -> set[str]:
    def is_asked(home: Home) -> bool:
        return home.has_sent_work and bool(home.given("job_help") or home.given("post_help"))

    return monitored_homes(tables, lambda home: is_asked(home) and home.has_worked(home.work) is False)


@twin("n_1111_4")
def _(tables: Tables) -> set[str]:
    last = tables.limits["relocation_last_year"] * 12 + 12
    return monitored_homes(tables, lambda home: home.given("relocation_help") and (home.included or 0) > last)


@twin("n_1111_10")
def _(tables: Tables) -> set[str]:
    def is_unpaid(home: Home) -> bool:
        return bool(home.work) and sum(row["transport_subsidy_cny"] or 0 for row in home.work) <= 0

    return active_homes(tables, lambda home: home.has_in("job_help", "外出务工补贴") and is_unpaid(home))


@twin("n_4_11_015")
def _(tables: Tables) -> set[str]:
    def is_said(home: Home) -> bool:
        return home.has_in("security_help", "低保") or home.has_in("security_help", "特困")

    return monitored_homes(tables, lambda home: is_said(home) and home.is_off_low_income and home.is_not_destitute)


@twin("n_5_11_032")
def _(tables: Tables) -> set[str]:
    def is_alone(home: Home) -> bool:
        return bool(home.given("security_help")) and not any(home.given(name) for name in MORE_HELP)

    return active_homes(tables, lambda home: home.has_full_labour and is_alone(home))


@twin("n_5_11_033")
def _(tables: Tables) -> set[str]:
    return active_homes(
        tables,
        lambda home: home.labour_is_known and not home.has_labour and not home.largest("is_no_labour_household"),
    )


@twin("n_5_12_007_a")
def _(tables: Tables) -> set[str]:
    latest = tables.month_number - tables.limits["development_help_months"]

    def is_due(home: Home) -> bool:
        return home.has_full_labour and home.included is not None and home.included <= latest

    return active_homes(tables, lambda home: is_due(home) and not home.largest("has_development_help"))


@twin("n_5_12_007_b")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_labour and not any(home.given(name) for name in DEVELOPMENT))


@twin("n_5_12_011")
def _(tables: Tables) -> set[str]:
    vague = {"其他", "技能培训", "其他,技能培训", "技能培训,其他"}

    def is_vague(home: Home) -> bool:
        texts = {text for name in ("industry_help", "finance_help") for text in home.given(name)}
        jobs = set(home.given("job_help"))
        is_any = bool(texts or jobs) and not home.given("post_help")
        return is_any and texts <= {"其他"} and jobs <= vague

    return monitored_homes(tables, lambda home: home.largest("has_development_help") and is_vague(home))


@twin("n_5_16_003")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.is_on_rural_low_income and not home.has_in("security_help", "低保"))


@twin("n_5_16_004")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.is_destitute and not home.has_in("security_help", "特困"))


@twin("n_5_16_005")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_in("security_help", "低保") and home.is_off_low_income)


@twin("n_5_16_006")
def _(tables: Tables) -> set[str]:
    return active_homes(tables, lambda home: home.has_in("security_help", "特困") and home.is_not_destitute)


@twin("n_5_16_008")
def _(tables: Tables) -> set[str]:
    def has_severe(home: Home) -> bool:
        return any(code[19:20] in ("1", "2") for code in home.given("id_number") if len(code) > 19)

    return active_homes(tables, lambda home: has_severe(home) and not home.has_in("security_help", "残疾人补贴"))


@twin("n_5_18_006")
def _(tables: Tables) -> set[str]:
    return monitored_homes(tables, lambda home: home.has_risk("饮水") and not home.given("water_help"))
