"""A book as plain data: what is read from a folder is what is written to another."""

from pathlib import Path

import pytest

from indicators.books import read_raw, write_raw
from indicators.declared import DEFINITIONS_FOLDER, read_framework


@pytest.mark.parametrize("name", ["consolidation_2021", "spending_notice"])
def test_writing_a_book_and_reading_it_is_identity(name: str, tmp_path: Path) -> None:
    book = read_raw(DEFINITIONS_FOLDER / name)
    write_raw(book, tmp_path / name)
    assert read_raw(tmp_path / name) == book
    assert read_framework(name, tmp_path).measures == read_framework(name).measures


def test_the_same_book_is_written_as_the_same_bytes_whatever_the_order_of_its_keys(tmp_path: Path) -> None:
    book = read_raw(DEFINITIONS_FOLDER / "spending_notice")
    turned = {key: dict(reversed(part.items())) for key, part in book.items()}  # type: ignore[attr-defined]
    write_raw(book, tmp_path / "one")
    write_raw(turned, tmp_path / "two")  # type: ignore[arg-type]
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.yaml"))
    assert len(files) > 1
    assert [(tmp_path / "one" / path).read_bytes() for path in files] == [
        (tmp_path / "two" / path).read_bytes() for path in files
    ]
