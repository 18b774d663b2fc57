"""What an office's outline names by title or rule number → the ids of measures, rules and papers; what nobody knows, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indicators.declared import Framework
from ledger.archive import Archive
from ledger.outline.items import LINKS, Item, Outline

LINK_WORDS: Mapping[str, str] = {"measures": "关联测算项", "checks": "关联疑点规则", "evidence": "关联资料"}
"""The headings of 复习大纲条目表."""
_BETWEEN = "、"


def link_items(
    outline: Outline, framework: Framework, checks: Framework, archive: Archive
) -> tuple[Outline, tuple[str, ...]]:
    """The office's outline with ids in its links, and a line for each name that is none: `“1.2”的关联测算项没有“住房率”。`; the built-in
    one as it is."""
    if not outline.is_own:
        return outline, ()
    cuts = {name: cut.title for cut in framework.indicators for name in (cut.short, cut.title)}
    known: Mapping[str, Mapping[str, str]] = {
        "measures": {one.title: name for name, one in framework.measures.items()} | {name: name for name in framework.measures},
        "checks": {
            said: name for name, one in checks.measures.items() for said in (one.title, one.code, name) if said
        },
        "evidence": {said: one.id for one in archive.items for said in (one.title, one.id)},
    }  # fmt: skip
    items, unknown = [], []
    for item in outline.items:
        linked = {name: _find(getattr(item, name), known[name]) for name in LINKS}
        items.append(_with(item, {name: ids for name, (ids, _) in linked.items()}, cuts))
        for name, (_, lost) in linked.items():
            unknown += [f"“{item.code}”的{LINK_WORDS[name]}没有“{one}”。" for one in lost]
        if item.indicator and item.indicator not in cuts:
            unknown.append(f"“{item.code}”的对应指标没有“{item.indicator}”。")
    return replace(outline, items=tuple(items)), tuple(unknown)


def _with(item: Item, links: Mapping[str, tuple[str, ...]], cuts: Mapping[str, str]) -> Item:
    return replace(item, **links, indicator=cuts.get(item.indicator, item.indicator))  # type: ignore[arg-type]


def _find(named: Sequence[str], known: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the names, and the names nobody has. A title that holds the sign between names is found whole."""
    ids: list[str] = []
    lost: list[str] = []
    at = 0
    while at < len(named):
        end = next((end for end in range(len(named), at, -1) if _BETWEEN.join(named[at:end]) in known), 0)
        if end:
            ids.append(known[_BETWEEN.join(named[at:end])])
        else:
            lost.append(named[at])
        at = end or at + 1
    return tuple(ids), tuple(lost)
