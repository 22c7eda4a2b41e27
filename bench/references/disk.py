"""The disk alone: writes and syncs one record repeatedly, in a file of fixed size."""

import os
import time

from bench.rounds import Round

_FILE_BYTES = 64 << 20  # as large as a segment of the journal


class Disk:
    def __init__(self, folder, record_bytes):
        self.record_bytes = record_bytes
        self._record = os.urandom(record_bytes)
        self._file = os.open(folder / "disk", os.O_RDWR | os.O_CREAT, 0o600)
        # Fills the file with zeros and syncs it, so that the measured syncs need not allocate
        # blocks.
        for _ in range(_FILE_BYTES >> 20):
            os.write(self._file, bytes(1 << 20))
        os.fsync(self._file)
        self._at = 0

    def round(self, seconds):
        latencies = []
        begun, cpu_before = time.monotonic(), time.process_time()
        while time.monotonic() - begun < seconds:
            started = time.monotonic_ns()
            os.pwrite(self._file, self._record, self._at)
            os.fdatasync(self._file)
            latencies.append((time.monotonic_ns() - started) / 1000)
            self._at = (self._at + len(self._record)) % (_FILE_BYTES - len(self._record))
        spent, cpu = time.monotonic() - begun, time.process_time() - cpu_before
        latencies.sort()
        return Round(len(latencies), spent, cpu, latencies[len(latencies) // 2], latencies[len(latencies) * 99 // 100])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._file)
