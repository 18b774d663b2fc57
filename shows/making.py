"""Slides by kind: each maker takes the snapshot and what was picked, and gives one slide or several where the rows are many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import UserError
from reports.deck import Deck, Slide
from shows import money, standing, work
from shows.kept import Show, Spec
from shows.snapshot import Snapshot

Maker = Callable[[Snapshot, Mapping[str, str]], Sequence[Slide]]


@dataclass(frozen=True)
class Kind:
    """A kind of slide: what it is called where it is chosen, and its maker."""

    title: str
    make: Maker


KINDS: Mapping[str, Kind] = {
    "standing": Kind("位置和倒计时", standing.make_standing),
    "league": Kind("排名", standing.make_league),
    "lights": Kind("亮灯", standing.make_lights),
    "map": Kind("地图", standing.make_map),
    "spending": Kind("资金进度", money.make_spending),
    "losses": Kind("失分最多的", standing.make_losses),
    "todo": Kind("各县该办的事", work.make_todo),
    "ledger": Kind("问题台账", work.make_ledger),
    "late": Kind("超时限和约谈", work.make_late),
    "leaders": Kind("表彰先进、激励后进", work.make_leaders),
}
"""Kind → title and maker, in the order of the ready-made show."""


def make_deck(snapshot: Snapshot, show: Show) -> Deck:
    """The deck of a show: every slide of the one snapshot. A slide that cannot be made says why in its place."""
    slides = [slide for spec in show.slides for slide in _make(snapshot, spec)]
    place = snapshot.place
    keywords = (snapshot.framework.title, place.name if place else snapshot.area_word)
    return Deck(show.title, tuple(slides), snapshot.say(), snapshot.store.is_demo(), keywords)


def _make(snapshot: Snapshot, spec: Spec) -> Sequence[Slide]:
    kind = KINDS.get(spec.kind)
    if kind is None:
        return [Slide(spec.caption or "这一屏的内容没有了", "它是用另一版程序加入的，请在“投影”里删去或换一屏")]
    try:
        slides = list(kind.make(snapshot, spec.picks))
    except UserError as error:
        return [Slide(spec.caption or kind.title, error.message)]
    if not spec.caption:
        return slides
    return [
        replace(slide, title=spec.caption, notes="\n".join(part for part in (slide.title, slide.notes) if part))
        for slide in slides
    ]
