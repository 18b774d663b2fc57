"""The working-day calendar: the built-in holidays, and the office's own days after them."""

from datetime import date
from pathlib import Path

from indicators.declared import views
from loaders.importing import import_file
from store import Store
from tests.loaders.sheets import write_xlsx

ROWS = [
    ["日期", "是否上班", "节日"],
    ["2027-01-01", "否", "元旦"],
    ["2027-02-07", "是", "春节调休"],
]
"""A Friday off and a Sunday worked on; every other day of 2027 is as the week has it."""


def work_days(store: Store, first: date, last: date) -> int | None:
    """The working days after the first day, up to the last."""
    with store.connect() as connection:
        views.prepare(connection)
        numbers = [
            connection.execute(f"SELECT workday_number FROM {views.CALENDAR} WHERE day = ?", [day]).fetchone()
            for day in (first, last)
        ]
    return None if None in numbers else numbers[1][0] - numbers[0][0]  # type: ignore[index]


def test_days_after_the_built_in_holidays_are_unknown_until_the_office_says_them(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = Store(folder)
    assert work_days(store, date(2021, 9, 30), date(2021, 10, 8)) == 1, "国庆 off, then one day"
    assert work_days(store, date(2026, 12, 31), date(2027, 1, 8)) is None
    import_file(write_xlsx(tmp_path / "节假日安排表.xlsx", {"表": ROWS}), folder=folder)
    assert work_days(store, date(2026, 12, 31), date(2027, 1, 8)) == 5, "Friday off, then a week"
    assert work_days(store, date(2027, 2, 5), date(2027, 2, 7)) == 1, "Saturday off, Sunday worked on"
    assert work_days(store, date(2021, 9, 30), date(2021, 10, 8)) == 1
    assert work_days(store, date(2027, 12, 31), date(2028, 1, 3)) is None


def test_answers_kept_by_the_calendar_change_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = Store(folder)
    with store.connect() as connection:
        before = views.calendar_stamp(connection)
    import_file(write_xlsx(tmp_path / "节假日安排表.xlsx", {"表": ROWS}), folder=folder)
    with store.connect() as connection:
        assert views.calendar_stamp(connection) != before
