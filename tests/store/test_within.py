"""A store within a place: no view, county's rows or comparison of another place is there, it writes nothing and keeps no answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import UserError
from store import Store
from store.relations import STAMPS
from tests.store.stored_frames import PAYMENTS, payment_rows, read_rows, store_rows

OURS, OTHER = "433123", "433122"
COUNT = "SELECT county_code, count(*) FROM fund_payments GROUP BY ALL ORDER BY ALL"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two counties, and a second version with a row less of each."""
    whole = Store(tmp_path)
    for rows in (3, 2):
        store_rows(
            whole, [*payment_rows(OURS, rows), *payment_rows(OTHER, rows), *payment_rows("433123101", 1, period="2020")]
        )
    return whole


@pytest.mark.parametrize(
    ("within", "there"),
    [
        ("", [(OTHER, 2), (OURS, 2), ("433123101", 1)]), ("433100", [(OTHER, 2), (OURS, 2), ("433123101", 1)]),
        (OURS, [(OURS, 2), ("433123101", 1)]), (OTHER, [(OTHER, 2)]),
        ("433123101", [("433123101", 1)]), ("430000", [(OTHER, 2), (OURS, 2), ("433123101", 1)]),
        ("433124", []), ("520000", []), ("nowhere", []),
    ],
)  # fmt: skip
def test_views_have_the_rows_of_the_place_alone(store: Store, within: str, there: list[tuple[str, int]]) -> None:
    assert read_rows(Store(store.folder, within=within), COUNT) == there


def test_a_county_of_another_place_has_no_rows(store: Store) -> None:
    own = Store(store.folder, within=OURS)
    with own.connect() as connection:
        counted = [
            connection.execute(
                f"SELECT count(*) FROM ({own.county_rows(['fund_payments'], code)['fund_payments'].sql()})"
            ).fetchone()
            for code in (OURS, OTHER)
        ]
    assert counted == [(2,), (0,)]


def test_a_township_sees_of_its_county_only_itself(store: Store) -> None:
    own = Store(store.folder, within="433123101")
    with own.connect() as connection:
        rows = own.county_rows(["fund_payments"], OURS)["fund_payments"].sql()
        assert connection.execute(f"SELECT count(*) FROM ({rows})").fetchone() == (0,)


def test_versions_are_compared_in_the_rows_of_the_place(store: Store) -> None:
    label = f"{PAYMENTS.name}@"
    assert store.compare(f"{label}0", f"{label}1").removed_rows == 2
    assert Store(store.folder, within=OURS).compare(f"{label}0", f"{label}1").removed_rows == 1


def test_nothing_is_written_and_no_answer_kept_for_others(store: Store) -> None:
    own = Store(store.folder, within=OURS)
    for act in (lambda: store_rows(own, payment_rows(OURS, 1)), lambda: own.rollback(f"{PAYMENTS.name}@0", "甲", "试")):
        with pytest.raises(UserError, match="不能直接改表"):
            act()
    with own.connect() as connection:
        assert connection.execute(f"FROM duckdb_tables() WHERE table_name = '{STAMPS}'").fetchall() == []
    assert own.version_key(["fund_payments"]) != store.version_key(["fund_payments"])
    assert own.content_key() != store.content_key()
