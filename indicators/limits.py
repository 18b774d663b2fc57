"""Lines that checks hold rows against, named `limit_<code>` in definitions: built-in values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

LIMITS_FILE = Path(__file__).parent / "limits.yaml"
PREFIX = "limit_"


@dataclass(frozen=True)
class Limit:
    """One line: its built-in value, the unit it is in, its title and where the value comes from."""

    code: str
    title: str
    value: float
    unit: str
    source: str


@cache
def read_limits() -> Mapping[str, Limit]:
    """Code → built-in limit."""
    raw = yaml.load(LIMITS_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {
        code: Limit(code, one["title"], float(one["value"]), one["unit"], one["source"]) for code, one in raw.items()
    }


@cache
def limit_names() -> frozenset[str]:
    """The names a definition may use."""
    return frozenset(f"{PREFIX}{code}" for code in read_limits())
