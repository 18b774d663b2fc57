"""What a place is called for short where there is little room: 湘西 for 湘西土家族苗族自治州, 永顺 for 永顺县."""

import re
from typing import Final

_PEOPLES: Final = (
    "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克", "傣", "黎",
    "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南",
    "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙",
    "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)  # fmt: skip
"""The peoples an autonomous area may be named after; 各族 where it is after all of them."""
_SELF_RULED: Final = re.compile(
    rf"(?P<short>.{{2,}}?)(?:各族|(?:(?:{'|'.join(_PEOPLES)})族)+|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克)?自治[县州旗]"
)
_KINDS: Final = "县市区州旗盟"


def short_name(name: str) -> str:
    """The name without what says of what kind the place is; a name of two letters stays."""
    if found := _SELF_RULED.fullmatch(name):
        return found["short"]
    return name[:-1] if len(name) > 2 and name[-1] in _KINDS else name
