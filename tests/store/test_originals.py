"""Original files are kept once, by content, and found again by the hash that rows carry."""

import hashlib
from pathlib import Path

import pytest

from core.errors import UserError
from store.originals import file_hash, keep_original, original_path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "支付明细.XLSX"
    path.write_bytes(b"PK\x03\x04 a workbook")
    return path


def test_an_original_is_kept_under_its_hash_and_found_by_its_first_digits(tmp_path: Path, workbook: Path) -> None:
    folder = tmp_path / "data"
    digest = keep_original(folder, workbook)
    assert digest == file_hash(workbook) == hashlib.sha256(workbook.read_bytes()).hexdigest()
    for text in (digest, digest[:16]):
        found = original_path(folder, text)
        assert found == folder / "files" / f"{digest}.xlsx"
        assert found.read_bytes() == workbook.read_bytes()


def test_the_same_bytes_are_kept_once_and_other_bytes_beside_them(tmp_path: Path, workbook: Path) -> None:
    folder = tmp_path / "data"
    first = keep_original(folder, workbook)
    written = original_path(folder, first).stat().st_mtime_ns
    assert keep_original(folder, workbook) == first
    workbook.write_bytes(b"another one")
    second = keep_original(folder, workbook)
    assert original_path(folder, first).stat().st_mtime_ns == written
    assert sorted(path.stem for path in (folder / "files").iterdir()) == sorted([first, second])


def test_a_copy_that_breaks_off_leaves_nothing_behind(
    tmp_path: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("store.originals.shutil.copyfileobj", break_off)
    with pytest.raises(OSError, match="disk full"):
        keep_original(tmp_path / "data", workbook)
    assert list((tmp_path / "data" / "files").iterdir()) == []


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "abc", "0123456789ABCDEF", "*" * 16, "0123456789abcdeg"])
def test_what_is_no_hash_is_refused(tmp_path: Path, digest: str) -> None:
    with pytest.raises(UserError, match="十六进制"):
        original_path(tmp_path, digest)


def test_a_hash_nothing_was_kept_under_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="原始文件不在数据目录里"):
        original_path(tmp_path, "0" * 16)
