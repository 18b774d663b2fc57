"""What names mean: places, measures, indicators and checks by the words that stand on a screen."""

from dataclasses import dataclass

from core.places import PlaceIndex
from indicators.declared import CHECKS, Framework, read_framework
from store import Store, read_places

AREA = "433100"
COUNTIES = ("433101", "433122", "433123", "433124", "433125", "433126", "433127", "433130")
PERIOD, DAY = "2021-11", "2021-11-20"
SUM, OWN = "合计", "本级"


@dataclass(frozen=True)
class World:
    """The demonstration's places, the framework that is scored, and the checks."""

    places: PlaceIndex
    framework: Framework
    checks: Framework

    @classmethod
    def of(cls, store: Store) -> "World":
        """What the store's tables and the definitions say."""
        return cls(read_places(store), read_framework("consolidation_2021"), read_framework(CHECKS))

    def code(self, name: str, scope: str) -> str:
        """The place that a row of a page of `scope` is about; '' for what is no place below it. The sum is the page's place."""
        bare = name.strip().split(" ")[0]
        if bare in (SUM, "全州") or bare == self.name(scope):
            return scope
        level = "county" if scope == AREA else "township"
        return next((one.code for one in self.places.children(scope, level) if one.name == bare), "")

    def name(self, code: str) -> str:
        """What a place is called; a code nobody knows stands for itself."""
        found = self.places.find(code)
        return found.name if found else code

    def measure(self, text: str) -> str:
        """The title that a text is or begins with, the longest; '' without one."""
        return _longest(text, [one.title for one in self.framework.measures.values()])

    def check(self, text: str) -> str:
        """The same for a check, whatever mark stands before it."""
        return _longest(text.lstrip("●▲■ "), [one.title for one in self.checks.measures.values()])


def _longest(text: str, titles: list[str]) -> str:
    return max((one for one in titles if text.startswith(one)), key=len, default="")
