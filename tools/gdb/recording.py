"""Back in time. QEMU's record/replay counts instructions, and a replay can
stop at any count. To go back is to start the replay anew and to stop earlier:
the machine is another QEMU then, in which all is as it was.

(gdb's own reverse-stepi would have QEMU do the same by snapshots; QEMU 7.2
hangs at that now and then.)
"""

import re
import shlex

import gdb

from connection import MACHINE, restart, silently
from machine import alive


def exists():
    """Is the machine a recording's?"""
    return "--replay" in shlex.split(MACHINE)


def count():
    """How many instructions the processor has done, or an error."""
    if not exists():
        raise gdb.GdbError("This machine is no recording: `make record` makes "
                           "one, and `make replay` opens it.")
    text = gdb.execute("monitor info replay", to_string=True)
    return int(re.search(r"instruction count = (\d+)", text)[1])


class Undisturbed:
    """Inside, the user's breakpoints stop nothing."""

    def __enter__(self):
        self.disabled = [b for b in gdb.breakpoints()
                         if b.enabled and b.visible]
        for breakpoint in self.disabled:
            breakpoint.enabled = False

    def __exit__(self, *_):
        for breakpoint in self.disabled:
            breakpoint.enabled = True


def advance(target):
    """On to a count, or as far as the recording goes: then the machine may be
    gone. Did it get there?"""
    if target > count():
        silently(f"monitor replay_break {target}")
        try:
            silently("continue")
        except gdb.error:       # the connection is closed
            return False
    return alive() and count() >= target


def go_to(target):
    """To a count; or an error, if the recording ends before."""
    with Undisturbed():
        here = count() if alive() else 0
        if not alive() or target < here:
            restart()
        if not advance(target):
            restart()
            advance(here)
            raise gdb.GdbError("The recording ends before instruction "
                               f"{target:,}.")


class End(gdb.Breakpoint):
    """Where the machine is about to power off: what comes here can still be
    asked, and go back."""

    def __init__(self, function):
        super().__init__(function, internal=True)
        self.silent = True

    def stop(self):
        print("The recording ends: the machine is about to power off.")
        return True


def start():
    if exists():
        for function in "power_off", "power_off_after_panic":
            End(function)
