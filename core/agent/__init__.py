"""The agent: the small part of corecurve that runs inside a subject."""

from __future__ import annotations

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
    try:
        reply = getattr(session, verb)(**order)
    except (Refused, WorkerFailed) as error:
        reply = {"failed": str(error)}
    except BaseException as error:
        reply = {"failed": describe_error(error)}
    try:
        channel.send(reply)
    except OSError:
        raise SystemExit(0) from None
