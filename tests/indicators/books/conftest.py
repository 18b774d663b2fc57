"""A data folder of its own, and a small book that is complete."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from indicators.books import RawBook

SMALL: RawBook = {
    "framework": {
        "title": "小办法",
        "version": "1",
        "period": "month",
        "points": 5,
        "valid_from": "2026-01",
        "valid_to": "2026-12",
        "aspects": [{"title": "工作落实", "points": 5}],
        "indicators": [{"title": "项目", "points": 5}],
        "source": "试",
    },
    "measures": {
        "done": {
            "title": "完成率",
            "says": "完成的乡镇个数 ÷ 全部乡镇个数",
            "aspect": "工作落实",
            "indicator": "项目",
            "table": "township_progress",
            "met": "done_count >= target_count",
            "unit": "percent",
            "direction": "higher_is_better",
            "points": 5,
            "scoring": {"rule": "linear", "zero_at": 0.5, "full_at": 1.0},
            "source": "试",
        }
    },
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, which holds nothing yet."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def small(measure: dict[str, Any] | None = None, **framework: Any) -> RawBook:
    """The small book with other keys; None takes one away."""
    book = deepcopy(SMALL)
    for part, changes in ((book["framework"], framework), (book["measures"]["done"], measure or {})):
        for key, value in changes.items():
            part.pop(key, None)
            if value is not None:
                part[key] = value
    return book
