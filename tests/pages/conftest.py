"""Pages are opened through dashboard.py, as the server does it."""

from typing import Any

import pytest
import streamlit as st

from tests.pages.handed import Handed
from tests.pages.opening import pages_through_the_frame


@pytest.fixture(autouse=True)
def through_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """For every test of a page."""
    pages_through_the_frame(monkeypatch)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Handed]:
    """What the pages opened hand out."""
    found: list[Handed] = []
    draw = st.download_button

    def download_button(label: str, data: Any, file_name: str | None = None, **given: Any) -> bool:
        found.append(Handed(label, str(file_name), data))
        return draw(label, data, file_name, **given)

    monkeypatch.setattr(st, "download_button", download_button)
    return found
