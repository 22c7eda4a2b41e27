"""The scales: full, and tiny, which only shows that the benchmark works."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Scale:
    seconds: float  # length of one round
    rounds: int  # rounds of each call; references run before, between and after
    connections: int  # connections of the client
    rate_max: int  # above the rate of every call: as many requests are prepared per second
    buyers: int  # buyers, each with a turn
    large_show: int  # seats of the large show
    shows_max: int  # shows of 50 seats each, for whole purchases
    latency_rounds: int  # of the holds at half of the peak rate, and of the bare disk beside them
    best_halls: tuple  # seats of a hall, small and large, in which the server chooses
    growth_seats: tuple  # a few seats and many, to compare
    growth_shows: tuple
    growth_waiting: tuple
    growth_connections: tuple
    start_rows: int
    memory_seats: int
    memory_warm_up: int  # tokens before the first reading, which includes the memory of a fold
    memory_waiting: int
    memory_connections: int
    serve: tuple = ()  # server settings that differ from the defaults

    def requests(self, share=1.0):
        """Enough for all rounds of a call, and for the short first one, if no request may be
        repeated."""
        return int(self.rate_max * self.seconds * (self.rounds + 1) * share)


FULL = Scale(seconds=2, rounds=3, connections=64, rate_max=150_000, buyers=100_000, large_show=10_000, shows_max=3_000,
             latency_rounds=5, best_halls=(50, 100_000),
             growth_seats=(50, 1_000_000), growth_shows=(1, 1_000), growth_waiting=(10, 1_000_000),
             growth_connections=(16, 4_096), start_rows=1_000_000, memory_seats=1_000_000, memory_warm_up=300_000,
             memory_waiting=900_000, memory_connections=8_000)

# A tiny run tests the benchmark itself; its figures mean nothing. The server folds more often,
# because every round waits for a fold.
TINY = Scale(seconds=0.2, rounds=1, connections=16, rate_max=150_000, buyers=4_000, large_show=2_000, shows_max=300,
             latency_rounds=1, best_halls=(50, 2_000),
             growth_seats=(50, 1_000), growth_shows=(1, 20), growth_waiting=(10, 1_000), growth_connections=(16, 64),
             start_rows=10_000, memory_seats=10_000, memory_warm_up=500, memory_waiting=1_000, memory_connections=100,
             serve=("--fold-interval", "50ms"))
