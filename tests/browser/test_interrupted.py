"""A few of the moments of `tests.browser.interrupted`: an import that was cut off is whole or not there, and is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.interrupted import BETWEEN, Outcome, Trial, try_moments

ROWS = 20


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    made = Trial(tmp_path, rows=ROWS)
    yield made
    made.stop()


def test_a_killed_command_left_all_tables_or_none_and_the_next_one_says_so(trial: Trial) -> None:
    for outcome in try_moments(trial, "command", 2):
        assert outcome.is_right, outcome


def test_a_killed_server_left_all_tables_or_none_and_the_next_one_says_so(trial: Trial, browser: Browser) -> None:
    trial.browser = browser
    for outcome in try_moments(trial, "server", 1):
        assert outcome.is_right, outcome


def test_a_part_of_an_import_or_silence_is_a_fault() -> None:
    assert not Outcome("", 0, BETWEEN, "after", is_told=True).is_right
    assert not Outcome("", 0, "before", "before", is_told=False).is_right
