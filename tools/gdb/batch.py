"""Runs the script of tools/debug --batch, and tells by gdb's exit status how
it went: 0, 1 (a command failed), or ENDED."""

import sys

import gdb

from machine import alive

ENDED = 66                      # the machine ended, as tools/debug knows it


class Machine:
    ended = False


def note_end(event):
    """The machine has told its end; if it was killed, there is no code."""
    Machine.ended = hasattr(event, "exit_code")


def run(script):
    status = 0
    gdb.events.exited.connect(note_end)
    try:
        gdb.execute(f"source {script}")
    except gdb.error as error:
        status = 1
        if "Remote connection closed" in str(error):
            Machine.ended = True
            print("The machine has ended.")
        else:
            print(error, file=sys.stderr)
    gdb.execute(f"quit {ENDED if Machine.ended and not alive() else status}")
