"""Pages are opened through dashboard.py, as the server does it."""

import pytest

from tests.pages.opening import pages_through_the_frame


@pytest.fixture(autouse=True)
def through_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """For every test of a page."""
    pages_through_the_frame(monkeypatch)
