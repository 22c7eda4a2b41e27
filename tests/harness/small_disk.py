"""A separate file system on a loop image: it can be full, read-only, or lose all unsynced data in a
power cut."""

import contextlib
import fcntl
import os
import struct
import subprocess

# An ioctl of ext4 (linux/ext4.h) that stops the file system at once: nothing more is written, and
# unsynced data is lost.
EXT4_IOC_SHUTDOWN = 0x8004587D
WITHOUT_FLUSHING = 2


class CannotMount(Exception):
    """The reason why a test that needs its own file system is skipped."""


def _run(*command):
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)
    except FileNotFoundError as missing:
        raise CannotMount(f"{command[0]} is not installed") from missing
    if done.returncode != 0:
        raise CannotMount(f"{command[0]} is not possible here: {(done.stderr or done.stdout).strip()}")


class SmallDisk:
    def __init__(self, folder, megabytes):
        """Mounts it; CannotMount if this machine does not allow it."""
        if os.geteuid() != 0:
            raise CannotMount("only root can mount a file system")
        self.path = folder / "disk"
        self.path.mkdir()
        self._image = folder / "disk.img"
        with open(self._image, "wb") as image:
            image.truncate(megabytes << 20)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", self._image)
        self._mount()

    def _mount(self):
        _run("mount", "-o", "loop", self._image, self.path)

    def _unmount(self):
        _run("umount", self.path)

    @contextlib.contextmanager
    def full(self):
        """Fills the free space for the duration of the block."""
        filler = self.path / "filler"
        with open(filler, "wb", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(b"\0" * size)
            with contextlib.suppress(OSError):
                os.fsync(file.fileno())
        try:
            yield
        finally:
            filler.unlink()

    def lose_power(self):
        """From now on all operations fail. Unsynced data is lost; see come_back()."""
        directory = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(directory, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
        finally:
            os.close(directory)

    def become_read_only(self):
        """Remounts read-only, as ext4 itself does after an error, even with files open; see
        come_back()."""
        _run("mount", "-o", "remount,abort", self.path)

    def come_back(self):
        """Requires: no process has a file open."""
        self._unmount()
        self._mount()

    def close(self):
        self._unmount()
        self._image.unlink()
