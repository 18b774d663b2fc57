"""One sheet looked at before it is imported, and what stands in one column of it."""

from pathlib import Path
from typing import Any

from loaders.importing import preview
from loaders.recognise.choices import Choices
from loaders.results import SheetResult


def check_sheet(path: Path, folder: Path, **choices: Any) -> SheetResult:
    """The only sheet of a file checked without writing; it must not be refused."""
    (sheet,) = preview(path, Choices(**choices), folder=folder).sheets
    assert not sheet.reason, sheet.reason
    return sheet


def column(sheet: SheetResult, name: str) -> list[Any]:
    """The values of a column."""
    assert sheet.frame is not None
    values: list[Any] = sheet.frame[name].to_pylist()
    return values
