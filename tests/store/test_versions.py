"""The store: versions, replacing, reading, history, roll-back and comparison."""

import multiprocessing
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.places.changes import declared_changes
from store import delta_files, relations, replacing
from store import versions as store_module
from store.county_rows import CountyRows
from store.declared.fields import TYPES
from store.declared.tables import Column, find_table, read_tables
from store.frames import ARROW_TYPES
from store.replacing import Reach
from store.versions import Store
from tests.store.stored_frames import PAYMENTS, content_hash, frame_of, payment_rows, read_rows, store_rows

GRADES = find_table("grades")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def payments_of(store: Store) -> list[tuple[Any, ...]]:
    query = "SELECT county_code, period, count(*), sum(paid_cny) FROM fund_payments GROUP BY ALL ORDER BY ALL"
    return read_rows(store, query)


def files_of(store: Store, table: str = PAYMENTS.name) -> set[str]:
    folder = store.folder / "store" / table
    return {file.path for file in delta_files.read_snapshot(folder, store.versions()[table]).files}


# Reading an empty store


def test_an_empty_store_has_no_versions_and_an_empty_typed_view_for_every_declared_table(store: Store) -> None:
    assert store.versions() == {}
    assert store.history() == []
    with store.connect() as connection:
        for name, table in read_tables().items():
            described = connection.execute(f"DESCRIBE {name}").fetchall()
            assert {column: kind for column, kind, *_ in described} == table.stored_columns
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchall() == [(0,)]


def test_a_data_folder_holds_demo_data_only_when_the_generator_marked_it(store: Store) -> None:
    assert not store.is_demo()
    store.folder.mkdir()
    (store.folder / "demo.json").write_text('{"today": "2021-11-20", "seed": "1"}', encoding="utf-8")
    assert store.is_demo()


# Writing


def test_an_import_is_one_version_and_comes_back_in_the_callers_order(store: Store) -> None:
    rows = payment_rows("433123", 300)[::-1]
    result = store_rows(store, rows)
    assert (result.version, result.rows_stored, result.rows_replaced) == (0, 300, 0)
    assert store.versions() == {"fund_payments": 0}
    assert read_rows(store, "SELECT voucher FROM fund_payments") == [(row["voucher"],) for row in rows]


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "VARCHAR": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "DOUBLE": st.floats(allow_nan=False),
    "DATE": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    "BOOLEAN": st.booleans(),
}


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_reading_gives_back_exactly_what_was_written(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from([PAYMENTS, find_table("assets"), find_table("fund_projects")]))
    columns = {name: st.none() | VALUES[kind] for name, kind in table.stored_columns.items()}
    columns["county_code"] = st.sampled_from(["433101", "433123", None])
    key = st.tuples(*(columns[name] for name in table.key))
    rows = [
        data.draw(st.fixed_dictionaries(columns)) | dict(zip(table.key, values, strict=True))
        for values in data.draw(st.lists(key, min_size=1, max_size=5, unique=True))
    ]
    frame = frame_of(table, rows)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.write(table, frame, "甲", "a.xlsx", "0" * 16, "import-1")
        with store.connect() as connection:
            assert connection.sql(f"SELECT * FROM {table.name}").to_arrow_table().to_pylist() == frame.to_pylist()


def test_a_new_file_replaces_the_rows_of_its_counties_and_years_only(store: Store) -> None:
    store_rows(store, payment_rows("433101", 3) + payment_rows("433123", 5) + payment_rows("433123", 2, period="2020"))
    result = store_rows(store, payment_rows("433123", 4, amount=2.0))
    assert (result.rows_stored, result.rows_replaced) == (4, 5)
    assert payments_of(store) == [("433101", "2021", 3, 3.0), ("433123", "2020", 2, 2.0), ("433123", "2021", 4, 8.0)]


def test_a_table_replaced_by_key_is_replaced_row_by_row(store: Store) -> None:
    def grade(county: str, value: str) -> dict[str, str]:
        return {"place_code": county, "county_code": county, "period": "2021", "grade": value}

    store_rows(store, [grade("433101", "好"), grade("433123", "一般")], table=GRADES)
    result = store_rows(store, [grade("433123", "较好"), grade("433124", "好")], table=GRADES)
    assert (result.rows_stored, result.rows_replaced) == (2, 1)
    assert read_rows(store, "SELECT place_code, grade FROM grades ORDER BY place_code") == [
        ("433101", "好"),
        ("433123", "较好"),
        ("433124", "好"),
    ]


def test_empty_equals_empty_when_rows_are_replaced(store: Store) -> None:
    without_place = [{"period": "2021", "voucher": "v1", "paid_cny": 1.0}]
    store_rows(store, without_place + payment_rows("433123", 1))
    result = store_rows(store, [{"period": "2021", "voucher": "v2", "paid_cny": 5.0}])
    assert result.rows_replaced == 1
    assert payments_of(store) == [("433123", "2021", 1, 1.0), (None, "2021", 1, 5.0)]


def test_a_former_county_code_is_the_same_county_when_rows_are_replaced(store: Store) -> None:
    store_rows(store, payment_rows("520522", 3) + payment_rows("520523", 1))
    assert store_rows(store, payment_rows("520581", 2, amount=2.0)).rows_replaced == 3
    assert store_rows(store, payment_rows("520522", 1, amount=3.0)).rows_replaced == 2
    assert payments_of(store) == [("520523", "2021", 1, 1.0), ("520581", "2021", 1, 3.0)]


SLICES = st.tuples(st.sampled_from(["433101", "520522", "520581", None]), st.sampled_from(["2020", "2021", None]))
IMPORTS = st.lists(st.dictionaries(SLICES, st.integers(1, 3), min_size=1, max_size=3), min_size=1, max_size=4)


@settings(max_examples=15, deadline=None)
@given(IMPORTS)
def test_replacing_agrees_with_a_plain_twin(imports: list[dict[tuple[str | None, str | None], int]]) -> None:
    codes = declared_changes().codes
    expected: list[tuple[str | None, str | None, str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for number, slices in enumerate(imports):
            rows = [
                {"county_code": county, "period": period, "voucher": f"{county}-{voucher}", "paid_cny": float(number)}
                for (county, period), vouchers in slices.items()
                for voucher in range(vouchers)
            ]
            store_rows(store, rows)
            gone = {(codes.get(county or "", county), period) for county, period in slices}
            expected = [row for row in expected if (row[0], row[1]) not in gone]
            expected += [
                (codes.get(row["county_code"] or "", row["county_code"]), row["period"], row["voucher"], float(number))
                for row in rows
            ]
        found = read_rows(store, "SELECT county_code, period, voucher, paid_cny FROM fund_payments")
        assert sorted(map(repr, found)) == sorted(map(repr, expected))


def test_files_without_replaced_rows_are_left_as_they_are(store: Store) -> None:
    store_rows(store, payment_rows("433101", 10))
    first = files_of(store)
    store_rows(store, payment_rows("433123", 10))
    second = files_of(store) - first
    store_rows(store, payment_rows("433123", 5))
    assert first < files_of(store)
    assert not second & files_of(store)


def test_many_small_imports_are_joined_into_few_files_without_a_version_of_their_own(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "MERGED_FILES", 4)
    for number in range(10):
        store_rows(store, payment_rows(f"4331{number:02d}", 2))
    assert store.versions() == {"fund_payments": 9}
    assert len(files_of(store)) <= 5
    assert payments_of(store) == [(f"4331{number:02d}", "2021", 2, 2.0) for number in range(10)]


def test_a_large_import_is_cut_into_files_and_keeps_its_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta_files, "ROWS_PER_FILE", 100)
    store_rows(store, payment_rows("433101", 250))
    assert len(files_of(store)) == 3
    assert read_rows(store, "SELECT source_row FROM fund_payments") == [(number + 2,) for number in range(250)]
    store_rows(store, payment_rows("433123", 120))
    assert store_rows(store, payment_rows("433101", 7)).rows_replaced == 250
    assert payments_of(store) == [("433101", "2021", 7, 7.0), ("433123", "2021", 120, 120.0)]


def test_a_number_is_looked_up_in_the_groups_of_rows_that_may_hold_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta_files, "ROWS_PER_GROUP", 100)
    placed = {"place_code": "433123901201", "county_code": "433123", "period": "2021"}
    rows = [placed | {"household_code": f"H{number * 7 % 1000:04d}", "grade": "B"} for number in range(1000)]
    table = find_table("house_grades")
    store_rows(store, rows, table=table)
    (path,) = files_of(store, table.name)
    probe = f"parquet_bloom_probe('{store.folder / 'store' / table.name / path}', 'household_code', 'H0021')"
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT row_group_id FROM {probe} WHERE NOT bloom_filter_excludes").fetchall()
    assert (0,) in found and len(found) <= 3, "of ten groups, all of which hold numbers below and above"
    assert read_rows(store, "SELECT count(*) FROM house_grades WHERE household_code = 'H0021'") == [(1,)]


def test_a_frame_that_repeats_a_key_is_refused_and_nothing_is_stored(store: Store) -> None:
    with pytest.raises(ValueError, match="repeat a key"):
        store_rows(store, payment_rows("433123", 2) + payment_rows("433123", 1))
    assert store.versions() == {}


def test_a_frame_with_other_columns_or_without_rows_is_refused(store: Store) -> None:
    frame = frame_of(PAYMENTS, payment_rows("433123", 2))
    for wrong in (
        frame.drop_columns(["paid_cny"]),
        frame.append_column("more", pa.array(["1", "2"])),
        frame.slice(0, 0),
    ):
        with pytest.raises(ValueError, match="fund_payments"):
            store.write(PAYMENTS, wrong, "甲", "a.xlsx", "0" * 16, "import-1")
    assert store.versions() == {}


def test_odd_characters_in_the_data_folder_do_no_harm(tmp_path: Path) -> None:
    store = Store(tmp_path / "county_code=1 '数据' #100% [a]*")
    store_rows(store, payment_rows("433123", 2))
    store_rows(store, payment_rows("433123", 3))
    assert payments_of(store) == [("433123", "2021", 3, 3.0)]
    with pytest.raises(UserError, match="百分号"):
        store_rows(Store(tmp_path / "a%20b"), payment_rows("433123", 2))


def test_an_import_starts_again_when_another_one_was_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that waited for nobody: on another machine, where locks of a shared folder may not hold."""
    commit = delta_files.commit_files
    monkeypatch.setattr(store_module.time, "sleep", lambda seconds: None)

    def commit_second(*arguments: Any) -> int:
        monkeypatch.setattr(delta_files, "commit_files", commit)
        store_rows(Store(store.folder, writer="another"), payment_rows("433101", 1))
        return commit(*arguments)

    monkeypatch.setattr(delta_files, "commit_files", commit_second)
    assert store_rows(store, payment_rows("433123", 1)).version == 1
    assert payments_of(store) == [("433101", "2021", 1, 1.0), ("433123", "2021", 1, 1.0)]


def test_an_import_that_is_never_first_gives_up_with_a_message(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> int:
        raise CommitFailedError("taken")

    monkeypatch.setattr(delta_files, "commit_files", refuse)
    monkeypatch.setattr(store_module.time, "sleep", lambda seconds: None)
    with pytest.raises(UserError, match="其他导入一直在写这张表"):
        store_rows(store, payment_rows("433123", 1))
    assert store.versions() == {}


def import_counties(folder: Path, counties: list[str], ready: Barrier) -> None:
    """One process of the next test: imports each county, the last one shared with the other process."""
    ready.wait()
    for number, county in enumerate(counties):
        store_rows(Store(folder), payment_rows(county, 20 + number))


def test_two_processes_that_import_at_once_both_end_up_in_the_store(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    shared = ["433130"] * 3
    counties = [[f"43310{number}" for number in range(5)] + shared, [f"43311{number}" for number in range(5)] + shared]
    processes = [context.Process(target=import_counties, args=(tmp_path, names, ready)) for names in counties]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    store = Store(tmp_path)
    assert store.versions() == {"fund_payments": 15}
    assert len(store.history("fund_payments")) == 16
    found = {county: rows for county, _, rows, _ in payments_of(store)}
    alone = {county: 20 + number for names in counties for number, county in enumerate(names[:5])}
    assert found == {**alone, "433130": 27}


# Reading versions


def test_a_connection_can_stay_at_the_versions_it_was_given(store: Store) -> None:
    store_rows(store, payment_rows("433123", 2))
    frozen = store.versions()
    store_rows(store, payment_rows("433123", 5))
    store_rows(store, [{"code": "433123100", "name": "沱江镇", "level": "township"}], table=find_table("places"))
    with store.connect(frozen) as connection:
        assert connection.execute("SELECT count(*) FROM fund_payments").fetchall() == [(2,)]
        assert connection.execute("SELECT count(*) FROM places").fetchall() == [(0,)]


def test_a_version_that_does_not_exist_is_refused(store: Store) -> None:
    store_rows(store, payment_rows("433123", 2))
    with pytest.raises(UserError, match=r"没有这个版本.*fund_payments@7"):
        store.connect({"fund_payments": 7})


def test_todays_county_code_joins_the_years_of_a_recoded_county(store: Store) -> None:
    store_rows(store, payment_rows("520522", 2, period="2020") + payment_rows("520581", 3, period="2021"))
    assert payments_of(store) == [("520581", "2020", 2, 2.0), ("520581", "2021", 3, 3.0)]
    assert read_rows(store, "SELECT DISTINCT place_code FROM fund_payments ORDER BY 1") == [("520581",)]


def county_rows(store: Store, county: str) -> CountyRows:
    return store.county_rows([PAYMENTS.name], county)[PAYMENTS.name]


def test_one_county_is_read_from_its_own_files_under_every_code_it_had(store: Store) -> None:
    assert read_rows(store, county_rows(store, "520581").sql()) == [], "nothing was imported yet"
    store_rows(store, payment_rows("433123", 1))
    only_here = county_rows(store, "433123").sql()
    store_rows(store, payment_rows("520522", 2, period="2020") + payment_rows("520581", 3, period="2021"))
    assert county_rows(store, "433123").sql() == only_here, "the other county's file is not opened"
    for county, rows in (("433123", 1), ("520581", 5), ("520582", 0), ("520522", 0)):
        sql = county_rows(store, county).sql(columns=["county_code", "period"])
        assert [code for code, _ in read_rows(store, sql)] == [county] * rows
    assert (
        len(read_rows(store, county_rows(store, "520581").sql("voucher = 'v1' OR voucher = 'v2'", month="2020"))) == 1
    )


def test_a_countys_newest_month_is_read_from_the_files_or_their_rows(store: Store) -> None:
    def newest(county: str, after: str = "2020-12", last: str = "2021-12") -> str | None:
        with store.connect() as connection:
            return county_rows(store, county).newest_month(connection, after, last)

    assert newest("433123") is None
    store_rows(store, payment_rows("433101", 2, period="2021-09") + payment_rows("433131", 2, period="2021-10"))
    assert newest("433101") == "2021-09", "a file of two counties and two months"
    assert newest("433123") is None
    store_rows(store, payment_rows("433123", 2, period="2021-11"))
    store_rows(store, payment_rows("433123", 2, period="2021-08"))
    assert newest("433123") == "2021-11" and newest("433101") == "2021-09"
    assert newest("433123", last="2021-10") == "2021-08"
    assert newest("433123", after="2021-11") is None and newest("433123", last="2020-12") is None


def test_files_whose_statistics_name_the_newest_month_are_not_read(store: Store) -> None:
    """A connection that answers nothing: the statistics must be enough."""
    store_rows(store, payment_rows("433101", 2, period="2021-11") + payment_rows("433131", 2, period="2021-11"))
    store_rows(store, payment_rows("433123", 2, period="2021-10"))
    store_rows(store, payment_rows("433123", 2, period="2021-11"))
    for county in ("433101", "433123"):
        assert county_rows(store, county).newest_month(None, "2020-11", "2021-11") == "2021-11"  # type: ignore[arg-type]


def test_the_places_table_adds_changed_codes_of_its_own(store: Store) -> None:
    store_rows(store, payment_rows("433191", 2) + payment_rows("433123", 1))
    places = [{"code": "433191", "name": "旧县", "level": "county", "replaced_by": "433123"}]
    before = store.versions()
    store_rows(store, places, table=find_table("places"))
    assert payments_of(store) == [("433123", "2021", 3, 3.0)]
    with store.connect(before) as connection:
        assert connection.execute("SELECT count(DISTINCT county_code) FROM fund_payments").fetchall() == [(2,)]


def test_a_table_asked_by_place_answers_by_todays_code(store: Store) -> None:
    """缺项认定 and 历年位次 of a county that got another code since stand under the code it has now; villages keep theirs."""
    table = find_table("not_applicable")
    rows = [
        {
            "place_code": "520522",
            "county_code": "520522",
            "period": "2020",
            "measure": "site_managers",
            "reason": "无安置点",
        },
        {
            "place_code": "520581",
            "county_code": "520581",
            "period": "2021",
            "measure": "site_managers",
            "reason": "无安置点",
        },
    ]
    store_rows(store, rows, table=table)
    with store.connect() as connection:
        found = connection.execute(
            "SELECT place_code, county_code, period FROM not_applicable ORDER BY period"
        ).fetchall()
    assert found == [("520581", "520581", "2020"), ("520581", "520581", "2021")]
    villages = [{"place_code": "520522101001", "county_code": "520522", "rule_code": "a"}]
    store_rows(store, villages, table=find_table("exemptions"))
    with store.connect() as connection:
        found = connection.execute("SELECT place_code, county_code FROM exemptions").fetchall()
    assert found == [("520522101001", "520581")]
    own = store.county_rows(["not_applicable"], "520581")["not_applicable"]
    assert [code for code, _ in read_rows(store, own.sql(columns=["place_code", "period"]))] == ["520581"] * 2


def test_a_cache_key_changes_with_its_own_tables_only(store: Store) -> None:
    keys = [store.version_key(["fund_payments", "grades"])]
    store_rows(store, payment_rows("433123", 2))
    keys.append(store.version_key(["grades", "fund_payments"]))
    store_rows(store, [{"code": "433123100", "name": "沱江镇", "level": "township"}], table=find_table("places"))
    assert store.version_key(["fund_payments", "grades", "grades"]) == keys[1]
    assert keys[0] != keys[1]
    assert store.version_key([]) != Store(store.folder / "other").version_key([])


def test_a_connection_reads_nothing_but_the_store(store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    store_rows(store, payment_rows("433123", 2))
    with store.connect() as connection:
        for refused in (
            f"SELECT * FROM read_csv('{secret}')",
            f"COPY fund_payments TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/x.db'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
            "SET memory_limit = '1TB'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(refused)
        connection.execute("SELECT count(*) FROM fund_payments")


def test_temporary_tables_belong_to_one_connection(store: Store) -> None:
    with store.connect() as one, store.connect() as other:
        one.execute("CREATE TEMP TABLE chosen AS SELECT 1 AS number")
        other.execute("CREATE TEMP TABLE chosen AS SELECT 2 AS number")
        other.register("given", pa.table({"number": [3]}))
        assert one.execute("SELECT number FROM chosen").fetchall() == [(1,)]
        assert other.execute("SELECT number FROM chosen UNION ALL FROM given").fetchall() == [(2,), (3,)]


def test_memory_and_threads_come_from_the_environment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUCKDB_MEMORY_LIMIT", "512MiB")
    monkeypatch.setenv("DUCKDB_THREADS", "1")
    query = "SELECT current_setting('memory_limit'), current_setting('threads')"
    assert read_rows(store, query) == [("512.0 MiB", 1)]


# A declaration that changed


@pytest.fixture
def younger() -> Iterator[Any]:
    """The payments table with one more declared column."""
    column = Column("handled_by", "经办人", "text")
    yield replace(PAYMENTS, columns=(*PAYMENTS.columns, column))


def test_a_column_declared_later_is_empty_in_earlier_rows(
    store: Store, younger: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_rows(store, payment_rows("433101", 2) + payment_rows("433123", 2))
    monkeypatch.setattr(relations, "read_tables", lambda: {younger.name: younger})
    query = "SELECT county_code, count(*), count(handled_by) FROM fund_payments GROUP BY ALL ORDER BY ALL"
    assert read_rows(store, query) == [("433101", 2, 0), ("433123", 2, 0)]
    rows = [{**row, "handled_by": "甲"} for row in payment_rows("433123", 3)]
    assert store_rows(store, rows, table=younger).rows_replaced == 2
    assert read_rows(store, query) == [("433101", 2, 0), ("433123", 3, 3)]
    assert [entry.operation for entry in store.history("fund_payments")] == ["import", "import"]
    fields = {field.name for field in DeltaTable(str(store.folder / "store" / "fund_payments")).schema().fields}
    assert fields == set(younger.stored_columns)


def test_a_roll_back_past_a_new_column_still_reads_and_imports(
    store: Store, younger: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_rows(store, payment_rows("433123", 2))
    rows = [{**row, "handled_by": "甲"} for row in payment_rows("433123", 3)]
    store_rows(store, rows, table=younger)
    monkeypatch.setattr(relations, "read_tables", lambda: {younger.name: younger})
    store.rollback("fund_payments@0", "乙", "导错了文件")
    assert read_rows(store, "SELECT count(*), count(handled_by) FROM fund_payments") == [(2, 0)]
    assert store_rows(store, rows, table=younger).rows_replaced == 2


def test_a_column_that_is_no_longer_declared_stays_in_the_store(store: Store) -> None:
    store_rows(store, payment_rows("433101", 2) + payment_rows("433123", 2))
    fewer = replace(PAYMENTS, columns=tuple(column for column in PAYMENTS.columns if column.name != "paid_cny"))
    store_rows(store, payment_rows("433123", 3), table=fewer)
    assert payments_of(store) == [("433101", "2021", 2, 2.0), ("433123", "2021", 3, None)]


def test_a_column_declared_with_another_type_is_refused(store: Store) -> None:
    store_rows(store, payment_rows("433123", 2))
    columns = tuple(
        replace(column, type="integer") if column.name == "paid_cny" else column for column in PAYMENTS.columns
    )
    with pytest.raises(UserError, match=r"paid_cny.*类型"):
        store_rows(store, payment_rows("433123", 2), table=replace(PAYMENTS, columns=columns))


def test_every_declared_type_can_be_stored() -> None:
    assert set(TYPES.values()) <= set(ARROW_TYPES)


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(UserError, match="写不进数据目录"):
        store_rows(Store(tmp_path / "data"), payment_rows("433123", 2))


# History


def test_history_says_who_stored_what_when_and_from_which_file(store: Store) -> None:
    before = datetime.now(store_module.TIME_ZONE)
    store_rows(store, payment_rows("433123", 2))
    store.write(
        PAYMENTS, frame_of(PAYMENTS, payment_rows("433101", 4)), "乙", "第二次.xlsx", "f" * 16, "import-2", note="更正"
    )
    newest, oldest = store.history("fund_payments")
    assert (newest.label, newest.table, newest.version, newest.operation) == (
        "fund_payments@1",
        "fund_payments",
        1,
        "import",
    )
    assert (newest.who, newest.file_name, newest.file_hash) == ("乙", "第二次.xlsx", "f" * 16)
    assert (newest.import_id, newest.note) == ("import-2", "更正")
    assert (newest.rows, newest.rows_replaced, newest.rows_total) == (4, 0, 6)
    assert (oldest.label, oldest.who, oldest.rows_total) == ("fund_payments@0", "甲", 2)
    assert (
        before
        <= datetime.fromisoformat(newest.when)
        <= datetime.now(store_module.TIME_ZONE).replace(microsecond=999999)
    )
    assert newest.when.endswith("+08:00")


def test_history_of_all_tables_is_newest_first(store: Store) -> None:
    store_rows(store, payment_rows("433123", 2))
    store_rows(store, [{"code": "433123100", "name": "沱江镇", "level": "township"}], table=find_table("places"))
    store_rows(store, payment_rows("433123", 3))
    assert [entry.label for entry in store.history()] == ["fund_payments@1", "places@0", "fund_payments@0"]


def test_history_of_an_undeclared_table_names_the_declared_ones(store: Store) -> None:
    with pytest.raises(UserError, match=r"没有声明这张表.*fund_payments"):
        store.history("payments")


def test_versions_are_never_expired(store: Store) -> None:
    store_rows(store, payment_rows("433123", 2))
    configuration = DeltaTable(str(store.folder / "store" / "fund_payments")).metadata().configuration
    assert configuration["delta.enableExpiredLogCleanup"] == "false"
    assert configuration["delta.logRetentionDuration"] == "interval 36500 days"
    for number in range(25):
        store_rows(store, payment_rows("433123", number + 1))
    assert (store.folder / "store" / "fund_payments" / "_delta_log" / "_last_checkpoint").exists()
    with store.connect({"fund_payments": 0}) as connection:
        assert connection.execute("SELECT count(*) FROM fund_payments").fetchall() == [(2,)]
    assert len(store.history("fund_payments")) == 26


# Rolling back


def test_rolling_back_makes_a_new_version_with_the_old_rows(store: Store) -> None:
    store_rows(store, payment_rows("433101", 2) + payment_rows("433123", 3))
    first = content_hash(store)
    store_rows(store, payment_rows("433123", 9))
    store_rows(store, payment_rows("433124", 1))
    assert store.rollback("fund_payments@0", "乙", "导错了文件") == "fund_payments@3"
    assert content_hash(store) == first
    newest = store.history("fund_payments")[0]
    assert (newest.operation, newest.who, newest.note) == ("rollback", "乙", "恢复到 fund_payments@0：导错了文件")
    assert (newest.rows, newest.rows_total) == (5, 5)
    assert store.rollback("fund_payments@2", "乙", "导错了文件") == "fund_payments@4"
    assert payments_of(store) == [("433101", "2021", 2, 2.0), ("433123", "2021", 9, 9.0), ("433124", "2021", 1, 1.0)]
    assert store_rows(store, payment_rows("433123", 1)).rows_replaced == 9


@pytest.mark.parametrize("going_back", ["rollback", "withdraw"])
def test_going_back_wants_a_reason(store: Store, going_back: str) -> None:
    store_rows(store, payment_rows("433101", 2))
    with pytest.raises(UserError, match="没有写明原因"):
        getattr(store, going_back)("fund_payments@0", "乙", "  ")
    assert store.versions() == {"fund_payments": 0}


def test_a_first_import_can_be_withdrawn_and_brought_back(store: Store) -> None:
    store_rows(store, payment_rows("433101", 2))
    first = content_hash(store)
    assert store.withdraw("fund_payments@0", "乙", "是去年的表") == "fund_payments@1"
    assert store.versions() == {} and payments_of(store) == []
    newest = store.history("fund_payments")[0]
    assert (newest.operation, newest.rows, newest.note) == ("withdrawal", 0, "撤回 fund_payments@0：是去年的表")
    store.rollback("fund_payments@0", "乙", "没有错")
    assert content_hash(store) == first and store.versions() == {"fund_payments": 2}
    with pytest.raises(UserError, match="撤回、退回不能再撤回"):
        store.withdraw("fund_payments@2", "乙", "还是错的")
    store.rollback("fund_payments@1", "乙", "还是错的")
    assert store_rows(store, payment_rows("433123", 1)).rows_replaced == 0
    assert payments_of(store) == [("433123", "2021", 1, 1.0)]


def test_a_withdrawal_is_not_withdrawn_and_what_it_took_back_is_named(store: Store) -> None:
    store_rows(store, payment_rows("433101", 2))
    store_rows(store, payment_rows("433101", 3), import_id="wrong")
    store.withdraw("fund_payments@1", "乙", "数是错的")
    with pytest.raises(UserError, match="撤回 fund_payments@1：数是错的"):
        store.withdraw("fund_payments@2", "乙", "试试")
    undone = {entry.label: entry.undone for entry in store.history("fund_payments")}
    assert undone["fund_payments@1"].endswith("由乙撤回：数是错的") and undone["fund_payments@0"] == ""
    store.rollback("fund_payments@1", "乙", "没有错")
    assert payments_of(store) == [("433101", "2021", 3, 3.0)]


def test_withdrawing_the_newest_import_brings_back_what_it_replaced(store: Store) -> None:
    store_rows(store, payment_rows("433123", 3))
    first = content_hash(store)
    store_rows(store, payment_rows("433123", 1))
    with pytest.raises(UserError, match="只能撤回最新的一次导入"):
        store.withdraw("fund_payments@0", "乙", "错了")
    store.withdraw("fund_payments@1", "乙", "错了")
    assert content_hash(store) == first


# How far a file reaches


def test_rows_of_another_import_stay_where_the_file_does_not_reach(store: Store) -> None:
    store_rows(store, payment_rows("433123", 3), import_id="one")
    store_rows(store, payment_rows("433123", 5)[3:], import_id="two", reach=Reach(imports=frozenset()))
    assert payments_of(store) == [("433123", "2021", 5, 5.0)]
    written = store_rows(
        store, payment_rows("433123", 4)[3:], import_id="three", reach=Reach(imports=frozenset(["two"]))
    )
    assert written.rows_replaced == 2
    assert payments_of(store) == [("433123", "2021", 4, 4.0)], (
        "the two rows of the sender's file before are replaced by one"
    )


def test_a_row_with_a_key_of_the_file_goes_whoever_brought_it(store: Store) -> None:
    store_rows(store, payment_rows("433123", 3), import_id="one")
    again = [row | {"paid_cny": 9.0} for row in payment_rows("433123", 2)]
    written = store_rows(store, again, import_id="two", reach=Reach(imports=frozenset()))
    assert written.rows_replaced == 2
    assert payments_of(store) == [("433123", "2021", 3, 19.0)]


def test_what_stands_is_told_by_import_and_by_key(store: Store) -> None:
    store_rows(store, payment_rows("433123", 3) + payment_rows("433101", 1), import_id="one")
    frame = frame_of(PAYMENTS, [*payment_rows("433123", 1), *payment_rows("433123", 5)[4:]])
    found = {
        (one.import_id, one.county_code, one.period, one.has_same_key): one.rows
        for one in store.standing_rows(PAYMENTS, frame)
    }
    assert found == {("one", "433123", "2021", True): 1, ("one", "433123", "2021", False): 2}


def test_the_same_rows_of_the_same_file_are_stored_already(store: Store) -> None:
    rows = payment_rows("433123", 3)
    store_rows(store, rows, import_id="one")
    assert store.has_stored(PAYMENTS, frame_of(PAYMENTS, [row | {"import_id": "two"} for row in rows]))
    assert not store.has_stored(PAYMENTS, frame_of(PAYMENTS, [rows[0] | {"paid_cny": 2.0}, *rows[1:]]))
    assert not store.has_stored(PAYMENTS, frame_of(PAYMENTS, rows[:2]))
    store_rows(store, payment_rows("433123", 1))
    assert not store.has_stored(PAYMENTS, frame_of(PAYMENTS, rows)), "part of it was replaced since"


def test_rolling_back_to_the_newest_version_changes_nothing(store: Store) -> None:
    store_rows(store, payment_rows("433101", 2))
    first = content_hash(store)
    assert store.rollback("fund_payments@0", "乙", "导错了文件") == "fund_payments@1"
    assert content_hash(store) == first


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("fund_payments@5", "没有这个版本.*fund_payments@5"),
        ("grades@0", "没有这个版本.*grades@0"),
        ("fund_payments", "版本号写作"),
        ("fund_payments@-1", "版本号写作"),
        ("fund_payments@x", "版本号写作"),
        ("payments@0", "没有声明这张表"),
    ],
)
def test_a_label_that_is_not_in_the_history_is_refused(store: Store, label: str, words: str) -> None:
    store_rows(store, payment_rows("433101", 2))
    with pytest.raises(UserError, match=words):
        store.rollback(label, "乙", "导错了文件")
    with pytest.raises(UserError, match=words):
        store.compare("fund_payments@0", label)
    assert store.versions() == {"fund_payments": 0}


# Comparing


def test_a_comparison_lists_added_removed_and_changed_rows_by_key(store: Store) -> None:
    store_rows(store, payment_rows("433101", 2) + payment_rows("433123", 3))
    rows = payment_rows("433123", 5)[1:]
    rows[0] = {**rows[0], "paid_cny": 9.5, "fund_source": "中央", "source_row": 99}
    rows[1] = {**rows[1], "source_file": "另一个.xlsx"}
    store_rows(store, rows)
    found = store.compare("fund_payments@0", "fund_payments@1")
    assert (found.added_rows, found.removed_rows, found.changed_rows) == (2, 1, 1)
    assert found.added["voucher"].to_pylist() == ["v3", "v4"]
    assert found.removed["voucher"].to_pylist() == ["v0"]
    key = {"county_code": "433123", "period": "2021", "voucher": "v1"}
    assert found.changed.to_pylist() == [
        {**key, "column": "fund_source", "before": None, "after": "中央"},
        {**key, "column": "paid_cny", "before": "1.0", "after": "9.5"},
    ]
    back = store.compare("fund_payments@1", "fund_payments@0")
    assert (back.added_rows, back.removed_rows, back.changed_rows) == (1, 2, 1)


def test_a_comparison_lists_few_rows_and_counts_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.comparing.COMPARED_ROWS", 3)
    store_rows(store, payment_rows("433123", 10))
    store_rows(store, payment_rows("433123", 8, amount=2.0) + payment_rows("433101", 6))
    found = store.compare("fund_payments@0", "fund_payments@1")
    assert (found.added_rows, found.removed_rows, found.changed_rows) == (6, 2, 8)
    assert (found.added.num_rows, found.removed.num_rows, found.changed.num_rows) == (3, 2, 3)


def test_versions_of_different_tables_cannot_be_compared(store: Store) -> None:
    store_rows(store, payment_rows("433123", 1))
    store_rows(store, [{"code": "433123100", "name": "沱江镇", "level": "township"}], table=find_table("places"))
    with pytest.raises(UserError, match="只能比较同一张表的两个版本"):
        store.compare("fund_payments@0", "places@0")
