"""What of a book no field of a form holds: it stays as it is, and the form says so, with the way to change it."""

from collections.abc import Collection, Mapping
from typing import Any

from indicators.books import say_key
from pages.parts.common import look

UNSAID = ("framework", "wording")
"""Keys that are no content of a form: the number of the book, and the document's own words, which stand above the form."""


def draw_kept(part: str, raw: Mapping[str, Any], shown: Collection[str]) -> None:
    """The titles of the keys that are filled and have no field; nothing where every key has one."""
    kept = [
        say_key(part, key)
        for key, value in raw.items()
        if key not in shown and key not in UNSAID and value not in (None, "", [], {})
    ]
    if kept:
        look.draw_note(
            f"还有 {len(kept)} 项内容这里没有栏目，保存时原样保留：{'、'.join(kept)}。要改，请下载这个办法的工作簿，改好再导回。"
        )
