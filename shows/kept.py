"""Shows an office put together: a list of slides with their captions, kept in the data folder, one file a show."""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core import seals
from core.errors import UserError

FOLDER = "shows"
_ID = re.compile(r"[a-z0-9_]{1,40}")
_MOST_SLIDES = 60
_LONGEST = 80


@dataclass(frozen=True)
class Spec:
    """One slide: its kind (`making.KINDS`), what of it is picked, and the office's own words in place of the finding."""

    kind: str
    picks: Mapping[str, str] = field(default_factory=dict)
    caption: str = ""


@dataclass(frozen=True)
class Show:
    """A show: its id in addresses, its title, its slides; who saved it and when ('' for one that comes with the program)."""

    id: str
    title: str
    slides: tuple[Spec, ...]
    who: str = ""
    saved_at: str = ""


READY_MADE = Show(
    "mobilization",
    "动员部署会",
    tuple(
        Spec(kind)
        for kind in (
            "standing",
            "league",
            "lights",
            "map",
            "spending",
            "losses",
            "activities",
            "ledger",
            "late",
            "todo",
            "leaders",
            "cooperation",
        )
    ),
)
"""The mobilization meeting: where we stand and how long it is, who is ahead, lights, map, money, what costs most, the six activities,
problems and who is late, who has to do what by when, who is commended, the cooperation of east and west."""


def read_shows(folder: Path) -> list[Show]:
    """Every show there is, the ready-made one first; a file that cannot be read is left out."""
    found = [show for path in sorted((folder / FOLDER).glob("*.json")) if (show := _read(path)) is not None]
    return [READY_MADE, *found]


def read_show(folder: Path, show_id: str) -> Show:
    """The show of an id. Raises UserError naming those there are."""
    shows = {show.id: show for show in read_shows(folder)}
    if show_id not in shows:
        raise UserError("没有这个投影", field="show", came=show_id, todo=f"可用：{'、'.join(shows)}")
    return shows[show_id]


def save_show(folder: Path, show: Show, who: str) -> Show:
    """The show as it was saved, under a new id where it has none. Raises UserError for what cannot be a show."""
    title = show.title.strip()
    if not title or len(title) > _LONGEST:
        raise UserError(f"请给投影起个名字（{_LONGEST} 字以内）", field="名称", came=title[:20])
    if not show.slides or len(show.slides) > _MOST_SLIDES:
        raise UserError(f"一个投影要有 1 到 {_MOST_SLIDES} 屏", field="屏数", came=str(len(show.slides)))
    moment = datetime.now(UTC)
    show_id = show.id if _ID.fullmatch(show.id) and show.id != READY_MADE.id else f"s{moment:%y%m%d%H%M%S%f}"[:16]
    saved = Show(show_id, title, show.slides, who, moment.isoformat(timespec="seconds"))
    home = folder / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=home, suffix=".part", delete=False) as file:
        json.dump(asdict(saved), file, ensure_ascii=False, indent=1)
    path = home / f"{show_id}.json"
    seals.add(folder, {path: seals.seal_of(Path(file.name))})
    Path(file.name).replace(path)
    return saved


def delete_show(folder: Path, show_id: str) -> None:
    """Take a show away; one that is not there, or comes with the program, stays as it is."""
    if _ID.fullmatch(show_id):
        path = folder / FOLDER / f"{show_id}.json"
        path.unlink(missing_ok=True)
        seals.drop(folder, path)


def _read(path: Path) -> Show | None:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        slides = tuple(Spec(str(one["kind"]), dict(one["picks"]), str(one["caption"])) for one in raw["slides"])
        return Show(path.stem, str(raw["title"]), slides, str(raw["who"]), str(raw["saved_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
