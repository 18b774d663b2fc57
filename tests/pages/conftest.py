"""Pages are opened through dashboard.py, as the server does it."""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager


@pytest.fixture(autouse=True)
def pages_through_the_frame(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AppTest looks for a pages folder anew in each run; the server does not (see dashboard.py)."""
    begin = PagesManager.__init__

    def begin_without_folder(self: PagesManager, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", begin_without_folder)
    yield
