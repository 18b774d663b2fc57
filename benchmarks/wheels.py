"""A folder of downloaded packages as requirements with hashes: what is installed on a machine without internet is what was downloaded."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path


def hashed_requirements(folder: Path) -> Iterator[str]:
    """One line a package of a folder of wheels: name, version, SHA-256 of its file. Raises ValueError for a file that is no wheel."""
    for path in sorted(folder.iterdir()):
        if path.suffix != ".whl":
            if path.suffix == ".txt":
                continue
            raise ValueError(f"{path.name} is no wheel: it would have to be built without internet")
        name, version, *_ = path.name.split("-")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield f"{name.replace('_', '-')}=={version} --hash=sha256:{digest}"


if __name__ == "__main__":
    home = Path(sys.argv[1])
    text = "\n".join(hashed_requirements(home)) + "\n"
    (home / "requirements.txt").write_text(text, encoding="utf-8")
    print(f"{text.count('hash=')} packages: {home / 'requirements.txt'}")
