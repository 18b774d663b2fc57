"""A file read in a process of its own, with limits of memory and time: no file takes the server with it, and an import
that has begun goes on when nobody waits for it any more. What is under way can be asked from everywhere in the server.
"""

import logging
import multiprocessing
import os
import secrets
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Final

from core.errors import UserError, unwritable
from core.settings import account, hand_on, take_over
from loaders.importing import import_file, preview
from loaders.recognise import Choices
from loaders.report import mark_workbook
from loaders.results import ImportResult, Preview
from store import Store

LOG = logging.getLogger(__name__)
MEMORY_BYTES: Final = 4 * 1024**3
"""What a process may take beyond what it has when it begins, on systems that can say so."""
MOST_ANSWERED: Final = 32 * 1024**2
"""Bytes of what was seen of a file that are taken from its process."""
LOOK_SECONDS: Final = 600.0
IMPORT_SECONDS: Final = 3_600.0
TICK: Final = 0.2
MAKE_SMALLER: Final = "请删去多余的空行、空列和不相干的工作表，或拆成几个文件再导入"
LOOK, IMPORT, MARK, MARK_ANEW = "look", "import", "mark", "mark anew"
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT: Any = multiprocessing.get_context(_METHOD)
if _METHOD == "forkserver":
    _CONTEXT.set_forkserver_preload(["loaders.apart"])
Tell = Callable[[str, float], None]


@dataclass
class Job:
    """One file in a process of its own. `words` and `share` say how far it is; `answer` or `error` are there once it is `done`."""

    kind: str
    file_name: str
    folder: Path
    number: str = field(default_factory=lambda: secrets.token_hex(4))
    words: str = "开始"
    share: float = 0.0
    answer: Any = None
    error: UserError | None = None
    done: threading.Event = field(default_factory=threading.Event)
    process: Any = None
    given: tuple[Any, ...] = ()
    seconds: float = 0.0
    after: Callable[[], None] = lambda: None

    def wait(self, tell: Tell) -> Any:
        """The answer, when it is there; `tell` is called again and again meanwhile. Raises UserError as the work itself does."""
        while not self.done.wait(TICK):
            tell(self.words, self.share)
        if self.error is not None:
            raise self.error
        return self.answer

    def is_seen(self) -> None:
        """Somebody has read how it ended: nobody else need be told."""
        Store(self.folder).end(self.number, is_seen=True)

    def stop(self) -> None:
        """Ends it at once."""
        if self.process is not None:
            self.process.kill()


_running: dict[str, Job] = {}


def look(path: Path, choices: Choices, folder: Path, file_name: str, tell: Tell, within: str = "") -> Preview:
    """`importing.preview` apart; the workbook's cells stay there. It ends with the caller."""
    found: Preview = _with_caller(_start(LOOK, path, choices, folder, file_name, within), tell)
    return found


def mark(path: Path, choices: Choices, folder: Path, file_name: str, tell: Tell) -> bytes:
    """`report.mark_workbook` of the file as it was looked at, apart; without the file's formats where keeping them takes too much."""
    try:
        marked: bytes = _with_caller(_start(MARK, path, choices, folder, file_name), tell)
    except UserError:
        marked = _with_caller(_start(MARK_ANEW, path, choices, folder, file_name), tell)
    return marked


def warm() -> None:
    """Gets ready for the first file, beside what else is done."""
    if _METHOD == "forkserver":
        forkserver.ensure_running()


@dataclass(frozen=True)
class ToImport:
    """A file that somebody confirmed; `seen` are the versions it was looked at beside (`Preview.seen`)."""

    file_name: str
    content: bytes
    choices: Choices
    seen: Mapping[str, int] | None = None
    who: str = ""
    """Who confirmed it; '' for the account of the machine."""
    within: str = ""
    """The place whose rows that person may bring; '' for all."""


def start_imports(files: Sequence[ToImport], folder: Path) -> list[Job]:
    """Begins `importing.import_file` apart, one file after the other, of copies that are taken away at the end; whoever waits, it
    goes on. Raises UserError when the folder cannot be written."""
    Store(folder).sweep_copies()
    jobs = [_prepare(one, folder) for one in files]
    for job in jobs:
        _running[job.number] = job
    _begin(jobs[0])
    threading.Thread(target=_one_after_another, args=(jobs,), name="imports", daemon=True).start()
    return jobs


def _prepare(one: ToImport, folder: Path) -> Job:
    job = Job(IMPORT, one.file_name, folder, words="等前面的文件")
    path = Store(folder).copy_path(job.number, Path(one.file_name).suffix)
    Store(folder).confirm(job.number, one.file_name, one.who or account())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)
    except OSError as error:
        path.unlink(missing_ok=True)
        Store(folder).end(job.number, is_seen=True)
        raise unwritable(error) from error
    job.given, job.seconds = (path, one.choices, one.seen, (one.who, one.within), hand_on()), IMPORT_SECONDS
    job.after = lambda: _put_away(job, path)
    return job


def _put_away(job: Job, path: Path) -> None:
    Store(job.folder).end(job.number, is_seen=bool(job.answer and job.answer.versions))
    path.unlink(missing_ok=True)


def _one_after_another(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.process is None:
            _begin(job)
        job.done.wait()


def running_imports(folder: Path) -> list[Job]:
    """The imports into a data folder that this server is at."""
    return [job for job in list(_running.values()) if job.kind == IMPORT and job.folder == folder]


def _with_caller(job: Job, tell: Tell) -> Any:
    try:
        return job.wait(tell)
    finally:
        if not job.done.is_set():
            job.stop()


def _start(kind: str, path: Path, choices: Choices, folder: Path, file_name: str, within: str = "") -> Job:
    job = Job(kind, file_name, folder, given=(path, choices, None, ("", within), hand_on()), seconds=LOOK_SECONDS)
    _running[job.number] = job
    _begin(job)
    return job


def _begin(job: Job) -> None:
    """Starts a job's process and the thread that follows it."""
    mine, theirs = _CONTEXT.Pipe(duplex=False)
    given = (job.kind, job.folder, job.file_name, *job.given, MEMORY_BYTES, theirs)
    job.words = "开始"
    job.process = _CONTEXT.Process(target=_work, args=given, name=f"{job.kind} {job.number}")
    job.process.start()
    theirs.close()
    threading.Thread(target=_follow, args=(job, mine), name=f"follow {job.number}", daemon=True).start()


def _follow(job: Job, pipe: Connection) -> None:
    """Keeps a job up to date until its process has answered, died or taken too long."""
    clock = threading.Timer(job.seconds, job.stop)
    clock.daemon = True
    clock.start()
    try:
        for kind, said in _messages(pipe):
            if kind == "told":
                job.words, job.share = said
            elif kind == "done":
                job.answer = said
            elif kind == "broken":
                LOG.error("%s of a file failed\n%s", job.kind, said)
                job.error = _stopped(job, "程序出了错", "请把服务器日志交给管理员")
            else:
                job.error = UserError(said.pop("rule"), **said)
        if job.answer is None and job.error is None:
            job.error = _died(job)
    finally:
        clock.cancel()
        job.process.join()
        with suppress(OSError):
            job.after()
        _running.pop(job.number, None)
        job.done.set()


def _messages(pipe: Connection) -> Iterator[tuple[str, Any]]:
    with suppress(EOFError, OSError):
        while True:
            yield pipe.recv()


def _died(job: Job) -> UserError:
    return _stopped(
        job,
        "读它用的内存或时间超过了限度",
        MAKE_SMALLER,
    )


def _stopped(job: Job, came: str, todo: str) -> UserError:
    """Why there is no answer. Whether an import was stored all the same, versions tell: it may have died after its last word."""
    rest = "有没有入库，以版本记录为准" if job.kind == IMPORT else "库里的数据没有改动"
    return UserError("文件没有读完", file=job.file_name, came=came, todo=f"{todo}；{rest}")


def _work(
    kind: str,
    folder: Path,
    file_name: str,
    path: Path,
    choices: Choices,
    seen: Mapping[str, int] | None,
    by: tuple[str, str],
    environment: Mapping[str, str],
    memory: int,
    pipe: Connection,
) -> None:
    """The process itself: does what is asked and answers through the pipe."""
    take_over(environment)
    limit_memory(memory)

    def tell(words: str, share: float) -> None:
        pipe.send(("told", (words, share)))

    try:
        answer = ForkingPickler.dumps(("done", _do(kind, path, choices, seen, by, folder, file_name, tell)))
        if kind == LOOK and len(answer) > MOST_ANSWERED:
            raise _too_much(file_name)
        pipe.send_bytes(answer)
    except UserError as error:
        pipe.send(("refused", error.as_dict()))
    except MemoryError:
        return
    except Exception:
        pipe.send(("broken", traceback.format_exc()))
    finally:
        pipe.close()


def _too_much(file_name: str) -> UserError:
    return UserError(
        "文件里的工作表和列太多，核对结果显示不下",
        file=file_name,
        todo="请删去不相干的工作表和列，或拆成几个文件再导入",
    )


def _do(
    kind: str,
    path: Path,
    choices: Choices,
    seen: Mapping[str, int] | None,
    by: tuple[str, str],
    folder: Path,
    file_name: str,
    tell: Tell,
) -> Any:
    """`by`: who confirmed the file, and the place whose rows he may bring."""
    who, within = by
    if kind == IMPORT:
        done = import_file(
            path, choices, folder=folder, file_name=file_name, who=who, progress=tell, seen=seen, within=within
        )
        return _without_cells(done)
    found = preview(path, choices, folder=folder, file_name=file_name, progress=tell, within=within)
    if kind in (MARK, MARK_ANEW):
        return mark_workbook(path, found.book, found.problems, found.totals, keeps_formats=kind == MARK)
    return _without_cells(found)


def _without_cells(found: Preview | ImportResult) -> Preview | ImportResult:
    """The result with what a page shows of it, see `SheetResult.as_handed_on`."""
    book = replace(found.book, sheets=[replace(sheet, rows=[], merged_ranges=()) for sheet in found.book.sheets])
    return replace(found, book=book, sheets=[sheet.as_handed_on() for sheet in found.sheets])


def limit_memory(memory: int = MEMORY_BYTES) -> None:
    """From now on this process gets no more than that beyond what it has, where the system can say so: MemoryError then."""
    try:
        import resource
    except ImportError:  # Windows
        return
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    taken = pages * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
