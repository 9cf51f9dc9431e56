"""The machine that gdb is connected to: tools/debug says how to start it, and gdb
does, at the beginning and as often as a recording is to begin anew."""

import contextlib
import os
import sys

import gdb

from machine import alive, mode

MACHINE = os.environ.get("COMMONS_MACHINE", "")     # tools/debug's command
START = f"target remote | exec {MACHINE}"


@contextlib.contextmanager
def silence():
    """gdb reports stops where to_string doesn't reach: take away its output,
    but not its complaints."""
    gdb.flush()
    output, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        gdb.flush()
        os.dup2(output, 1)
        os.close(output)
        os.close(nowhere)


def silently(command):
    """Complaints that are no errors are taken away, too."""
    with silence():
        gdb.execute(command, to_string=True)


def restart():
    """To the first instruction; of another QEMU, if there was one."""
    if alive():
        silently("kill")
    silently(START)


def begin():
    """The first time, and say where that is. The command line, which is long,
    is for nobody to read."""
    try:
        with silence():
            gdb.execute(START)
    except gdb.error as error:
        print(error, file=sys.stderr)
        return
    gdb.execute("frame")
    print(f"[{mode()}]")
