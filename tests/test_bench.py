"""The benchmark's arithmetic in the cases that depend on a busy machine. Measures nothing."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from bench import wrk  # noqa: E402


def rounds(*counts):
    """(a round that returns these counts one after the other; the durations that it got)."""
    given = []

    def once(seconds):
        given.append(seconds)
        return {"requests": counts[len(given) - 1]}
    return once, given


def test_a_round_lost_to_a_stall_is_repeated_for_longer():
    once, given = rounds(0, 0, 7)
    assert wrk.answered(once, "requests", 0.2) == {"requests": 7}
    assert given == [0.2, 0.4, 0.8]


def test_a_whole_second_without_a_success_is_no_stall():
    once, given = rounds(0, 0, 7)
    with pytest.raises(RuntimeError, match="not one success within 1 s"):
        wrk.answered(once, "requests", 0.5)
    assert given == [0.5, 1.0]
