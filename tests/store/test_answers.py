"""Answers that are kept: never one of other rows, other codes, another text; and none that cannot be read."""

import shutil
from pathlib import Path

import duckdb
import pytest

from core.kept import Kept
from store import answers
from store.answers import ask, ask_by_county, stamp_of
from store.declared.tables import find_table
from store.versions import Store
from tests.store.stored_frames import payment_rows, store_rows

FENGHUANG, LUXI = "433123", "433122"
DRAWN = "SELECT uuid() AS drawn, count(*) AS payments FROM fund_payments"
"""Asked of DuckDB twice it answers differently."""


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is in memory, and whatever is answered is written."""
    forget(monkeypatch)
    monkeypatch.setattr(answers, "SLOW_SECONDS", 0.0)


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_memory", Kept(answers.KEPT_BYTES))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "data")
    store_rows(made, payment_rows(FENGHUANG, 3))
    return made


def drawn(store: Store, query: str = DRAWN, beside: str = "") -> dict[str, object]:
    with store.connect() as connection:
        return dict(ask(connection, query, beside).to_pylist()[0])


def files_of(store: Store) -> list[Path]:
    return sorted((store.folder / answers.ANSWERS_FOLDER).iterdir())


def test_the_same_question_of_the_same_rows_is_asked_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(store)
    assert drawn(store) == first
    forget(monkeypatch)
    assert drawn(store) == first, "from the disk"
    assert len(files_of(store)) == 1


def test_another_text_or_another_thing_beside_is_another_question(store: Store) -> None:
    first = drawn(store)
    assert drawn(store, DRAWN + " WHERE paid_cny > 0")["drawn"] != first["drawn"]
    assert drawn(store, beside="another calendar")["drawn"] != first["drawn"]


def test_new_rows_are_counted_and_rows_taken_back_are_known(store: Store) -> None:
    first = drawn(store)
    store_rows(store, payment_rows(LUXI, 2))
    second = drawn(store)
    assert (first["payments"], second["payments"]) == (3, 5)
    store.rollback("fund_payments@0", "甲", "导错了文件")
    assert drawn(store) == first


def test_rows_of_a_table_that_is_not_named_change_nothing(store: Store) -> None:
    first = drawn(store)
    store_rows(store, [{"code": LUXI, "name": "泸溪县"}], table=find_table("places"))
    assert drawn(store) == first


def test_a_county_that_gets_another_code_is_looked_at_anew(store: Store) -> None:
    query = "SELECT uuid() AS drawn, max(county_code) AS county FROM fund_payments"
    assert drawn(store, query)["county"] == FENGHUANG
    replaced = {"code": FENGHUANG, "name": "凤凰县", "replaced_by": LUXI}
    store_rows(store, [replaced, {"code": LUXI, "name": "泸溪县"}], table=find_table("places"))
    assert drawn(store, query)["county"] == LUXI


def test_tables_filled_anew_are_other_tables(store: Store, tmp_path: Path) -> None:
    first = drawn(store)
    other = Store(tmp_path / "other")
    store_rows(other, payment_rows(FENGHUANG, 3))
    assert drawn(other)["drawn"] != first["drawn"]
    copied = Store(shutil.copytree(store.folder, tmp_path / "copied"))
    assert drawn(copied) == first


@pytest.mark.parametrize("broken", [b"", b"PAR1", b"nothing of the kind" * 99])
def test_a_file_that_cannot_be_read_is_asked_anew(store: Store, monkeypatch: pytest.MonkeyPatch, broken: bytes) -> None:
    first = drawn(store)
    files_of(store)[0].write_bytes(broken)
    forget(monkeypatch)
    second = drawn(store)
    assert second["drawn"] != first["drawn"] and second["payments"] == 3
    forget(monkeypatch)
    assert drawn(store) == second


def test_where_nothing_can_be_written_it_is_answered_all_the_same(store: Store) -> None:
    (store.folder / answers.ANSWERS_FOLDER).write_text("in the way")
    assert drawn(store)["payments"] == 3


def test_only_so_many_files_stay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "KEPT_FILES", 4)
    for number in range(9):
        drawn(store, f"{DRAWN} WHERE paid_cny > {number}")
    assert len(files_of(store)) <= 4


def test_only_so_much_stays_in_memory() -> None:
    kept: Kept[str] = Kept(10)
    for name in "abc":
        kept.keep(name, name.upper(), 4)
    assert [kept.find(name) for name in "abc"] == [None, "B", "C"]
    kept.find("b")
    kept.keep("d", "D", 4)
    assert [kept.find(name) for name in "bcd"] == ["B", None, "D"], "what was asked for last stays"
    kept.keep("e", "E", 99)
    assert [kept.find(name) for name in "bde"] == [None, None, "E"]


def test_a_connection_from_elsewhere_is_asked_each_time() -> None:
    with duckdb.connect(":memory:") as connection:
        assert stamp_of(connection) == ""
        first, second = (ask(connection, "SELECT uuid() AS drawn").to_pylist() for _ in range(2))
    assert first != second


def test_a_stamp_is_that_of_every_table(store: Store) -> None:
    def stamp() -> str:
        with store.connect() as connection:
            return stamp_of(connection)

    first = stamp()
    assert first and stamp() == first
    store_rows(store, payment_rows(LUXI, 1))
    assert stamp() != first
    store.rollback("fund_payments@0", "甲", "导错了文件")
    assert stamp() == first


COUNTIES = [f"4331{number}" for number in range(22, 32)]
BY_COUNTY = (
    "SELECT county_code AS place_code, count(*) AS payments, any_value(uuid()) AS drawn FROM fund_payments "
    "WHERE county_code IS NOT NULL AND {} GROUP BY 1 ORDER BY 1"
)


@pytest.fixture
def many(tmp_path: Path) -> Store:
    made = Store(tmp_path / "many")
    store_rows(made, [row for county in COUNTIES for row in payment_rows(county, 2)])
    return made


def by_county(store: Store) -> dict[str, tuple[int, str]]:
    with store.connect() as connection:
        found = ask_by_county(connection, BY_COUNTY.format("TRUE"), BY_COUNTY.format).to_pylist()
    assert [row["place_code"] for row in found] == sorted(row["place_code"] for row in found)
    return {row["place_code"]: (row["payments"], row["drawn"]) for row in found}


def counted_anew(before: dict[str, tuple[int, str]], now: dict[str, tuple[int, str]]) -> set[str]:
    return {county for county in now if now[county][1] != before.get(county, (0, ""))[1]}


@pytest.mark.parametrize("is_next_program", [False, True])
def test_only_the_counties_with_other_rows_are_counted_anew(
    many: Store, monkeypatch: pytest.MonkeyPatch, is_next_program: bool
) -> None:
    first = by_county(many)
    store_rows(many, payment_rows(COUNTIES[3], 5))
    if is_next_program:
        forget(monkeypatch)
    second = by_county(many)
    assert counted_anew(first, second) == {COUNTIES[3]} and second[COUNTIES[3]][0] == 5
    store_rows(many, payment_rows("433199", 1))
    third = by_county(many)
    assert counted_anew(second, third) == {"433199"}
    assert {county: payments for county, (payments, _) in third.items()} == {
        **dict.fromkeys(COUNTIES, 2), COUNTIES[3]: 5, "433199": 1,
    }  # fmt: skip


def test_the_same_rows_sent_again_are_counted_for_nobody(many: Store) -> None:
    first = by_county(many)
    store_rows(many, payment_rows(COUNTIES[3], 2))
    assert by_county(many) == first


def test_of_many_counties_all_are_counted_anew(many: Store) -> None:
    first = by_county(many)
    store_rows(many, [row for county in COUNTIES[:4] for row in payment_rows(county, 3)])
    assert counted_anew(first, by_county(many)) == set(COUNTIES)


def test_a_county_whose_rows_all_went_is_gone(many: Store) -> None:
    store_rows(many, payment_rows("433199", 1))
    by_county(many)
    many.rollback("fund_payments@0", "甲", "导错了文件")
    assert set(by_county(many)) == set(COUNTIES)


def test_with_other_place_codes_all_are_counted_anew(many: Store) -> None:
    first = by_county(many)
    replaced = {"code": COUNTIES[0], "name": "旧", "replaced_by": "433199"}
    store_rows(many, [replaced, {"code": "433199", "name": "新"}], table=find_table("places"))
    second = by_county(many)
    assert set(second) == {*COUNTIES[1:], "433199"} and counted_anew(first, second) == set(second)


def test_rows_of_no_county_make_all_be_counted_anew(many: Store) -> None:
    first = by_county(many)
    store_rows(many, [{**payment_rows(COUNTIES[0], 1)[0], "county_code": None, "place_code": None}])
    assert counted_anew(first, by_county(many)) == set(COUNTIES)


@pytest.mark.parametrize("broken", ["", "{}", '{"key": "x", "tables": {}}'])
def test_a_record_that_cannot_be_read_makes_all_be_counted_anew(many: Store, broken: str) -> None:
    first = by_county(many)
    for path in files_of(many):
        if path.suffix == ".json":
            path.write_text(broken)
    store_rows(many, payment_rows(COUNTIES[3], 5))
    assert counted_anew(first, by_county(many)) == set(COUNTIES)
