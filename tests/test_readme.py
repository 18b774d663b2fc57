"""Both READMEs give the same commands, and every page of the navigation exists."""

import re
from pathlib import Path

import dashboard

PROJECT = Path(__file__).parents[1]
BLOCK = re.compile(r"<!-- commands: start -->\n```sh\n(.*?)```\n<!-- commands: end -->", re.DOTALL)


def commands(name: str) -> list[str]:
    return BLOCK.findall((PROJECT / name).read_text(encoding="utf-8"))


def test_both_readmes_give_the_same_commands() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")
    assert len(commands("README.md")) >= 4


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+)", "".join(commands("README.md"))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_picture_of_the_readme_exists() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        for path in re.findall(r"\((docs/[^)]+\.(?:png|webp))\)", (PROJECT / name).read_text(encoding="utf-8")):
            assert (PROJECT / path).is_file(), path


def test_the_pictures_are_few_and_small_and_each_is_shown() -> None:
    pictures = list((PROJECT / "docs" / "screenshots").iterdir())
    shown = "".join(
        path.read_text(encoding="utf-8") for path in (PROJECT / "README.md", *(PROJECT / "docs").glob("*.md"))
    )
    assert len(pictures) <= 20 and max(path.stat().st_size for path in pictures) <= 150_000
    assert [path.name for path in pictures if path.name not in shown] == []


def test_every_page_of_the_navigation_is_a_file() -> None:
    names = {name for entries in dashboard.GROUPS.values() for name in entries}
    assert names == {path.stem for path in (PROJECT / "pages").glob("*.py") if path.stem != "__init__"}
    assert set(dashboard.SHOW_ORDER) <= names


def test_every_setting_is_read_in_one_place_and_is_in_both_readmes() -> None:
    rooms = (
        "core",
        "store",
        "access",
        "loaders",
        "indicators",
        "ledger",
        "geo",
        "charts",
        "reports",
        "shows",
        "pages",
        "demo",
    )
    reading = [
        str(path.relative_to(PROJECT))
        for room in rooms
        for path in (PROJECT / room).rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    ]
    assert reading == ["core/settings.py"]
    read = set(re.findall(r'_read\("(\w+)"\)', (PROJECT / "core" / "settings.py").read_text(encoding="utf-8")))
    assert len(read) >= 12
    for name in ("README.md", "README.zh-CN.md"):
        listed = re.findall(r"^\| `([A-Z_]+)` \|", (PROJECT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert set(listed) == read and len(listed) == len(read), name


def test_requirements_are_fully_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith(("#", "-r ")) or re.fullmatch(r"[\w.-]+==[\w.]+", line), line
