"""What people have said of findings in the demonstration: exemptions (豁免清单) and what was found on the spot (核实结果).

Both are about findings that are planted, so an exempted one is still found, as exempted. Everything is invented.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from demo.books.households import Book, Placed, lay_out_list
from demo.books.sheets import Sheet
from demo.faults.planting import Found
from demo.households.home import Home, HouseholdWorld, Row

EXEMPTED = (
    ("n_5_14_001", 2, "承包大户，流转土地已核实", date(2022, 3, 31)),
    ("n_5_14_007", 1, "住处在林场，待搬迁", date(2021, 12, 31)),
    ("n_5_17_007", 2, "因病长期休学，已有诊断证明", date(2022, 6, 30)),
    ("c9_income_fell", 1, "上年有一次性征地补偿", date(2021, 12, 31)),
    ("n_5_14_002", 1, "林权证正在变更", date(2021, 10, 31)),
)
"""Rule, how many of its findings, reason, last day; the last line has ended, its finding is open again."""
REVIEWED = (
    ("n_5_14_003", "属实", "已上门核对，面积多录一位小数，正在更正"),
    ("n_5_14_003", "已整改", "系统已更正"),
    ("n_5_16_002", "不属实", "跑运输，月收入有流水为证"),
    ("n_1111_12", "属实", "务工月收入录成日工资"),
    ("c9_income_fell", "正在核实", "约好本周五入户"),
    ("c1_insurance_dropped", "正在核实", ""),
    ("n_3_02_002", "已整改", "已补填"),
    ("t_id_sex_differs", "属实", "性别录反"),
)
"""Rule, result and note of one of its findings each."""
APPROVED_BY, REVIEWED_BY = "县乡村振兴局", "驻村工作队"


def lay_out_finding_lists(world: HouseholdWorld, found: Found) -> list[Sheet]:
    """The two lists as they come back from the counties; none that would be empty."""
    subjects = _subjects(world, found)
    lists = {"exemptions": _exemptions(subjects), "finding_reviews": _reviews(subjects)}
    return [
        lay_out_list(Book(table, "", "名册", ("县", "乡镇", "村")), rows, world.places)
        for table, rows in lists.items()
        if rows
    ]


def finding_code(check: str, county: str, row_key: str) -> str:
    """The lasting number of a finding in a county, as `indicators.checks.findings` gives it."""
    digest = hashlib.md5(f"{check}|{row_key}".encode(), usedforsecurity=False).hexdigest()
    return f"{check}-{county}-{digest[:10]}"


def _subjects(world: HouseholdWorld, found: Found) -> Mapping[str, list[tuple[str, Home]]]:
    """Check → (row key, home) of its findings about a household or a person of one."""
    homes = {home.code: home for home in world.homes}
    homes |= {str(member["id_number"]): home for home in world.homes for member in home.members if member["id_number"]}
    subjects: dict[str, list[tuple[str, Home]]] = {}
    for check, key in found:
        if key in homes:
            subjects.setdefault(check, []).append((key, homes[key]))
    return subjects


def _exemptions(subjects: Mapping[str, Sequence[tuple[str, Home]]]) -> Placed:
    rows: list[tuple[str, Row]] = []
    for check, number, reason, until in EXEMPTED:
        for key, home in subjects.get(check, ())[:number]:
            row: Row = {
                "rule_code": check, "household_code": home.code, "id_number": None if key == home.code else key,
                "reason": reason, "approved_by": APPROVED_BY, "approved_on": date(2021, 9, 6), "valid_until": until,
            }  # fmt: skip
            rows.append((home.place_code, row))
    return rows


def _reviews(subjects: Mapping[str, Sequence[tuple[str, Home]]]) -> Placed:
    """The last findings of each rule: the first ones are those that are exempted."""
    rows: list[tuple[str, Row]] = []
    taken: dict[str, int] = {}
    for check, result, note in REVIEWED:
        taken[check] = taken.get(check, 0) + 1
        for key, home in subjects.get(check, ())[-taken[check] :][:1]:
            row: Row = {
                "finding_code": finding_code(check, home.county_code, key), "rule_code": check, "household_code": home.code,
                "review_result": result, "review_note": note or None, "reviewed_by": REVIEWED_BY,
                "reviewed_on": date(2021, 11, 18),
            }  # fmt: skip
            rows.append((home.place_code, row))
    return rows
