"""A machine that keeps a trace, with its memory in a file."""

import contextlib
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass

import records
from complaint import Complaint

UNITS = {"K": 10, "M": 20, "G": 30, "T": 40, "": 20}    # a number counts MiB
SHARE = 4               # of the memory, the part that the trace may take
MOST_EVENTS = 1 << 20   # as many as the kernel keeps
LIMIT = 124             # tools/run's status at the time limit


def size(text):
    """The bytes of a --memory of tools/run."""
    found = re.fullmatch(r"([1-9]\d{0,8})([KMGT]?)", text)
    if not found:
        raise Complaint(f"--memory is a size like 64M or 1G, not '{text}'")
    return int(found[1]) << UNITS[found[2]]


@contextlib.contextmanager
def memory_file(size):
    """A file for a machine's memory, for the time of `with`. It takes no more
    of the disk than the machine touches."""
    with tempfile.TemporaryDirectory(prefix="commons-ram.") as folder:
        path = os.path.join(folder, "ram")
        try:
            with open(path, "wb") as file:
                file.truncate(size)
        except OSError as error:
            raise Complaint(f"there can't be a file of that --memory: "
                            f"{error.strerror}") from None
        yield path


@dataclass
class Machine:
    tool: str               # tools/run
    command: str            # of the guest's shell; "": the user has the shell
    processors: int
    memory_text: str
    events: int             # that the kernel is to keep; None: as fits
    options: list           # more for tools/run

    def __post_init__(self):
        self.memory = size(self.memory_text)
        if not self.events:
            self.events = min(self.memory // SHARE // records.SIZE, MOST_EVENTS)

    def arguments(self, ram):
        words = [self.tool, "--ram", ram, "--cpus", str(self.processors),
                 "--memory", self.memory_text]
        append = f"trace={self.events}"
        if self.command:
            words += ["--run", self.command]
        else:
            words += ["--interactive"]
            append += " nodemo"
        return words + ["--append", append] + self.options

    def check(self):
        """Complains if tools/run would; it says the sentence itself."""
        words = self.arguments("ram") + ["--check"]
        answer = subprocess.run(words, check=False, text=True,
                                stderr=subprocess.PIPE)
        if answer.returncode:
            raise Complaint(answer.stderr.strip().removeprefix("run: "))

    @contextlib.contextmanager
    def started(self, ram):
        """The process of the machine, which is gone after `with`."""
        process = subprocess.Popen(self.arguments(ram))
        try:
            yield process
        finally:
            process.terminate()
            process.wait()


def how_it_ended(status):
    """A sentence; "" if all went well, or tools/run has said it."""
    if status in (0, 2, 125):
        return ""
    if status == LIMIT:
        return "the machine was ended at its time limit; this is until then"
    return f"the guest ended with status {status}"
