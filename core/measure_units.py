"""The unit of a measure by its id, read from its definition alone, for whoever takes figures in before anything is evaluated."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEFINITIONS = Path(__file__).parents[1] / "indicators" / "definitions"
_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


GROWTH = "_growth"
"""The growth of a measure over last year goes by the measure's id with this ending."""


@cache
def find_unit(measure_id: str, folder: Path = DEFINITIONS) -> str:
    """The declared unit of the measure (`percent`, `cny`, `count:件` …), `percent` of a measure's growth; '' when no framework
    below `folder` declares it."""
    declared = _declared_unit(measure_id, folder)
    is_growth = not declared and measure_id.endswith(GROWTH) and _declared_unit(measure_id.removesuffix(GROWTH), folder)
    return "percent" if is_growth else declared


def _declared_unit(measure_id: str, folder: Path) -> str:
    if not measure_id or not set(measure_id) <= _ID_LETTERS:
        return ""
    for path in sorted(folder.rglob(f"{measure_id}.yaml")):
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(raw, dict) and isinstance(raw.get("unit"), str):
            return str(raw["unit"])
    return ""
