"""What the address asks of 档案资料: a place, an indicator, or one item of the place; each checked against what there is."""

from dataclasses import dataclass
from datetime import date

from core.places import level_of
from ledger.archive import Archive, Item
from pages.parts.common import documents, office, state
from pages.parts.common.address import LookedAt, read_known_place, say_place, write_parameters
from pages.parts.common.state import Picked


@dataclass(frozen=True)
class ArchiveAddress(LookedAt):
    """What is looked at: the documents of a place `at` and of those in it; `indicator` narrows, `item` opens one of its own."""

    picked: Picked
    archive: Archive
    at: str
    today: date
    indicator: str = ""
    item: Item | None = None
    notes: tuple[str, ...] = ()

    def parameters(self, **changes: str) -> dict[str, str]:
        """The page's own parameters with some changed."""
        own = {"at": self.at, "indicator": self.indicator, "item": self.item.id if self.item else ""}
        return write_parameters(self.picked, own, changes)


def read_address(picked: Picked) -> ArchiveAddress:
    """The address, with whatever does not exist left out and said in `notes`."""
    at, notes = read_known_place(picked)
    archive, said = documents.archive(picked.framework_id), list(notes)
    indicator, name = state.parameter("indicator"), state.parameter("item")
    if indicator and indicator not in {item.indicator for item in archive.items}:
        said.append(f"没有指标“{indicator[:40]}”，已列出全部指标。")
        indicator = ""
    item = archive.find(name)
    if name and item is None:
        said.append(f"没有编号为“{name[:40]}”的资料。")
    if item is not None and item.level != level_of(at):
        said.append(f"“{item.title}”不是{say_place(at)}这一级的资料。")
        item = None
    return ArchiveAddress(picked, archive, at, office.working_day(), indicator, item, tuple(said))
