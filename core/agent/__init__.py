"""The agent: the small part of corecurve that runs inside a subject."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from corecurve.core.agent.channel import Channel, Message, open_channel
from corecurve.core.agent.session import Refused, Session
from corecurve.core.error_text import describe_error
from corecurve.core.roll_call import WorkerFailed


def main() -> None:
    """Answers the harness's orders, one after the other, until it closes the channel."""
    try:
        channel = open_channel()
    except (EOFError, OSError):
        return
    session = Session()
    channel.send({"ready": True})
    while (order := channel.receive()) is not None:
        answer(channel, session, order)


def answer(channel: Channel, session: Session, order: Message) -> None:
    """Carries one order out; whatever goes wrong becomes an answer with a reason."""
    verb = order.pop("do")
    exit_code = 0
    try:
        reply = getattr(session, verb)(**order)
    except (Refused, WorkerFailed) as error:
        reply = {"failed": str(error)}
    except BaseException as error:
        exit_code = _exit_code(error)
        reply = {"failed": describe_error(error)}
    if not channel.is_ours:
        _end_fork(exit_code)
    try:
        channel.send(reply)
    except OSError:
        raise SystemExit(0) from None


def _exit_code(error: BaseException) -> int:
    """What a process that ends with this error exits with, as the interpreter would say it."""
    if not isinstance(error, SystemExit):
        return 1
    if error.code is None or isinstance(error.code, int):
        return error.code or 0
    return 1


def _end_fork(exit_code: int) -> NoReturn:
    """Ends a child that a task has forked and that has come back here: a second agent must not answer too."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError, OSError):
            pass
    os._exit(exit_code & 0xFF)
