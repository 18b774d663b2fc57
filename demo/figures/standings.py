"""Table `yearly_standings`, invented: what the province said of the prefecture and its counties in the three years before."""

import pandas as pd

from demo.places.world import COUNTIES, SCOPE, SCOPE_NAME

YEARS = ("2018", "2019", "2020")
PROVINCE_COUNTIES, PROVINCE_PREFECTURES = 122, 14
RANKS = {
    "433101": (38, 33, 41), "433122": (64, 58, 47), "433123": (45, 29, 18), "433124": (21, 15, 9), "433125": (70, 61, 52),
    "433126": (52, 40, 24), "433127": (88, 95, 101), "433130": (49, 66, 73), SCOPE: (9, 7, 5),
}  # fmt: skip
"""Place → its place in the province in each of `YEARS`."""
_COUNTY_GRADES = (("好", 30), ("较好", 90), ("一般", 118), ("差", PROVINCE_COUNTIES))
_PREFECTURE_GRADES = (("好", 4), ("较好", 12), ("一般", PROVINCE_PREFECTURES))
"""Grade → the last place in the province that has it."""


def list_yearly_standings() -> pd.DataFrame:
    """One row a place and year; the place within the grade follows from the place in the province."""
    names = {county.code: county.name for county in COUNTIES} | {SCOPE: SCOPE_NAME}
    rows = [
        _row(code, names[code], year, rank)
        for code, ranks in RANKS.items()
        for year, rank in zip(YEARS, ranks, strict=True)
    ]
    return pd.DataFrame(rows)


def _row(code: str, name: str, year: str, rank: int) -> dict[str, object]:
    is_prefecture = code == SCOPE
    grades = _PREFECTURE_GRADES if is_prefecture else _COUNTY_GRADES
    grade = next(grade for grade, last in grades if rank <= last)
    above = max((last for _, last in grades if last < rank), default=0)
    return {
        "place_code": code,
        "place_name": name,
        "county_code": "" if is_prefecture else code,
        "period": year,
        "grade": grade,
        "province_rank": rank,
        "province_places": PROVINCE_PREFECTURES if is_prefecture else PROVINCE_COUNTIES,
        "rank_in_grade": rank - above,
        "honour": "表彰" if grade == "好" else "约谈" if rank > 100 else None,
        "basis": f"{year}年度考核情况通报（演示）",
    }
