"""What the office said of its figures, once: the unit where no table says it, and which way is better. Kept with who and when."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import UserError
from core.json_files import write_json
from core.settings import TIME_ZONE
from indicators.scoring import HIGHER, LOWER

NEITHER: Final = "none"
BETTER: Final = {HIGHER: "越高越好", LOWER: "越低越好", NEITHER: "不分好坏"}
UNITS: Final = ("户", "人", "个", "件", "次", "元", "万元", "亿元", "万人", "亩", "天", "%", "小数")
"""What a figure may be said to be in; `%` where 85 is stored, 小数 where 0.85 is."""
LONGEST_WORD: Final = 12
LONGEST_NAME: Final = 40


@dataclass(frozen=True)
class Said:
    """What somebody said of a figure: unit ('' where the table knows it), direction, who and when."""

    unit: str
    better: str
    who: str
    when: str


Answers = Mapping[str, Said]
"""Key of a figure → what was said."""


def read_answers(folder: Path) -> Answers:
    """All that was said; a file that cannot be read is refused with its name."""
    path = _path(folder)
    if not path.exists():
        return {}
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))["figures"]
        return {str(key): Said(**{name: str(one[name]) for name in Said.__annotations__}) for key, one in raw.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        todo = "请删去这个文件，重新说明单位和好坏"
        raise UserError("保存的数字说明读不出", file=path.name, todo=todo) from error


def keep_answer(folder: Path, key: str, unit: str, better: str, who: str) -> Said:
    """Keeps what was said of a figure in place of what was said before. Raises UserError for what cannot be kept."""
    if better not in BETTER:
        raise UserError("没有说哪头好", field="好坏", came=better, todo=f"请选：{'、'.join(BETTER.values())}")
    if not who.strip():
        raise UserError("必须填写", field="办理人", todo="请写明是谁说的，再保存")
    for field, text, longest in (("单位", unit, LONGEST_WORD), ("办理人", who, LONGEST_NAME)):
        if len(text.strip()) > longest:
            raise UserError(f"不能超过{longest}个字", field=field, came=f"{len(text.strip())}个字", todo="请写短一些")
    said = Said(unit.strip(), better, who.strip(), datetime.now(TIME_ZONE).isoformat(timespec="seconds"))
    kept = {name: asdict(one) for name, one in {**read_answers(folder), key: said}.items()}
    write_json(_path(folder), {"figures": kept}, sealed_in=folder)
    return said


def _path(folder: Path) -> Path:
    return folder / "mappings" / "figures.json"
