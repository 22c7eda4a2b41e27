"""The benchmark's arithmetic in the cases that depend on a busy machine. Measures nothing."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from bench import wrk  # noqa: E402
from bench.rounds import Round, alternate, percentiles  # noqa: E402


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
    with pytest.raises(RuntimeError, match="no success within 1 s"):
        wrk.answered(once, "requests", 0.5)
    assert given == [0.5, 1.0]


def test_percentiles_of_a_round_that_a_stalled_disk_kept_short():
    assert percentiles([]) == (None, None)
    assert percentiles([7]) == (7, 7)
    assert percentiles(list(range(1, 101)))[0] == 50.5


def test_a_program_without_any_answer_ends_the_benchmark():
    with pytest.raises(RuntimeError, match="PostgreSQL gave no answer in 2 rounds"):
        alternate(lambda: Round(1, 1, 1), {"PostgreSQL": lambda: Round(0, 1, 0)}, 1)


def test_one_round_without_an_answer_does_not_end_it():
    counts = iter([0, 5])
    called, found = alternate(lambda: Round(1, 1, 1), {"PostgreSQL": lambda: Round(next(counts), 1, 1e-6)}, 1)
    assert found["PostgreSQL"].cpu_us == pytest.approx(0.2)
    assert called.count == 1
