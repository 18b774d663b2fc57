"""Twins of the checks of one person, one work record, one planned work and one village."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.indicators.twin_checks import Row, Tables, number, person_key, twin

PEOPLE = "monitored_persons"
NOT_ABLE = ("无劳动力", "丧失劳动力")
WEAK = "弱劳动力或半劳动力"
PRESCHOOL = ("学龄前", "学前")
COLLEGE = ("本科", "高职", "高专", "大专", "技师")
POSTGRADUATE = ("研究生", "硕士", "博士")
VOCATIONAL = ("中职", "中专", "职高", "技工", "高职", "高专", "大专", "技师")
LANDS = ("farmland_mu", "woodland_mu", "returned_land_mu", "orchard_mu", "pasture_mu", "water_area_mu")
Group = Callable[[Row], bool]


def is_lifted(row: Row | None) -> bool:
    return row is not None and "脱贫户" in (row["household_kind"] or "")


def is_monitored(row: Row | None) -> bool:
    return row is not None and row["monitoring_kind"] is not None


def is_either(row: Row | None) -> bool:
    return is_lifted(row) or is_monitored(row)


def is_active(row: Row) -> bool:
    return is_monitored(row) and not row["is_risk_removed"]


def age_in(row: Row, tables: Tables) -> int | None:
    born = number(row["birth_month"])
    return None if born is None else (tables.month_number - born) // 12


def is_aged(row: Row, tables: Tables, least: float, below: float) -> bool:
    age = age_in(row, tables)
    return age is not None and least <= age < below


def says(text: str | None, words: tuple[str, ...]) -> bool:
    return text is not None and any(word in text for word in words)


def stage(row: Row) -> str:
    """学前, 小学, 初中, 高中, 高等, 研究生, or '' when not at school."""
    state = row["student_state"]
    if state is None:
        return ""
    if state.startswith(PRESCHOOL):
        return "学前"
    if "小学" in state:
        return "小学"
    if "初中" in state or state.startswith(("七年级", "八年级", "九年级")):
        return "初中"
    if says(state, POSTGRADUATE):
        return "研究生"
    if says(state, COLLEGE):
        return "高等"
    return "高中" if says(state, ("高中", "中职", "中专", "职高", "技工")) else "?"


def people_where(tables: Tables, asked: Callable[[Row], bool]) -> set[str]:
    return {person_key(row) for row in tables[PEOPLE] if asked(row)}


def is_worker_aged(row: Row, tables: Tables) -> bool:
    return is_aged(row, tables, tables.limits["work_age_least"], tables.limits["work_age_below"])


# --- medical insurance


def has_subsidy(row: Row) -> bool:
    return "缴费补贴" in (row["health_help"] or "")


def is_included_early(row: Row, tables: Tables) -> bool:
    included = number(row["included_month"])
    return included is not None and included <= tables.year * 12 + tables.limits["insurance_subsidy_month"]


@twin("n_1111_06_2")
def _(tables: Tables) -> set[str]:
    return people_where(tables, lambda row: is_active(row) and is_included_early(row, tables) and not has_subsidy(row))


@twin("n_1111_09")
def _(tables: Tables) -> set[str]:
    """Whoever a row of the insurance list is about, by the first 18 characters of the number."""
    unpaid = {
        (row["county_code"], row["id_number"][:18])
        for row in tables["insured_next_year"]
        if row["insurance_kind"] == "城乡居民" and not (row["subsidy_cny"] or 0) > 0
    }

    def asked(row: Row) -> bool:
        return is_active(row) and is_included_early(row, tables) and row["id_number"] is not None

    return people_where(tables, lambda row: asked(row) and (row["county_code"], row["id_number"][:18]) in unpaid)


@twin("n_1111_13")
def _(tables: Tables) -> set[str]:
    def is_late(row: Row) -> bool:
        return row["included_month"] is not None and not is_included_early(row, tables)

    return people_where(tables, lambda row: is_monitored(row) and is_late(row) and has_subsidy(row))


@twin("n_2_01_016")
def _(tables: Tables) -> set[str]:
    def is_short(row: Row) -> bool:
        return row["has_resident_insurance"] is False or row["has_critical_insurance"] is False

    return people_where(tables, lambda row: is_lifted(row) and not row["has_employee_insurance"] and is_short(row))


@twin("n_3_01_007")
def _(tables: Tables) -> set[str]:
    def is_uninsured(row: Row) -> bool:
        return row["has_resident_insurance"] is False and not row["has_employee_insurance"]

    return people_where(tables, lambda row: is_lifted(row) and is_uninsured(row) and row["has_illness_relief"] is True)


# --- labour


@twin("n_1111_07")
def _(tables: Tables) -> set[str]:
    def is_able(row: Row) -> bool:
        return row["labour_skill"] is not None and row["labour_skill"] not in NOT_ABLE

    return people_where(tables, lambda row: is_either(row) and row["student_state"] is not None and is_able(row))


def weak_workers(tables: Tables, group: Group) -> set[str]:
    def is_weak(row: Row) -> bool:
        return row["health"] == "健康" and is_worker_aged(row, tables) and row["labour_skill"] == WEAK

    return people_where(tables, lambda row: group(row) and is_weak(row))


@twin("n_1111_14")
def _(tables: Tables) -> set[str]:
    return weak_workers(tables, is_monitored)


@twin("n_1111_15")
def _(tables: Tables) -> set[str]:
    return weak_workers(tables, is_lifted)


@twin("n_5_12_008")
def _(tables: Tables) -> set[str]:
    found = set()
    for row in tables[PEOPLE]:
        if not is_monitored(row) or row["health"] != "健康" or row["student_state"] is not None:
            continue
        if is_worker_aged(row, tables) and row["labour_skill"] in (*NOT_ABLE, WEAK):
            found.add(person_key(row))
    return found


# --- identity and schooling


@twin("n_3_01_003")
def _(tables: Tables) -> set[str]:
    return people_where(
        tables, lambda row: is_lifted(row) and row["education"] is not None and row["student_state"] is not None
    )


@twin("n_4_01_003")
def _(tables: Tables) -> set[str]:
    return people_where(tables, lambda row: is_lifted(row) and (row["id_number"] or "999999").startswith("999999"))


def late_preschool(tables: Tables, group: Group) -> set[str]:
    def is_late(row: Row) -> bool:
        return is_aged(row, tables, tables.limits["school_age_least"], 999) and stage(row) == "学前"

    return people_where(tables, lambda row: group(row) and row["health"] == "健康" and is_late(row))


@twin("n_5_12_013")
def _(tables: Tables) -> set[str]:
    return late_preschool(tables, is_monitored)


@twin("n_5_17_001")
def _(tables: Tables) -> set[str]:
    return late_preschool(tables, is_lifted)


def of_wrong_age(tables: Tables, group: Group, stages: tuple[str, ...], least: float, most: float = 999) -> set[str]:
    """Those at a stage of school who are younger or older than that."""
    found = set()
    for row in tables[PEOPLE]:
        age = age_in(row, tables)
        if group(row) and stage(row) in stages and age is not None and not least <= age <= most:
            found.add(person_key(row))
    return found


@twin("n_5_12_017")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_monitored, ("高等", "研究生"), tables.limits["college_age_least"])


@twin("n_5_17_005")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_lifted, ("高等", "研究生"), tables.limits["college_age_least"])


@twin("n_5_12_018")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_monitored, ("研究生",), tables.limits["master_age_least"])


@twin("n_5_17_006")
def _(tables: Tables) -> set[str]:
    return of_wrong_age(tables, is_lifted, ("研究生",), tables.limits["master_age_least"])


@twin("n_5_17_003")
def _(tables: Tables) -> set[str]:
    ages = tables.limits["junior_age_least"], tables.limits["junior_age_most"]
    return of_wrong_age(tables, is_lifted, ("初中",), *ages)


@twin("n_5_17_004")
def _(tables: Tables) -> set[str]:
    ages = tables.limits["senior_age_least"], tables.limits["senior_age_most"]
    return of_wrong_age(tables, is_lifted, ("高中",), *ages)


def is_primary_at_most(row: Row) -> bool:
    return row["education"] is not None and (row["education"].startswith("文盲") or row["education"] == "小学")


@twin("n_5_17_007")
def _(tables: Tables) -> set[str]:
    def is_young(row: Row) -> bool:
        return is_aged(row, tables, tables.limits["work_age_least"], tables.limits["low_education_age_most"] + 1)

    return people_where(tables, lambda row: is_lifted(row) and is_young(row) and is_primary_at_most(row))


def out_of_school(tables: Tables, group: Group) -> set[str]:
    found = set()
    for row in tables[PEOPLE]:
        has_finished = row["education"] is not None and not is_primary_at_most(row)
        if not group(row) or row["student_state"] is not None or has_finished:
            continue
        if is_aged(row, tables, tables.limits["school_age_least"], tables.limits["school_age_most"] + 1):
            found.add(person_key(row))
    return found


@twin("n_5_15_016")
def _(tables: Tables) -> set[str]:
    return out_of_school(tables, is_lifted)


@twin("n_5_15_017")
def _(tables: Tables) -> set[str]:
    return out_of_school(tables, is_monitored)


def fit_destitute(tables: Tables, group: Group) -> set[str]:
    found = set()
    for row in tables[PEOPLE]:
        policy = row["destitute_policy"]
        if not group(row) or policy is None or policy.startswith("未") or policy in ("否", "无"):
            continue
        is_adult = is_aged(row, tables, tables.limits["adult_age"], tables.limits["work_age_below"])
        if is_adult and row["health"] == "健康" and row["student_state"] is None:
            found.add(person_key(row))
    return found


@twin("n_5_15_018")
def _(tables: Tables) -> set[str]:
    return fit_destitute(tables, is_lifted)


@twin("n_5_15_019")
def _(tables: Tables) -> set[str]:
    return fit_destitute(tables, is_monitored)


@twin("n_5_15_012")
def _(tables: Tables) -> set[str]:
    """Money of the year's list, by the first 18 characters of the number."""
    paid: dict[tuple[str, str], float] = {}
    for row in tables["rain_dew"]:
        key = row["county_code"], row["id_number"][:18]
        paid[key] = paid.get(key, 0) + (row["aid_cny"] or 0)
    found = set()
    for row in tables[PEOPLE]:
        has_money = paid.get((row["county_code"], (row["id_number"] or "")[:18]), 0) > 0
        if is_monitored(row) and has_money and not says(row["student_state"], VOCATIONAL):
            found.add(person_key(row))
    return found


# --- work


def with_person(tables: Tables, table: str) -> Iterator[tuple[Row, Row | None]]:
    """(row of work, the person's row in the monitoring table of the same county, household and number)."""
    people = {}
    for row in tables[PEOPLE]:
        if row["id_number"] is not None:
            people[row["county_code"], row["household_code"], row["id_number"]] = row
    for row in tables[table]:
        yield row, people.get((row["county_code"], row["household_code"], row["id_number"]))


def work_key(row: Row) -> str:
    return row["id_number"] or f"{row['household_code']}/"


def work_is_lifted(row: Row, person: Row | None) -> bool:
    kind = person["household_kind"] if person and person["household_kind"] is not None else row["household_kind"]
    return "脱贫户" in (kind or "")


def work_where(tables: Tables, asked: Callable[[Row, Row | None], bool]) -> set[str]:
    """Keys of the rows of people said to be at work for whom `asked(row, person)` holds."""
    return {
        work_key(row) for row, person in with_person(tables, "migrant_work") if row["is_working"] and asked(row, person)
    }


def is_working_now(row: Row, tables: Tables) -> bool:
    ended = number(row["work_ended_month"])
    return ended is None or ended >= tables.month_number


@twin("n_1111_08")
def _(tables: Tables) -> set[str]:
    def is_old(row: Row) -> bool:
        started = row["work_started_month"]
        return started is not None and int(started[:4]) < tables.year and row["work_ended_month"] is None

    return work_where(tables, lambda row, person: work_is_lifted(row, person) and is_old(row))


@twin("n_1111_12")
def _(tables: Tables) -> set[str]:
    def is_low(row: Row) -> bool:
        return row["monthly_wage_cny"] is not None and row["monthly_wage_cny"] < tables.limits["wage_too_low_cny"]

    return work_where(tables, lambda row, person: (work_is_lifted(row, person) or is_monitored(person)) and is_low(row))


@twin("n_2_01_015_a")
def _(tables: Tables) -> set[str]:
    def cannot(person: Row | None) -> bool:
        return person is not None and person["labour_skill"] in NOT_ABLE

    return work_where(tables, lambda row, person: work_is_lifted(row, person) and cannot(person))


@twin("n_2_01_015_b")
def _(tables: Tables) -> set[str]:
    found = set()
    for row, person in with_person(tables, "work_plans"):
        if row["plans_to_work"] and is_lifted(person) and person and person["labour_skill"] in NOT_ABLE:
            found.add(work_key(row))
    return found


@twin("n_4_01_006")
def _(tables: Tables) -> set[str]:
    def studies(person: Row | None) -> bool:
        return person is not None and person["student_state"] is not None

    return work_where(tables, lambda row, person: work_is_lifted(row, person) and studies(person))


@twin("n_4_12_001")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: is_monitored(person) and not names_a_county(row["work_county"]))


def names_a_county(place: str | None) -> bool:
    """Whether the text goes down to a county or further; cities without counties stand for one."""
    if place is None or place in ("北京市", "天津市", "上海市", "重庆市"):
        return False
    if place.endswith(("自治区", "地区")):
        return False
    if place.endswith(("县", "旗", "区", "镇", "乡", "街道")):
        return True
    if not place.endswith("市"):
        return False
    if place.endswith(("东莞市", "中山市", "儋州市", "嘉峪关市")):
        return True
    is_below_city = place.count("市") > 1 or "自治州" in place
    return is_below_city or not ("省" in place or "自治区" in place)


FILLED = ("monthly_wage_cny", "employer", "industry", "is_point_to_point", "job_channel")


def has_gap(row: Row, tables: Tables) -> bool:
    return is_working_now(row, tables) and any(row[name] is None for name in FILLED)


@twin("n_5_01_007")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: work_is_lifted(row, person) and has_gap(row, tables))


@twin("n_5_12_006")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: is_monitored(person) and has_gap(row, tables))


@twin("n_5_12_001")
def _(tables: Tables) -> set[str]:
    """The newest end, in the months before, of a job of the same person that began in another month."""

    def overlaps(row: Row) -> bool:
        ends = [
            other["work_ended_month"]
            for other in tables.earlier["migrant_work"]
            if row["id_number"] is not None
            and all(other[name] == row[name] for name in ("county_code", "household_code", "id_number"))
            and None not in (other["work_started_month"], other["work_ended_month"])
            and other["work_started_month"] != row["work_started_month"]
        ]
        return row["work_started_month"] is not None and bool(ends) and row["work_started_month"] < max(ends)

    return work_where(tables, lambda row, person: is_monitored(person) and overlaps(row))


def has_odd_wage(row: Row, tables: Tables) -> bool:
    low, high = tables.limits["wage_low_cny"], tables.limits["wage_high_cny"]
    wage = row["monthly_wage_cny"]
    return is_working_now(row, tables) and wage is not None and not low <= wage <= high


@twin("n_5_16_001")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: is_monitored(person) and has_odd_wage(row, tables))


@twin("n_5_16_002")
def _(tables: Tables) -> set[str]:
    return work_where(tables, lambda row, person: work_is_lifted(row, person) and has_odd_wage(row, tables))


@twin("n_5_16_010")
def _(tables: Tables) -> set[str]:
    def is_child(row: Row, person: Row | None) -> bool:
        started, born = number(row["work_started_month"]), number(person["birth_month"] if person else None)
        return started is not None and born is not None and started - born < tables.limits["work_age_least"] * 12

    return work_where(
        tables, lambda row, person: (work_is_lifted(row, person) or is_monitored(person)) and is_child(row, person)
    )


# --- villages


def villages_where(tables: Tables, asked: Callable[[Row], bool]) -> set[str]:
    return {row["place_code"] for row in tables["village_facts"] if row["is_lifted"] and asked(row)}


def blank_twin(check: str, *columns: str) -> None:
    """The twin of a check that a lifted village has given each of the columns."""

    @twin(check)
    def _(tables: Tables) -> set[str]:
        return villages_where(tables, lambda row: any(row[name] is None for name in columns))


blank_twin("n_village_pension", "pension_persons")
blank_twin("n_village_bus", "has_bus")
blank_twin("n_village_clinics", "clinics")
blank_twin("n_village_toilets", "public_toilets")
blank_twin("n_village_doctors", "doctors")
blank_twin("n_village_waste", "waste_sites")
blank_twin("n_village_reading", "reading_rooms")
blank_twin("n_village_low_income", "low_income_households", "low_income_persons")
blank_twin("n_village_destitute", "destitute_persons")
blank_twin("n_village_disabled", "disabled_persons")


@twin("n_village_road")
def _(tables: Tables) -> set[str]:
    return villages_where(tables, lambda row: row["has_paved_road"] is False)


@twin("n_village_households")
def _(tables: Tables) -> set[str]:
    return villages_where(tables, lambda row: not row["households"])


@twin("n_village_unsafe_above_all")
def _(tables: Tables) -> set[str]:
    def is_above(row: Row) -> bool:
        parts = (row["unsafe_water_households"], row["unsafe_house_households"])
        return row["households"] is not None and any(part is not None and part > row["households"] for part in parts)

    return villages_where(tables, is_above)


@twin("n_village_land")
def _(tables: Tables) -> set[str]:
    """Each household's land once: the largest figure among its members."""
    sums: dict[tuple[str, str], float] = {}
    for (place, _, land), area in household_lands(tables).items():
        sums[place, land] = sums.get((place, land), 0) + area

    def is_below(row: Row) -> bool:
        pairs = [(row[land], sums.get((row["place_code"], land))) for land in LANDS]
        return any(own is not None and lifted is not None and own < round(lifted, 2) for own, lifted in pairs)

    return villages_where(tables, is_below)


def household_lands(tables: Tables) -> dict[tuple[str, str, str], float]:
    """(village, household, kind of land) → area, of 脱贫户."""
    areas: dict[tuple[str, str, str], float] = {}
    for row in tables[PEOPLE]:
        for land in LANDS:
            if is_lifted(row) and row[land] is not None:
                key = row["place_code"], row["household_code"], land
                areas[key] = max(areas.get(key, row[land]), row[land])
    return areas
