"""Invented names for the demonstration prefecture: townships, villages, people. None is taken from a gazetteer."""

import numpy as np

_FIRST = "云霁岚翠澄栖沐昭熙芷蘅榆棠枫鹭雁鹿溯漱皎朗曜曙黛琼缃缥绮蕴颐弥甘素青白玄丹苍碧银锦星月露霜晴晓暮远宁"
_TOWNSHIP_SECOND = "岫汀屿岑麓浦坞渚湄泓陂阜峤壑瀛垣"
_VILLAGE_SECOND = "畈坞涧渚湄泓陂阜峤岗圩埠墩丘坳蹊"
SURNAMES = "彭田向龙石吴麻张杨梁罗贾符瞿覃尚宿欧秦邓"
GIVEN = "文明建国玉兰春秀德华志远永清正兴金海云松长青世安家和晓光立新"


def invent_township_names(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different township names of two characters and 镇 or 乡 (about three to two)."""
    stems = _invent_stems(rng, _TOWNSHIP_SECOND, count)
    endings = rng.random(count) < 0.6
    return [f"{stem}{'镇' if is_town else '乡'}" for stem, is_town in zip(stems, endings, strict=True)]


def invent_village_names(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different village names; about one in twelve is a 社区."""
    stems = _invent_stems(rng, _VILLAGE_SECOND, count)
    communities = rng.random(count) < 1 / 12
    return [f"{stem}{'社区' if is_community else '村'}" for stem, is_community in zip(stems, communities, strict=True)]


def invent_person_names(rng: np.random.Generator, count: int) -> list[str]:
    """`count` invented names of people, surname and two characters; repeats happen, as they do."""
    surnames = rng.integers(0, len(SURNAMES), count)
    given = rng.integers(0, len(GIVEN), (count, 2))
    return [SURNAMES[s] + GIVEN[a] + GIVEN[b] for s, (a, b) in zip(surnames, given, strict=True)]


def _invent_stems(rng: np.random.Generator, second: str, count: int) -> list[str]:
    picked = rng.permutation(len(_FIRST) * len(second))[:count]
    return [_FIRST[number // len(second)] + second[number % len(second)] for number in picked.tolist()]
