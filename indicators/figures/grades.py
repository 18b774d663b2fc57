"""Grades (等次): set by a person with a reason and kept as versions of the table `grades`; never computed from a score."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pyarrow as pa

from core.errors import UserError
from core.places import Place
from indicators.declared import MAIN_AREA
from store import Store, arrow_schema, find_table

TABLE: Final = "grades"
ENTERED_ON_PAGE: Final = "页面填写"
NO_GRADE_WORDS: Final = "未评定"
SOURCE_WORDS: Final = "等次由人评定并写明理由，不由得分换算"
LONGEST_REASON: Final = 500
LONGEST_NAME: Final = 40
HISTORY_VERSIONS: Final = 30
"""How many versions of the table are looked through for the history of one place."""


@dataclass(frozen=True)
class Grade:
    """One place's grade in one year. Raises nothing; `check` says what is wrong with it."""

    place: Place
    year: str
    grade: str
    reason: str
    set_by: str
    area: str = MAIN_AREA
    """What was judged: a place has a grade of each area of work (`Framework.area`) in a year."""

    def check(self, allowed: Sequence[str], why: str = "") -> None:
        """Raise UserError when the grade is none of those allowed (`why` says why no better one is), or reason or name are
        missing or too long."""
        if self.grade not in allowed:
            rule = f"不能评这个等次：{why}" if why and self.grade else "没有这个等次"
            raise UserError(rule, field="等次", came=self.grade, todo=f"可选：{'、'.join(allowed)}")
        for field, text, longest in (("理由", self.reason, LONGEST_REASON), ("评定人", self.set_by, LONGEST_NAME)):
            if not text.strip():
                raise UserError("必须填写", field=field, todo="等次由人评定，请写明后再保存")
            if len(text.strip()) > longest:
                raise UserError(
                    f"不能超过{longest}个字", field=field, came=f"{len(text.strip())}个字", todo="请写短一些"
                )


def read_grades(store: Store, year: str, area: str = MAIN_AREA) -> pd.DataFrame:
    """Grades of a year and an area of work, one row a county: place_code, grade, reason, set_by; empty without any."""
    with store.connect() as connection:
        return connection.execute(
            "SELECT county_code AS place_code, grade, coalesce(reason, '') AS reason, coalesce(set_by, '') AS set_by "
            "FROM grades WHERE period = ? AND coalesce(area, ?) = ? ORDER BY place_code",
            [year, MAIN_AREA, area],
        ).df()


def set_grade(store: Store, grade: Grade, allowed: Sequence[str], why: str = "") -> str:
    """Store a grade as a new version of the table and return the version's label. What was there before stays in the history.

    Raises UserError as `Grade.check`.
    """
    grade.check(allowed, why)
    table, import_id = find_table(TABLE), uuid.uuid4().hex
    row = {
        "place_code": grade.place.code,
        "place_name": grade.place.name,
        "county_code": grade.place.code,
        "period": grade.year,
        "area": None if grade.area == MAIN_AREA else grade.area,
        "grade": grade.grade,
        "reason": grade.reason.strip(),
        "set_by": grade.set_by.strip(),
        "source_file": ENTERED_ON_PAGE,
        "source_hash": "",
        "source_sheet": ENTERED_ON_PAGE,
        "source_row": 1,
        "import_id": import_id,
    }
    frame = pa.Table.from_pylist([row], schema=arrow_schema(table))
    what = "" if grade.area == MAIN_AREA else grade.area
    note = f"{grade.place.name} {grade.year}年{what}等次：{grade.grade}"
    written = store.write(table, frame, grade.set_by.strip(), ENTERED_ON_PAGE, "", import_id, note)
    return f"{TABLE}@{written.version}"


def grade_history(store: Store, place_code: str, year: str, area: str = MAIN_AREA) -> pd.DataFrame:
    """How one place's grade of a year in an area of work came about, newest first: when, who, grade, reason, set_by, label;
    unchanged versions are left out.

    Looks through the last `HISTORY_VERSIONS` versions of the table; one that is damaged is left out.
    """
    found: list[dict[str, str]] = []
    for entry in reversed(store.history(TABLE)[:HISTORY_VERSIONS]):
        try:
            opened = store.connect({TABLE: entry.version})
        except UserError:
            continue
        with opened as connection:
            rows = connection.execute(
                "SELECT grade, coalesce(reason, ''), coalesce(set_by, '') FROM grades "
                "WHERE county_code = ? AND period = ? AND coalesce(area, ?) = ?",
                [place_code, year, MAIN_AREA, area],
            ).fetchall()
        now = dict(zip(("grade", "reason", "set_by"), rows[0] if rows else ("", "", ""), strict=True))
        last = {name: found[-1][name] for name in now} if found else dict.fromkeys(now, "")
        if now != last:
            found.append({"when": entry.when, "who": entry.who, **now, "label": entry.label})
    return pd.DataFrame(list(reversed(found)), columns=["when", "who", "grade", "reason", "set_by", "label"])
