"""Whole columns of invented frames at once: places, numbered codes, dates, and a frame in a table's own shape."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.places import Place
from demo.figures.funds import FUND_YEARS
from store import arrow_schema, find_table

TOWNSHIPS_A_COUNTY = 15
VILLAGES_A_TOWNSHIP = 10
FILE = "全省模拟数据"

Columns = Mapping[str, object]


def make_frame(name: str, columns: Columns) -> pa.Table:
    """A frame of the declared columns and types; columns not given are empty, sources name the invented file."""
    rows = len(next(iter(columns.values())))  # type: ignore[arg-type]
    schema = arrow_schema(find_table(name))
    source = {
        "source_file": pa.repeat(FILE, rows),
        "source_hash": pa.repeat("0" * 16, rows),
        "source_sheet": pa.repeat("模拟", rows),
        "source_row": pa.array(np.arange(1, rows + 1, dtype=np.int32)),
        "import_id": pa.repeat(f"scale-{name}", rows),
    }
    given = {**columns, **source}
    arrays = [
        pa.array(given[field.name]).cast(field.type) if field.name in given else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def pick_texts(texts: Sequence[str], positions: np.ndarray) -> pa.Array:
    """The text at each position."""
    return pa.array(list(texts)).take(pa.array(positions))


def number_texts(before: pa.Array, numbers: np.ndarray, width: int) -> pa.Array:
    """The texts with a number of that many digits behind each."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(before, digits, "")


def county_columns(counties: Sequence[Place], county: np.ndarray) -> dict[str, pa.Array]:
    """Place columns of counties, given by their positions."""
    codes = pick_texts([place.code for place in counties], county)
    return {
        "place_code": codes,
        "place_name": pick_texts([place.name for place in counties], county),
        "county_code": codes,
    }


def township_columns(counties: Sequence[Place], township: np.ndarray) -> dict[str, pa.Array]:
    """Place columns of townships counted through all counties; codes as officials number them, from 101."""
    county, number = np.divmod(township, TOWNSHIPS_A_COUNTY)
    codes = pick_texts([place.code for place in counties], county)
    names = pc.binary_join_element_wise("第", pa.array(number + 1).cast(pa.string()), "乡", "")
    return {"place_code": number_texts(codes, number + 101, 3), "place_name": names, "county_code": codes}


def new_year_days(year: np.ndarray) -> np.ndarray:
    """1 January of each year as days since 1970."""
    starts = {int(text): (date(int(text), 1, 1) - date(1970, 1, 1)).days for text in FUND_YEARS}
    return np.asarray(np.vectorize(starts.__getitem__)(year))


def to_dates(days: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Dates from days since 1970, empty where `missing` is true."""
    return pa.array(days.astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())
