"""A copy of the project that a test may add to and break, with a data folder of its own beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "data", "docs", "__pycache__", ".*_cache", ".hypothesis")


def copy_project(parent: Path) -> Path:
    """The copy; its data folder is `data` beside it, and is not made."""
    folder = parent / "project"
    shutil.copytree(PROJECT, folder, ignore=LEFT_OUT)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of Python in the copy, on its own data folder."""
    named = {"DATA_DIR": str(folder.parent / "data"), "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=os.environ | named, capture_output=True, text=True, check=False
    )
