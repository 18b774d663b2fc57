"""Small JSON files that people's answers are kept in: written whole or not at all."""

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core import seals


def write_json(path: Path, record: Mapping[str, Any], *, sealed_in: Path | None = None, indent: int | None = 1) -> None:
    """The file with this content; whoever reads meanwhile finds the one before. It has a seal in the data folder `sealed_in`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        partial.write_text(json.dumps(record, ensure_ascii=False, indent=indent, default=str), encoding="utf-8")
        if sealed_in is not None:
            seals.add(sealed_in, {path: seals.seal_of(partial)})
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
