"""Who a file speaks for: the department or township that sent it, by its title, its 填报单位 line and its name (`core.names`)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.names import built_in_names

_STATED = re.compile(
    r"(?:填报|报送|上报|填表|制表|编制|报表)(?:单位|部门)\s*(?:[(（]\s*(?:盖章|公章|章)\s*[)）])?\s*[:：]\s*([^\s:：,，;；()（）]{2,30})"
)
_PARTS = re.compile(r"[\s_\-—–·.()（）【】\[\]+、,，]+")
_ABOVE = re.compile(r"^.*?(?:自治州|自治县|自治旗|地区|省|州|市|县|区|旗|盟)(?=[^市县区州]{2,})")
_VERSION = re.compile(
    r"[\d一二三四五六七八九十年月日号时分.\-_—–~～()（）\s]+|副本|复件|最新|最终|终稿|修订|更正|修改|版|v(?=\d)"
)
_SAYS_NOTHING = re.compile(
    r"(?:附件|附表|附|表格?|文件|数据|报表|工作簿|工作表|新建.*|汇总表?|统计表?|明细表?|情况表?|book|sheet)*第?"
)
"""What is left of a file's name that says nothing of what is in it."""
_SHORTEST_FULL = 3
"""Names of three characters and more that end as an office's do are found inside other words."""
_OFFICE = ("局", "办", "部", "委", "联", "社", "队", "中心")


def find_sender(titles: Sequence[str], sheet: str, file: str) -> str:
    """The one sender that the titles, the file's name or the sheet's name say, '' when they say none or several."""
    for text in titles:
        stated = _STATED.search(unicodedata.normalize("NFKC", text))
        if stated:
            return known_sender(stated[1])
    for texts in (titles, [Path(file).stem], [sheet]):
        found = {name for text in texts for name in _departments_in(text)}
        if len(found) == 1:
            return found.pop()
        if found:
            return ""
    return ""


def sender_of_file(file: str) -> str:
    """The sender that a file's name says, '' when it says none or several."""
    return find_sender((), "", file)


def known_sender(text: str) -> str:
    """A sender as it is kept: the department's usual name, otherwise the text without the places above it."""
    clean = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    bare = _ABOVE.sub("", clean.removesuffix("人民政府"))
    if (name := built_in_names().department(bare)) != bare:
        return name
    found = set(_departments_in(clean))
    return found.pop() if len(found) == 1 else bare


def is_same_name(one: str, other: str) -> bool:
    """Whether two files' names differ in nothing but dates, numbers and words for versions (…11月.xlsx, …12月(修订).xlsx). Of a name that
    says nothing beside its number (附件1.xlsx, 表2.xlsx) the number counts."""
    bare = _bare(one)
    if _SAYS_NOTHING.fullmatch(bare):
        return bool(bare) and Path(one).stem.strip().lower() == Path(other).stem.strip().lower()
    return bare == _bare(other)


def _bare(file: str) -> str:
    return _VERSION.sub("", unicodedata.normalize("NFKC", Path(file).stem).lower())


def _departments_in(text: str) -> Iterable[str]:
    clean = unicodedata.normalize("NFKC", text)
    alone = set(_PARTS.split(clean))
    for word, name in built_in_names().words.items():
        is_full = len(word) >= _SHORTEST_FULL and word.endswith(_OFFICE)
        if (is_full and word in clean) or word in alone:
            yield name
