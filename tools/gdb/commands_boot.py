"""Commands that show the processor on its way through the modes."""

import gdb

from command import Command
from machine import bits, code_segment, mode, register
from stations import place_stations

REGISTERS = ("cr0", "cr3", "cr4", "efer", "cs")


def registers_text():
    return " ".join(f"{name}={register(name):#x}" for name in REGISTERS)


class Mode(Command):
    """Name the processor's mode, and the registers that make it."""
    usage = "mode"

    def run(self, _words):
        width, base = code_segment()
        print(mode())
        print(registers_text())
        if base and width == 16:
            print(f"CS begins at {base:#x}: the next instruction is at "
                  f"{base + register('rip') & 0xffffffff:#x}")


class Stations(Command):
    """Stop at each step from the BIOS to C, once."""
    usage = "stations"

    def run(self, _words):
        for station in place_stations():
            print(f"{station.at:#018x} {station.label}: {station.sentence}")


class Tour(Command):
    """Run through the stations and print one line of registers at each."""
    usage = "tour"

    def run(self, _words):
        left = place_stations()
        for breakpoint in gdb.breakpoints():
            breakpoint.silent = True
        while left:
            try:
                gdb.execute("continue", to_string=True)
            except gdb.error:
                raise gdb.GdbError("The machine ended before " +
                                   ", ".join(s.label for s in left))
            pc = register("pc")
            here = [s for s in left if s.at == pc]
            if not here:
                print(f"stopped at {pc:#x}, which is no station")
                return
            left.remove(here[0])
            print(f"{here[0].label} pc={pc:#x} {registers_text()} "
                  f"bits={bits()}")


def start():
    for command in Mode, Stations, Tour:
        command()
