"""Waits for a condition with a deadline. Only this file may sleep."""

import time


def until(what, condition, seconds=60.0, pause=0.01):
    """The first true value of condition(); an error that names `what` at the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(pause)


def sleep_until(moment):
    """Returns once time.monotonic() has reached the moment, for clients that send at fixed times.
    """
    if (left := moment - time.monotonic()) > 0:
        time.sleep(left)
