"""The process that the kill test kills: it imports one file after the other and announces every step."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from store import delta_files
from store.versions import Store
from tests.store.stored_frames import PAYMENTS, frame_of, payment_rows, store_rows


def rows_of(number: int) -> list[dict[str, Any]]:
    """The rows of the import with that number: other counts and amounts each time, of one of the two counties."""
    return payment_rows("433123", 200 + number % 7, amount=float(number))


def import_for_ever(folder: Path, pipe: Connection, number: int) -> None:
    """The process that gets killed: imports one file after the other and announces every step."""

    def announced(step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            pipe.send((f"before {step}", number))
            result = function(*arguments)
            pipe.send((f"after {step}", number))
            return result

        return run

    delta_files.write_data_files = announced("files", delta_files.write_data_files)
    delta_files.commit_files = announced("commit", delta_files.commit_files)
    while True:
        store_rows(Store(folder), rows_of(number))
        number += 1


frame_of(PAYMENTS, rows_of(1))  # loads what Arrow imports late, once for all processes that are forked from here
