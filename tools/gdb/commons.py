"""Commands for gdb at a machine that runs Commons; tools/debug loads this.

One session is right from the first instruction of the BIOS to user programs:
each stop names the processor's mode, and 16- and 32-bit code is disassembled
by QEMU, which knows the mode, where gdb would take it for 64-bit code.
`help commons` lists the commands.

Each file beside this one has one idea; those whose names begin with
`commands_` use the others:

    modes         the processor's modes, and what makes them
    machine       registers, the mode, QEMU's monitor
    memory        bytes, by virtual and by physical addresses
    headers       constants from the kernel's header files
    tables        page tables: entries, walks, all pages
    kernel        the kernel's structures: processes, regions, segments
    objects       what regions, objects and frames are
    views         whose page tables, and what their addresses are for
    spinlocks     all of them
    programs      symbols of what runs in user mode
    stations      the steps of the boot
    disassembly   16- and 32-bit code
    backtrace     through the kernel's assembly
    connection    the machine is started, and started anew
    recording     back in time
    batch         how tools/debug --batch ends
    command       what commands have in common

Of these modes, headers and tables don't need gdb: tools/autopsy has them, too.
"""

import importlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import command

# The order is that of `help commons`, and of what happens at a stop.
MODULES = (
    "stations",
    "machine",
    "programs",
    "disassembly",
    "backtrace",
    "recording",
    "batch",
    "commands_boot",
    "commands_user",
    "commands_pt",
    "commands_share",
    "commands_watch",
    "commands_kernel",
    "commands_tt",
)


class Commons(command.Command):
    """What there is for Commons:

{list}

gdb's own `break`, `stepi`, `x/5i $pc`, `watch` and `info threads` work from
the first instruction on; `step` steps over interrupts and page faults, which
`break trap_dispatch` shows. All programs lie at the same addresses, so that a
plain `break` in one stops whichever comes by. docs/gdb.md is a tour. Leave
with `quit`."""
    usage = "commons"
    needs_machine = False

    def __init__(self):
        lines = (f"  {c.usage:<33} {c.summary}" for c in command.commands)
        self.__doc__ = self.__doc__.format(list="\n".join(lines))
        super().__init__()

    def run(self, _words):
        print(self.__doc__)


for name in MODULES:
    module = importlib.import_module(name)
    if hasattr(module, "start"):
        module.start()
Commons()
