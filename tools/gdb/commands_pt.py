"""Commands that show page tables."""

import gdb

from command import Command, pid_in, valid_address
from headers import PAGE_SIZE
from memory import Physical, frames_text, size_text
from tables import NAMES, PTE_KEPT, PTE_P, Rights, address_in, index_of, \
    pages, span
import views


class Walk(Command):
    """The entries that the processor reads on the way to ADDRESS.

Of each level of tables: the entry's index, its physical address, what it
leads to, and its bits; at the end, the physical address, and what all levels
together allow. `pt who $physical` goes on from there. Works from the moment
that paging is on. With PID, the tables are those of that process, whether it
runs or not; 0 stands for the kernel's own. A link (PTE_LINK) leads to a table
that belongs to an object, which all who map it share."""
    usage = "pt walk ADDRESS [PID]"

    def run(self, words):
        address = valid_address(words[0])
        view = views.of(pid_in(words[1:]))
        steps = view.walk(address)
        print(f"{address:#x} = " +
              " : ".join(str(index_of(address, level))
                         for level in (4, 3, 2, 1)) +
              f" : {address % PAGE_SIZE:#x}")
        print(f"CR3           {view.root:#018x}  top table of {view.title}")
        rights = Rights()
        for step in steps:
            rights = rights.through(step.entry)
            print(f"{NAMES[step.level]:5} [{step.index:3}]  "
                  f"{step.entry:#018x}  at {step.at:#x}: "
                  f"{view.entry_text(step, address)}")
        print(conclusion(view, steps[-1], address, rights))


def conclusion(view, step, address, rights):
    """Where the walk ends."""
    region = view.region_at(address)
    what = f": {region.name}" if region else ""
    if step.entry & PTE_P:
        inside = address & span(step.level) - 1
        physical = address_in(step.entry, step.level) + inside
        gdb.set_convenience_variable("physical", physical)
        return f"physical {physical:#x}, {rights}{what}"
    if step.entry & PTE_KEPT:
        return f"no access, but the frame is kept (PTE_KEPT){what}"
    if region and region.rights:
        return f"not mapped yet{what}, {region.rights}; the first access " \
            "that this allows brings the page"
    return f"not mapped{what}"


class Map(Command):
    """All that page tables map, in as few lines as possible.

Of each range: its size, the rights that all levels together give, what it is,
and the frames behind it (0x7000+0x3000: 3 frames from there on). With PID,
the user's half of that process, or for 0 the kernel's; else everything that
CR3 leads to."""
    usage = "pt map [PID]"

    def run(self, words):
        pid = pid_in(words)
        view = views.of(pid)
        with Physical() as read:
            run = list(view.users(read) if pid else pages(read, view.root))
        print(f"top table {view.root:#x} of {view.title}")
        for r in view.ranges(run):
            size, rights = size_text(r.size), str(r.rights)
            print(f"{r.start:#018x} {size:>10}  {rights:10} {r.what:<32} "
                  f"{frames_text(r.frames)}")


class PageTables(gdb.Command):
    """What page tables say, and who changes them."""


def start():
    PageTables("pt", gdb.COMMAND_USER, prefix=True)
    for command in Walk, Map:
        command()
