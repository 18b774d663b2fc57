"""A file made beside the page: how far it is, stopped on the way, broken, done."""

import threading

from core.errors import UserError
from pages.parts.common.making import Tell, Work


def run_apart(work: Work, make: object) -> threading.Thread:
    thread = threading.Thread(target=work.run, args=(make,))
    thread.start()
    return thread


def test_it_tells_how_far_it_is_and_holds_the_file_at_the_end() -> None:
    work, seen, gone_on = Work(), threading.Event(), threading.Event()

    def make(tell: Tell) -> bytes:
        tell("第 1 屏", 0.25)
        seen.set()
        assert gone_on.wait(30)
        tell("第 2 屏", 7.0)
        return b"file"

    thread = run_apart(work, make)
    assert seen.wait(30) and (work.words, work.share, work.content, work.done.is_set()) == (
        "第 1 屏",
        0.25,
        None,
        False,
    )
    gone_on.set()
    thread.join(30)
    assert work.done.is_set() and (work.content, work.share, work.error) == (b"file", 1.0, "")


def test_it_ends_at_the_next_step_once_it_was_stopped() -> None:
    work, seen, steps = Work(), threading.Event(), []

    def make(tell: Tell) -> bytes:
        for step in range(1_000_000):
            tell("一步", 0.0)
            steps.append(step)
            seen.set()
            work.stopped.wait(30)
        return b"file"

    thread = run_apart(work, make)
    assert seen.wait(30)
    work.stopped.set()
    thread.join(30)
    assert work.done.is_set() and work.content is None and not work.error and steps == [0]


def test_what_goes_wrong_is_said_and_nothing_technical() -> None:
    def refused(tell: Tell) -> bytes:
        raise UserError("模板打不开", todo="请另存")

    def broken(tell: Tell) -> bytes:
        raise ZeroDivisionError("secret")

    for make, said in ((refused, "模板打不开。请另存"), (broken, "文件没有做成")):
        work = Work()
        work.run(make)
        assert work.done.is_set() and said in work.error and "secret" not in work.error and work.content is None
