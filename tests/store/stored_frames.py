"""Small frames for the store's tests: payments, one row a voucher, replaced by county and year."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from store.declared.tables import Table, find_table
from store.frames import arrow_schema
from store.replacing import EVERYTHING, Reach
from store.versions import Store, WriteResult

PAYMENTS = find_table("fund_payments")


def frame_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A frame with all stored columns; columns a row does not name are empty."""
    schema = arrow_schema(table)
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def payment_rows(county: str, vouchers: int, *, amount: float = 1.0, period: str = "2021") -> list[dict[str, Any]]:
    """Payments of one county and year, each of `amount` yuan."""
    return [
        {
            "place_code": county,
            "county_code": county,
            "period": period,
            "project_code": f"p{number // 10}",
            "voucher": f"v{number}",
            "paid_cny": amount,
            "source_file": "支付明细.xlsx",
            "source_hash": "0123456789abcdef",
            "source_row": number + 2,
        }
        for number in range(vouchers)
    ]


def store_rows(
    store: Store,
    rows: Iterable[Mapping[str, Any]],
    *,
    table: Table = PAYMENTS,
    import_id: str = "import-1",
    reach: Reach = EVERYTHING,
) -> WriteResult:
    """One import of these rows by 甲."""
    frame = frame_of(table, ({"import_id": import_id} | dict(row) for row in rows))
    return store.write(table, frame, "甲", "支付明细.xlsx", "0123456789abcdef", import_id, reach=reach)


def read_rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query at the newest versions."""
    with store.connect() as connection:
        return connection.execute(query).fetchall()


def content_hash(store: Store, name: str = PAYMENTS.name) -> str:
    """A hash of all rows of a table, in no particular order."""
    return hash_of(read_rows(store, f"SELECT * FROM {name}"))


def hash_of(rows: Iterable[tuple[Any, ...]]) -> str:
    """A hash of these rows, in no particular order."""
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
