"""Commands that show page tables."""

import gdb

from command import Command, count, pid_in, valid_address
from machine import register
from memory import Physical, word
from objects import frame_text, object_name, region_name, region_rights
from tables import NAMES, PTE_LINK, PTE_P, Rights, address_in, flags_of, \
    index_of, is_page, merged, pages, span, walk
import views


class Walk(Command):
    """The entries that the processor reads on the way to ADDRESS.

Of each level of tables: the entry's index, its physical address, what it
leads to, and its bits; at the end, the physical address, and what all levels
together allow. Works from the moment that paging is on. With PID, the tables
are those of that process, whether it runs or not. A link (PTE_LINK) leads to
a table that belongs to an object, which all who map it share."""
    usage = "pt walk ADDRESS [PID]"

    def run(self, words):
        address = valid_address(words[0])
        view = views.of(pid_in(words[1:]))
        with Physical() as read:
            steps = list(walk(read, view.root, address))
        print(f"{address:#x} = " +
              " : ".join(str(index_of(address, level))
                         for level in (4, 3, 2, 1)) +
              f" : {address & 0xfff:#x}")
        print(f"CR3           {view.root:#018x}  top table of {view.title}")
        rights = Rights()
        for step in steps:
            rights = rights.through(step.entry)
            print(f"{NAMES[step.level]:5} [{step.index:3}]  "
                  f"{step.entry:#018x}  at {step.at:#x}: "
                  f"{leads_to(view, step, address)}{flags_of(step.entry)}")
        print(conclusion(view, steps[-1], address, rights))


def leads_to(view, step, address):
    if not step.entry & PTE_P:
        return ""
    if is_page(step.entry, step.level):
        return f"page of {span(step.level) >> 10} KiB, "
    region = view.region_at(address) if step.entry & PTE_LINK else None
    return f"table of {object_name(region['object'])}, " if region else "table, "


def conclusion(view, step, address, rights):
    region = view.region_at(address)
    what = region_name(view.space, region) if region else ""
    if step.entry & PTE_P:
        inside = address & span(step.level) - 1
        physical = address_in(step.entry, step.level) + inside
        return f"physical {physical:#x}, {rights}" + \
            (f": {what}" if what else "")
    if not region:
        return "not mapped"
    return f"not mapped yet: {what}, {region_rights(region)}; the first " \
        "access brings the page"


class Write(gdb.Breakpoint):
    """At the door of all entries, pte_set(slot, new, level, va)."""

    def __init__(self, left):
        super().__init__("*pte_set", internal=True)
        self.silent = True
        self.left = left

    def stop(self):
        slot, new, level, va = (register(r) for r in
                                ("rdi", "rsi", "rdx", "rcx"))
        level &= 7
        print(f"{NAMES[level]:5} for {va:#018x} at {slot:#x}: {word(slot):#x} "
              f"-> {new:#x} {flags_of(new)}")
        self.left -= 1
        return self.left == 0


class Writes(Command):
    """Go on, and show each write of a page-table entry.

Stops after COUNT writes, else runs until something else stops it."""
    usage = "pt writes [COUNT]"

    def run(self, words):
        door = Write(count(words[0], "a count", least=1) if words else -1)
        try:
            gdb.execute("continue")
        finally:
            if door.is_valid():
                door.delete()


class Map(Command):
    """All that page tables map, in as few lines as possible.

Of each range: the rights that all levels together give, its size, the frames
behind it, and what it is. Neighbours are one range if their frames are
neighbours, too. With PID, the user's half of that process; else everything
that CR3 leads to."""
    usage = "pt map [PID]"

    def run(self, words):
        view = views.of(pid_in(words))
        with Physical() as read:
            runs = list(merged(pages(read, view.root)))
        for run in runs:
            region = view.region_at(run.start)
            what = region_name(view.space, region) if region else ""
            print(f"{run.start:#018x} {run.size >> 10:8} KiB  {run.rights}  "
                  f"-> {run.frame:#014x}  {what}")


def start():
    gdb.Command("pt", gdb.COMMAND_USER, prefix=True)
    for command in Walk, Map, Writes:
        command()
