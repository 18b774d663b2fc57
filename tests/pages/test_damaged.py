"""A damaged file takes its own table and nothing else: the pages open, name the file, and 数据导入 brings the table back."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import database
from ledger.book import database as ledger_database
from ledger.book import open_ledger
from store import Store
from tests.pages.opening import open_page, text_of
from tests.store.kept_store import GRADES, fill


@pytest.fixture
def folder(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny data folder as DATA_DIR."""
    monkeypatch.delenv("LEDGER_URL", raising=False)
    fill(empty_folder)
    return empty_folder


def damage(folder: Path) -> str:
    """Cuts a file of the newest grades short; its path below the data folder."""
    path = max((folder / "store" / GRADES.name).glob("*.parquet"), key=lambda one: one.stat().st_mtime_ns)
    path.write_bytes(path.read_bytes()[:50])
    return path.relative_to(folder).as_posix()


@pytest.mark.parametrize("name", ["overview", "spending", "standing", "imports"])
def test_every_page_opens_and_names_the_damaged_file(folder: Path, name: str) -> None:
    file = damage(folder)
    said = text_of(open_page(name))
    assert f"《{GRADES.title}》的文件 {file} 内容被改动或损坏" in said
    assert "其他表不受影响" in said


def test_a_click_brings_back_what_is_whole_and_says_what_has_to_come_again(folder: Path) -> None:
    damage(folder)
    page = open_page("imports")
    button(page, f"mend_{GRADES.name}").click().run()
    assert f"《{GRADES.title}》：文件损坏，恢复到 grades@0；现有 1 行。" in text_of(page)
    assert "内容被改动或损坏" not in text_of(page)
    assert Store(folder).versions()[GRADES.name] == 2
    assert next(entry.note for entry in Store(folder).history(GRADES.name)).endswith("文件损坏")


def button(page: AppTest, key: str) -> AppTest:
    found: AppTest = page.button(key=key)
    return found


def test_an_original_that_is_gone_takes_nothing_else_of_the_page(folder: Path) -> None:
    """No version of this store has its original."""
    page = open_page("imports")
    assert page.selectbox(key="version_chosen").options
    assert any("原始文件不在数据目录里" in one.value for one in page.caption)
    assert button(page, "roll_back")


@pytest.mark.parametrize("name", ["overview", "imports"])
def test_a_ledger_that_is_no_database_takes_its_own_pages_alone(folder: Path, name: str) -> None:
    open_ledger(folder).engine.dispose()
    for path in (folder / "ledger").glob("ledger.db*"):
        path.write_bytes(b"garbage" * 100)
    database._engine.cache_clear()
    ledger_database._upgraded.cache_clear()
    assert "没能打开" not in text_of(open_page(name))
    said = text_of(open_page("ledger"))
    assert "文件「ledger/ledger.db」：台账文件损坏" in said and "python -m ledger restore" in said


def test_a_damaged_mark_of_simulated_data_stays_one(folder: Path) -> None:
    (folder / "demo.json").write_text("garbage{", encoding="utf-8")
    assert "模拟数据" in text_of(open_page("imports"))


def test_a_page_says_that_the_folder_is_away_and_makes_no_other(folder: Path, tmp_path: Path) -> None:
    assert "数据目录不" not in text_of(open_page("imports"))
    folder.rename(tmp_path / "away")
    said = text_of(open_page("imports"))
    assert "数据目录不在了" in said and str(folder) in said and "什么都没有写入" in said
    assert not folder.exists()
