"""The workbooks that were imported, to take away again: one rule for every page."""

from pathlib import Path

from core.errors import UserError
from core.personal import ID, may_see_whole
from indicators.shortfalls import has_secrets
from pages.parts.common import cache
from pages.parts.common.labels import plain_label
from pages.parts.common.saving import offer_file
from store import Store, find_table, original_path

DIGITS = 16
"""Of a hash so much stands in the rows."""
KEPT_BACK = "原始文件含证件号码或电话，不在这里下载；需要时请管理员从数据目录取。"


def is_kept_back(digest: str) -> bool:
    """Whether a file, by the beginning of its SHA-256, is not handed out: a table was read from it that holds ID or phone numbers."""
    if may_see_whole(ID):
        return False
    return digest[:DIGITS] in _kept_back()


def draw_original(digest: str, name: str, label: str, key: str) -> bool:
    """The button of a file that may be handed out; whether it is there."""
    path = find_original(digest)
    if path is None:
        return False
    offer_file(plain_label(label), path.read_bytes, file_name=name, what=f"原表 {digest[:DIGITS]}", key=key)
    return True


def find_original(digest: str) -> Path | None:
    """The kept file; None where it is gone."""
    try:
        return original_path(cache.folder(), digest)
    except UserError:
        return None


def _read_kept_back(store: Store) -> frozenset[str]:
    """The beginnings of the hashes of all files that a table with ID or phone numbers was read from, over all versions."""
    return frozenset(entry.file_hash[:DIGITS] for entry in store.history() if has_secrets(find_table(entry.table)))


_kept_back = cache.kept(_read_kept_back, entries=2)
