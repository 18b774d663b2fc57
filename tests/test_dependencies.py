"""Every package that is installed is in the table of dependencies, in the version that is pinned."""

from pathlib import Path

PROJECT = Path(__file__).parents[1]


def test_every_pinned_package_is_in_the_table_with_its_licence() -> None:
    table = (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for line in (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name, is_pinned, version = line.partition("==")
        if is_pinned and not line.startswith("#"):
            assert f"| {name} {version} | " in table, line
