"""Slides by kind: each maker takes the snapshot and what was picked, and gives one slide or several where the rows are many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import UserError
from reports.deck import Deck, Slide
from shows import agreement, doing, figures, finding, money, standing, work
from shows.kept import READY_MADE, Show, Spec
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
    "cooperation": Kind("东西部协作", agreement.make_cooperation),
    "activities": Kind("六个一", doing.make_activities),
    "outline": Kind("复习大纲", doing.make_outline),
    "archive": Kind("档案资料", doing.make_archive),
    "checks": Kind("疑点", finding.make_checks),
    "comparison": Kind("部门比对", finding.make_comparison),
    "integrity": Kind("数据真实", finding.make_integrity),
    "quality": Kind("数据质量", finding.make_quality),
    "entitlements": Kind("不漏一项一人", finding.make_entitlements),
    "figure": Kind("任意数字", figures.make_figure),
    "course": Kind("走势", figures.make_course),
    "briefing": Kind("应知应会", figures.make_briefing),
    "needed": Kind("该有的表", figures.make_needed),
    "points": Kind("指标口径", figures.make_points),
}
"""Kind → title and maker."""
PLACE = "place"
"""The pick that says of which place a slide is; without it a slide is of the place the show is run for."""
Tell = Callable[[str, float], None]


def make_deck(snapshot: Snapshot, show: Show, tell: Tell | None = None) -> Deck:
    """The deck of a show: every slide of the one snapshot. A slide that cannot be made says why in its place; the ready-made show, whose
    slides nobody chose, goes without it and says so in the notes of its first slide. `tell` hears which slide is being made and how
    much is done, and may raise to stop the work."""
    slides: list[Slide] = []
    lacking: list[str] = []
    for number, spec in enumerate(show.slides):
        if tell is not None:
            tell(f"正在做“{title_of(spec)}”", number / len(show.slides))
        made = _make(snapshot, spec)
        if show.id == READY_MADE.id and not any(slide.pictures for slide in made):
            lacking.append(f"没有放“{title_of(spec)}”：{made[0].subtitle or made[0].title}")
        else:
            slides += made
    if slides and lacking:
        slides[0] = replace(slides[0], notes="\n".join(part for part in (slides[0].notes, *lacking) if part))
    place = snapshot.place
    keywords = (snapshot.framework.title, place.name if place else snapshot.area_word)
    return Deck(show.title, tuple(slides), snapshot.say(), snapshot.store.is_demo(), keywords)


def title_of(spec: Spec) -> str:
    """What a slide is called where a show is put together."""
    return KINDS[spec.kind].title if spec.kind in KINDS else "没有了的内容"


def _make(snapshot: Snapshot, spec: Spec) -> Sequence[Slide]:
    kind = KINDS.get(spec.kind)
    if kind is None:
        return [Slide(spec.caption or "这一屏的内容没有了", "它是用另一版程序加入的，请在“投影”里删去或换一屏")]
    try:
        slides = list(kind.make(snapshot.of(spec.picks.get(PLACE, snapshot.scope)), spec.picks))
    except UserError as error:
        return [Slide(spec.caption or kind.title, error.message)]
    if not spec.caption:
        return slides
    return [
        replace(slide, title=spec.caption, notes="\n".join(part for part in (slide.title, slide.notes) if part))
        for slide in slides
    ]
