"""What the keys of a book are called in Chinese."""

from collections.abc import Mapping
from pathlib import Path

from core.declared import kept_until_changed, read_yaml

TITLES_FILE = Path(__file__).parent / "key_titles.yaml"
PARTS = ("framework", "cut", "lights", "measure", "holding", "rules", "parameters")


@kept_until_changed(TITLES_FILE.parent)
def key_titles() -> Mapping[str, Mapping[str, str]]:
    """Part of a book (`PARTS`) → key → its title; of `rules` the names of the scoring rules, of `parameters` theirs."""
    titles: Mapping[str, Mapping[str, str]] = read_yaml(TITLES_FILE)
    return titles


def say_key(part: str, key: str) -> str:
    """The title of a key; one without a title stands as it is written."""
    return key_titles()[part].get(key, key)


def say_field(part: str, field: str) -> str:
    """A field of an error in words: `计分规则 ▸ 满分线`, `方面 ▸ 工作落实 ▸ 分值`."""
    first, *more = field.split(".")
    inside = {"scoring": ("parameters", "rules"), "holds_against": ("holding", "measure"), "lights": ("lights",)}.get(
        first, ("cut",)
    )
    return " ▸ ".join(
        [say_key(part, first), *(_say_inner(inside, one) for one in more if (first, one) != ("scoring", "rule"))]
    )


def _say_inner(parts: tuple[str, ...], key: str) -> str:
    return next((key_titles()[part][key] for part in parts if key in key_titles()[part]), key)
