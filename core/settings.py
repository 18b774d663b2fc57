"""Settings read from the environment when asked, never at import time."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core.errors import UserError

TIME_ZONE = ZoneInfo("Asia/Shanghai")
DEMO_MARK = "demo.json"


def data_dir() -> Path:
    """The folder that holds everything the program keeps: `DATA_DIR`, default `data/` beside the program."""
    return Path(os.environ.get("DATA_DIR") or Path(__file__).parents[1] / "data").resolve()


def demo_mark(folder: Path) -> dict[str, str] | None:
    """What the demo generator left in the data folder (`today`, `seed`, `place_code`), or None for real data."""
    path = folder / DEMO_MARK
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def today(folder: Path) -> date:
    """The working day all countdowns use: `TODAY`, else the demo's own day, else the day in Asia/Shanghai.

    Raises UserError when `TODAY` is no date.
    """
    text = os.environ.get("TODAY", "")
    if text:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise UserError("环境变量 TODAY 应为日期", came=text, todo="请写成 2021-11-20 这样的形式") from error
    mark = demo_mark(folder)
    return date.fromisoformat(mark["today"]) if mark else datetime.now(TIME_ZONE).date()
