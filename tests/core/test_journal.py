"""The server's log: nothing of a person in it, where it happened stays, JSON where it is asked for."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from core import journal
from core.errors import UserError

NUMBER = "433123197001010015"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger of its own whose lines are read."""
    made, written, before = logging.getLogger("tests.journal"), io.StringIO(), logging.getLogRecordFactory()
    handler = logging.StreamHandler(written)
    monkeypatch.setattr(logging.root.manager, "loggerDict", {"tests.journal": made})
    made.addHandler(handler)
    made.propagate = False
    yield made, written
    made.removeHandler(handler)
    logging.setLogRecordFactory(before)


def fail() -> None:
    try:
        raise ValueError(f"Could not convert string '某甲' of {NUMBER} to DOUBLE in column \"id_number\"")
    except ValueError as error:
        raise KeyError("户某乙") from error


def test_an_error_is_told_without_what_it_was_about(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    journal.keep_journal()
    try:
        fail()
    except KeyError:
        logger.exception("page %s failed for %s", "household", NUMBER)
    said = written.getvalue()
    assert "page household failed for 43*************015" in said and "ValueError" in said and "in fail" in said
    assert "某甲" not in said and "户某乙" not in said and NUMBER not in said and '"id_number"' in said


def test_a_line_is_one_object_where_a_program_reads_it(
    log: tuple[logging.Logger, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    logger, written = log
    monkeypatch.setenv("LOG_FORMAT", "json")
    journal.keep_journal()
    logger.warning("an act of kind %s was not recorded", "导出")
    try:
        fail()
    except KeyError:
        logger.exception("page failed")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (
        first["level"] == "WARNING" and first["said"] == "an act of kind 导出 was not recorded" and "error" not in first
    )
    assert second["error"] == "KeyError" and any("in fail" in frame for frame in second["where"])
    assert "某甲" not in written.getvalue()


def test_a_line_whose_words_and_values_do_not_fit_costs_nothing(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, _ = log
    journal.keep_journal()
    record = logger.makeRecord("tests", logging.INFO, "here", 1, "%s and %s", ("one",), None)
    assert record.msg == "%s and %s"


def test_another_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(UserError, match="LOG_FORMAT"):
        journal.keep_journal()
