"""Declarations are read again when their files change, and only then."""

from pathlib import Path

import pytest

from core import declared
from core.declared import kept_until_changed
from core.errors import UserError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a declaration; every look at it sees the disk."""
    monkeypatch.setattr(declared, "LOOK_SECONDS", 0.0)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "one.yaml").write_text("a: 1", encoding="utf-8")
    return tmp_path


def test_a_file_that_changes_comes_or_goes_is_read_and_nothing_else_is(folder: Path) -> None:
    read: list[str] = []

    @kept_until_changed(folder)
    def names(ending: str) -> list[str]:
        read.append(ending)
        return sorted(path.stem for path in folder.rglob(f"*{ending}"))

    assert names(".yaml") == names(".yaml") == ["one"] and read == [".yaml"]
    (folder / "two.yaml").write_text("b: 2", encoding="utf-8")
    assert names(".yaml") == ["one", "two"]
    (folder / "note.txt").write_text("no declaration", encoding="utf-8")
    assert names(".yaml") == ["one", "two"] and len(read) == 2
    (folder / "two.yaml").write_text("b: 22", encoding="utf-8")
    assert names(".yaml") == ["one", "two"] and len(read) == 3
    (folder / "two.yaml").unlink()
    assert names(".yaml") == ["one"] and names(".sql") == []


def test_what_is_refused_is_refused_again_without_being_read_until_it_is_mended(folder: Path) -> None:
    read: list[str] = []

    @kept_until_changed(own=lambda name: folder / name)
    def check(name: str) -> str:
        read.append(name)
        text = (folder / name / "one.yaml").read_text(encoding="utf-8")
        if text != "a: 2":
            raise UserError("不对", file="one.yaml")
        return text

    for _ in range(2):
        with pytest.raises(UserError, match=r"文件「one\.yaml」：不对"):
            check("below")
    assert read == ["below"]
    (folder / "below" / "one.yaml").write_text("a: 2", encoding="utf-8")
    assert check("below") == "a: 2"


def test_a_folder_is_looked_at_once_in_a_while(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = declared.stamp_of(folder)
    monkeypatch.setattr(declared, "LOOK_SECONDS", 3600.0)
    (folder / "three.yaml").write_text("c: 3", encoding="utf-8")
    assert declared.stamp_of(folder) == before
    monkeypatch.setattr(declared, "LOOK_SECONDS", 0.0)
    assert len(declared.stamp_of(folder)) == len(before) + 1
