"""Households whose land is too much, in two counties and two months, small enough to count by hand.

Rule `RULE` (耕地面积) finds by the end of November: in 凤凰 甲镇 一村 H1 (October too: still) and H2 (new), in 甲镇 二村 H3
(exempted until 31 March 2022), in 乙镇 三村 H5 and H6 (new); H4 of 一村 was put right (gone). 泸溪 has H7 (checked for the
first time).
"""

from datetime import date
from pathlib import Path

from indicators.checks import findings
from indicators.checks.findings import Run
from loaders.cells.texts import id_check_digit
from store.versions import Store
from tests.indicators.small_case import write_rows

RULE = "n_5_14_001"
BEFORE, NOW = "2021-10", "2021-11"
AREA, FENGHUANG, LUXI = "433100", "433123", "433122"
TOWN, OTHER_TOWN, FAR_TOWN = "433123901", "433123902", "433122901"
VILLAGE, SECOND, THIRD, FAR = "433123901201", "433123901202", "433123902201", "433122901201"
PLACES = {
    LUXI: ("泸溪县", "county"), FENGHUANG: ("凤凰县", "county"), TOWN: ("甲镇", "township"), OTHER_TOWN: ("乙镇", "township"),
    FAR_TOWN: ("丙乡", "township"), VILLAGE: ("一村", "village"), SECOND: ("二村", "village"), THIRD: ("三村", "village"),
    FAR: ("四村", "village"),
}  # fmt: skip
HOMES = {"H1": VILLAGE, "H2": VILLAGE, "H3": SECOND, "H4": VILLAGE, "H5": THIRD, "H6": THIRD, "H7": FAR}
TOO_MUCH = {BEFORE: ("H1", "H4"), NOW: ("H1", "H2", "H3", "H5", "H6", "H7")}
PHONE = "13812341234"
REASON = "承包大户，已核实"


def finding_store(folder: Path) -> tuple[Store, Run]:
    """The store with all of it, checked in October and again in November."""
    store = Store(folder)
    write_rows(
        store, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in PLACES.items()]
    )
    write_rows(store, "monitored_persons", [row for period in TOO_MUCH for row in persons(period)])
    write_rows(store, "exemptions", [exemption()])
    findings.ensure_run(store, BEFORE)
    return store, findings.ensure_run(store, NOW)


def id_number(household: str) -> str:
    """The ID number of the head of a household."""
    first = f"43312319700101{household[1:]:0>3}"
    return first + id_check_digit(first)


def persons(period: str) -> list[dict[str, object]]:
    """One head a household; 泸溪 has sent nothing for October."""
    return [
        _person(name, village, period)
        for name, village in HOMES.items()
        if period == NOW or not village.startswith(LUXI)
    ]


def _person(household: str, village: str, period: str) -> dict[str, object]:
    return {
        "place_code": village, "place_name": PLACES[village][0], "county_code": village[:6], "period": period,
        "household_code": household, "id_number": id_number(household), "relation": "户主", "household_kind": "脱贫户",
        "sex": "男", "birth_month": "1970-01", "health": "健康", "labour_skill": "普通劳动力", "member_phone": PHONE,
        "farmland_mu": 130.0 if household in TOO_MUCH[period] else 3.0,
        "source_file": "监测对象.xlsx", "source_hash": "0" * 16, "source_sheet": "Sheet1", "source_row": 3 + int(household[1:]),
    }  # fmt: skip


def exemption() -> dict[str, object]:
    """H3 is let pass."""
    return {
        "place_code": SECOND, "place_name": "二村", "county_code": FENGHUANG, "rule_code": RULE, "household_code": "H3",
        "reason": REASON, "valid_until": date(2022, 3, 31),
    }  # fmt: skip


def review(code: str, result: str, note: str) -> dict[str, object]:
    """What somebody found on the spot."""
    return {
        "place_code": VILLAGE, "place_name": "一村", "county_code": FENGHUANG, "finding_code": code, "rule_code": RULE,
        "household_code": "H1", "review_result": result, "review_note": note,
    }  # fmt: skip
