"""Two households of 一村 and one of 二村, with a row in every department's table, small enough to read."""

from datetime import date
from pathlib import Path

from store.versions import Store
from tests.indicators.small_case import write_rows

PERIOD, COUNTY = "2021-11", "433123"
TOWN, VILLAGE, OTHER_VILLAGE = "433123901", "433123901201", "433123901202"
HOME, NEIGHBOUR, FAR = "43312300001", "43312300002", "43312300003"
HEAD, CHILD, LONER = "433123197001010015", "433123201005010028", "433123195001010011"
PHONE = "13812341234"
NAME = "某甲"
HEAD_NAME, CHILD_NAME = "户某甲", "子某乙"
Row = dict[str, object]


def household_store(folder: Path) -> Store:
    """The store: 一村 has the home (monitored, father and child) and its neighbour (one person), 二村 a lifted household."""
    store = Store(folder)
    named = [(COUNTY, "凤凰县", "county"), (TOWN, "甲镇", "township"), (VILLAGE, "一村", "village"),
             (OTHER_VILLAGE, "二村", "village")]  # fmt: skip
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, name, level in named])
    write_rows(store, "monitored_persons", _persons())
    write_rows(store, "household_incomes", _incomes())
    for name, rows in _departments().items():
        write_rows(store, name, [_placed() | row for row in rows])
    return store


def _placed(place_code: str = VILLAGE, period: str = "2021") -> Row:
    return {"place_code": place_code, "place_name": "某村", "county_code": COUNTY, "period": period}


def _persons() -> list[Row]:
    facts: Row = {
        **_placed(period=PERIOD), "household_code": HOME, "household_kind": "脱贫户", "monitoring_kind": "脱贫不稳定户",
        "included_month": "2021-03", "is_risk_removed": False, "risk_1": "因病", "health_help": "参加大病保险,其他",
        "industry_help": "无", "is_unsafe_house": False, "has_safe_water": True, "household_phone": PHONE,
        "has_resident_insurance": True, "has_employee_insurance": False, "house_area_m2": 80.0,
    }  # fmt: skip
    lone = facts | {"household_code": NEIGHBOUR, "id_number": LONER, "relation": "户主", "monitoring_kind": None,
                    "included_month": None, "is_risk_removed": None}  # fmt: skip
    return [
        facts
        | {
            "id_number": CHILD,
            "relation": "之子",
            "birth_month": "2010-05",
            "student_state": "小学",
            "sex": "男",
            "person_name": CHILD_NAME,
        },
        facts
        | {
            "id_number": HEAD,
            "relation": "户主",
            "birth_month": "1970-01",
            "labour_skill": "普通劳动力",
            "sex": "男",
            "person_name": HEAD_NAME,
        },
        lone,
        lone | {"household_code": FAR, "id_number": None, "place_code": OTHER_VILLAGE, "birth_month": "1950-01"},
    ]


def _incomes() -> list[Row]:
    parts = {"2020": (20_000.0, 1_000.0), "2021": (22_000.0, 2_000.0)}
    return [
        {
            **_placed(period=year), "household_code": HOME, "persons": 2, "wage_cny": wage, "transfer_cny": aid,
            "business_cny": 3_000.0, "production_cost_cny": 500.0, "net_income_cny": wage + aid + 2_500,
            "income_per_person_cny": (wage + aid + 2_500) / 2, "spending_cny": 9_000.0,
        }
        for year, (wage, aid) in parts.items()
    ]  # fmt: skip


def _departments() -> dict[str, list[Row]]:
    return {
        "migrant_work": [
            {"period": PERIOD, "household_code": HOME, "id_number": HEAD, "is_working": True, "work_county": "长沙县",
             "monthly_wage_cny": 4_200.0}
        ],
        "insured_next_year": [
            {"id_number": HEAD, "insurance_kind": "城乡居民", "is_paid": False},
            {"id_number": LONER, "insurance_kind": "城乡居民", "is_paid": True},
        ],
        "hospital_stays": [
            {"id_number": HEAD, "admitted_on": date(2021, 4, 2), "disease": "肺炎", "total_cny": 9_000.0, "out_of_pocket_cny": 1_500.0}
        ],
        "disability_register": [{"id_number": f"{HEAD}42", "disability_level": "二级", "disability_kind": "肢体", "person_name": NAME}],
        "school_rolls": [{"id_number": CHILD, "stage": "小学", "roll_state": "在读", "school": "一村小学"}],
        "house_grades": [{"household_code": HOME, "grade": "B", "is_occupied": True}, {"household_code": "X9", "grade": "D"}],
        "visits": [{"household_code": HOME, "visited_on": date(2021, 9, 3), "visitor": NAME, "purpose": "走访"}],
        "helpers": [{"household_code": HOME, "helper_name": NAME, "helper_unit": "县农业局", "helper_phone": PHONE}],
        "temporary_relief": [
            {"household_code": None, "id_number": CHILD, "paid_on": date(2021, 5, 1), "relief_cny": 800.0, "reason": "就学"}
        ],
    }  # fmt: skip
