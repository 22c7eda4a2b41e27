"""Waiting for something to become true, with a deadline. The only place where a test sleeps."""

import time


def until(what, condition, seconds=20.0, pause=0.01):
    """The first true value of condition(); an error that names what was awaited if none comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(pause)


def sleep_until(moment):
    """For clients that send at set times: returns once time.monotonic() has reached the moment."""
    if (left := moment - time.monotonic()) > 0:
        time.sleep(left)
