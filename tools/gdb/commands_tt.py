"""Commands that go back in time, in a recording."""

from typing import NamedTuple

import gdb

from command import Command, count, pid_in, valid_address
from headers import PHYSMAP_BASE
from kernel import current, name_of
from machine import mode
from memory import Physical, word
from tables import NAMES, flags_of
import recording
import views


def show(how="frame"):
    """Where we are."""
    print(f"instruction {recording.count():,} [{mode()}]")
    gdb.execute(how)


class Where(Command):
    """How many instructions the processor has done."""
    usage = "tt where"

    def run(self, _words):
        print(f"instruction {recording.count():,}")


class Goto(Command):
    """To where the processor has done COUNT instructions, back or ahead.

Breakpoints stop nothing on the way, and stay."""
    usage = "tt goto COUNT"
    needs_machine = False

    def run(self, words):
        recording.go_to(count(words[0].replace(",", ""), "a count"))
        show()


class Back(Command):
    """COUNT instructions back; one without it."""
    usage = "tt back [COUNT]"

    def run(self, words):
        steps = count(words[0], "a count", least=1) if words else 1
        recording.go_to(max(recording.count() - steps, 0))
        show()


# --- who made an entry? ------------------------------------------------------

class Write(NamedTuple):
    count: int                  # of instructions, with the store
    entry: int                  # what it stored


def in_pte_set():
    """Or in a part of it: pt.c stores to tables nowhere else."""
    function = gdb.newest_frame().function()
    return function is not None and \
        function.symtab.filename.endswith("kernel/mm/pt.c")


class Slot(gdb.Breakpoint):
    """Remembers the last write of an entry, and never stops. The kernel writes
    entries by pte_set(), at addresses of the PHYSMAP. What others write there
    doesn't count: the frame was no table then. The boot tables are written
    before there is paging, at their physical addresses."""

    def __init__(self, step, is_boots):
        self.step, self.is_boots, self.last = step, is_boots, None
        address = step.at + (0 if is_boots else PHYSMAP_BASE)
        super().__init__(f"*(unsigned long *){address:#x}",
                         type=gdb.BP_WATCHPOINT, internal=True)
        self.silent = True

    def stop(self):
        if self.is_boots or in_pte_set():
            with Physical():
                entry = word(self.step.at)
            self.last = Write(recording.count(), entry)
        return False


def last_writes(view, steps):
    """Of each entry, the last write up to now; or None."""
    now, is_boots = recording.count(), views.is_boots(view.root)
    with recording.Undisturbed():
        recording.restart()
        slots = [Slot(step, is_boots) for step in steps]
        try:
            recording.advance(now)
        finally:
            for slot in slots:
                slot.delete()
    return [slot.last for slot in slots]


def who():
    """Who runs, in words."""
    try:
        one = current()
    except gdb.GdbError:        # the kernel can't be asked yet
        one = None
    return f"process {name_of(one)}" if one else "no process yet"


class LastWrite(Command):
    """Back to the very instruction that made the entry for ADDRESS.

It stands at the store, with the call chain; `stepi` lets it happen. The entry
is the one where the walk of ADDRESS ends now: that of a page, or an absent
one. Of the entries above it, it says when each was written: `tt goto` leads
there. With PID, the tables are those of that process."""
    usage = "tt last-write ADDRESS [PID]"

    def run(self, words):
        recording.count()
        address = valid_address(words[0])
        view = views.of(pid_in(words[1:]))
        steps = view.walk(address)
        writes = last_writes(view, steps)
        for step, write in zip(steps, writes):
            when = f"written at {write.count:,}" if write else "never written"
            print(f"{NAMES[step.level]:5} [{step.index:3}]  "
                  f"{step.entry:#018x}  {when}")
        if not writes[-1]:
            raise gdb.GdbError("Its table is new, and nobody has made an entry "
                               f"for {address:#x}.")
        self.lead_to(steps[-1], writes[-1])

    def lead_to(self, step, write):
        recording.go_to(write.count - 1)
        with Physical():
            old = word(step.at)
        print(f"{NAMES[step.level]} at {step.at:#x}, by {who()}:")
        print(f"  old {old:#018x}  {flags_of(old)}")
        print(f"  new {write.entry:#018x}  {flags_of(write.entry)}")
        show("backtrace")


def start():
    gdb.Command("tt", gdb.COMMAND_USER, prefix=True)
    for command in Where, Back, Goto, LastWrite:
        command()
