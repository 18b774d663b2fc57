"""The data folder is the account's own; copies of uploads do not stay behind."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.private import begin_private, keep_private, sweep_temporary, temporary_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_is_there_is_closed_and_what_comes_is_made_closed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "data", tmp_path / "outside"
    (folder / "store" / "persons").mkdir(parents=True)
    (folder / "store" / "persons" / "a.parquet").write_bytes(b"x")
    outside.write_text("x", "utf-8")
    (folder / "link").symlink_to(outside)
    assert keep_private(folder) == 4 and keep_private(folder) == 0
    assert {mode_of(folder), mode_of(folder / "store" / "persons")} == {0o700}
    assert mode_of(folder / "store" / "persons" / "a.parquet") == 0o600
    assert mode_of(outside) == 0o644, "what a link leads to is not the folder's"
    begin_private()
    (folder / "new").mkdir()
    (folder / "new" / "b.db").write_bytes(b"x")
    assert mode_of(folder / "new") == 0o700 and mode_of(folder / "new" / "b.db") == 0o600
    assert keep_private(tmp_path / "away") == 0 and not (tmp_path / "away").exists()


def test_an_upload_of_a_killed_process_is_swept_and_that_of_a_living_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"post-evaluation-{ended.pid}-abc"
    left.mkdir()
    (left / "upload.xlsx").write_bytes(b"x")
    with temporary_folder() as mine:
        assert mine.parent == tmp_path and mode_of(mine) == 0o700
        assert sweep_temporary() == 1
        assert not left.exists() and mine.exists()
    assert not mine.exists()
