"""Commands that show the processor on its way through the modes."""

import gdb

from command import Command
from headers import KERNEL_HALF
from machine import code_segment, in_user_mode, mode, register
import stations


class Mode(Command):
    """Name the processor's mode, and the registers that make it."""
    usage = "mode"

    def run(self, _words):
        width, base = code_segment()
        print(mode())
        print(" ".join(f"{name}={register(name):#x}" for name in
                       ("cr0", "cr3", "cr4", "efer", "cs")))
        if base and width == 16:
            print(f"CS begins at {base:#x}: the next instruction is at "
                  f"{base + register('rip') & 0xffffffff:#x}")


class BootTour(Command):
    """Go on to the next station of the boot, and see what changed there.

The first time, temporary breakpoints are set at all stations: `continue` leads
from one to the next, too, and so does Enter."""
    usage = "boot-tour"

    def run(self, _words):
        if not stations.Tour.placed:
            if in_user_mode() or register("rip") >= KERNEL_HALF:
                raise gdb.GdbError("The boot is over: start anew with "
                                   "`make debug` for another tour.")
            if not stations.place():
                raise gdb.GdbError("There are no symbols of the kernel: start "
                                   "gdb by tools/debug.")
        gdb.execute("continue")


def start():
    for command in Mode, BootTour:
        command()
