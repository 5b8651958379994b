"""Workloads that do to their process what they should not; each must be measured or fail with a reason."""

import os
import signal
import subprocess
import sys
import threading
import time

from corecurve.core import Workload


def same(value):
    return value


def eight():
    return list(range(8))


def fork_and_leave(value):
    child = os.fork()
    if child == 0:
        sys.exit(7)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def fork_and_come_back(value):
    # the child goes on with the tasks that follow, and forks in them, too
    child = os.fork()
    if child:
        os.waitpid(child, 0)
    return value


def close_output():
    sys.stdout.close()


def lose_output():
    sys.stdout = None


def take_over_output():
    class Sink:
        def write(self, text):
            return len(text)

    sys.stdout = Sink()


class Speechless(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def raise_speechless(value):
    raise Speechless


def raise_in_colour(value):
    raise ValueError("\x1b[31mred\x1b[0m\nsecond line")


def start_daemon():
    """Leaves the session, and is deaf to SIGTERM."""
    ready, is_ready = os.pipe()
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.write(is_ready, b".")
        time.sleep(600)
        os._exit(0)
    os.read(ready, 1)


def start_flood():
    subprocess.Popen(["yes", "x" * 1000])


def print_much_at_the_end():
    import atexit

    atexit.register(lambda: sys.stdout.write("x" * 300_000 + "\n"))


def start_thread():
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


def handle_signals():
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    os.chdir("/")


def read_input(value):
    return sys.stdin.read()


def end_soon():
    """The subject dies by itself while nobody asks it anything."""
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()


leaving_forks = Workload("leaving-forks", fork_and_leave, eight, check=lambda inputs, results: results == [7] * 8)
returning_forks = Workload("returning-forks", fork_and_come_back, lambda: [7] * 4)
closing = Workload("closing", same, eight, initializer=close_output)
losing = Workload("losing", same, eight, initializer=lose_output)
taking_over = Workload("taking-over", same, eight, initializer=take_over_output)
speechless = Workload("speechless", raise_speechless, eight)
coloured = Workload("coloured", raise_in_colour, eight)
escaping = Workload("escaping", same, eight, initializer=start_daemon)
flooding = Workload("flooding", same, eight, initializer=start_flood)
late = Workload("late", same, eight, initializer=print_much_at_the_end)
threaded = Workload("threaded", same, eight, initializer=start_thread)
deaf = Workload("deaf", same, eight, initializer=handle_signals)
reading = Workload("reading", read_input, eight, check=lambda inputs, results: results == [""] * 8)
dying = Workload("dying", same, eight, initializer=end_soon)
