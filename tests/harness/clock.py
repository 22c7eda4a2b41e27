"""The wall clock of processes under test, by libfaketime: set to any moment, it runs at normal
speed."""

import pathlib
import time


def _environment():
    found = [*pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")]
    assert found, "Debian's package faketime is not installed"
    return {"LD_PRELOAD": str(found[0]), "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DISABLE_SHM": "1",
            # The address sanitizer insists on being loaded first, before libfaketime; without this
            # check it works all the same. Its allocator must not read the time, because libfaketime
            # is not ready at the first allocation.
            "ASAN_OPTIONS": "verify_asan_link_order=0:allocator_release_to_os_interval_ms=-1"}


def environment_at(moment):
    """For processes whose clock starts at this moment, in seconds since 1970; it cannot be stepped.
    """
    return {**_environment(), "FAKETIME": f"{round(moment - time.time()):+d}"}


class Clock:
    """The clock of processes started with environment(). It can be stepped; timers are not
    affected."""

    def __init__(self, folder):
        self.file = folder / "clock"
        self.ahead = 0
        self.step(0)

    def step(self, seconds):
        """Steps the clock to `seconds` ahead of the machine's clock."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.rename(self.file)

    def environment(self):
        return {**_environment(), "FAKETIME_TIMESTAMP_FILE": str(self.file),
                "FAKETIME_NO_CACHE": "1"}
