"""The lights: shape, word and colour of each, the same on every screen, map and list. Never colour alone."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from core.palette import ABSENT, BAD, GOOD, WARNING


class Light(NamedTuple):
    """How a light looks."""

    shape: str
    word: str
    colour: str

    @property
    def words(self) -> str:
        """Shape and word: `● 正常`."""
        return f"{self.shape} {self.word}"


LIGHTS: Final[Mapping[str, Light]] = {
    "normal": Light("●", "正常", GOOD),
    "warning": Light("▲", "预警", WARNING),
    "behind": Light("■", "滞后", BAD),
    "unclear": Light("？", "说不清", ABSENT),
    "missing": Light("○", "未导入", ABSENT),
    "not_applicable": Light("—", "不适用", ABSENT),
}
