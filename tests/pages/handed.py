"""The files that a page hands out."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl


@dataclass(frozen=True)
class Handed:
    """A file that a page hands out."""

    label: str
    name: str
    make: Callable[[], bytes] | bytes

    def book(self) -> openpyxl.Workbook:
        content = self.make if isinstance(self.make, bytes) else self.make()
        return openpyxl.load_workbook(io.BytesIO(content))
