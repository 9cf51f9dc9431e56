"""Commands that watch page tables change, at the one door that all entries
pass: pte_set(slot, new, level, va) in kernel/mm/pt.c.

A watchpoint on an entry's address would see only writes through that address,
and only of a table that is there already. The door sees all, of every level,
by whatever way. What the processor itself writes, the bits A and D, it does
not see.
"""

from typing import NamedTuple

import gdb

from command import Command, count, pid_in, valid_address
from headers import KERNEL_HALF, PAGE_SIZE, PHYSMAP_BASE
from kernel import KMAP, activity, current, name_of, pointer, process, \
    processes, space_of, variable
from machine import register
from memory import Physical, word
from tables import KERNELS, NAMES, Step, flags_of, index_of, walk
import views


class Write(NamedTuple):
    """A call of pte_set(), on its way in."""
    slot: int                   # physical address of the entry
    old: int
    new: int
    level: int
    address: int                # that the entry is for; an object's offset

    @classmethod
    def now(cls):
        slot, new, address = (register(name) for name in ("rdi", "rsi", "rcx"))
        return cls(slot - PHYSMAP_BASE, word(slot), new, level(), address)


def level():
    """The argument of pte_set(), an int: RDX may hold more than that."""
    return register("rdx") & 0xffffffff


def who():
    """Who calls pte_set(), in words."""
    one, caller = current(), gdb.newest_frame().older()
    sal = caller.find_sal()
    process_text = "the kernel for itself" if one is None else \
        f"process {name_of(one)}, {activity(one)}"
    return f"{process_text}: {caller.name()}, {sal.symtab}:{sal.line}"


def callers(most=5):
    """The innermost frames, by their functions."""
    frames, frame = {}, gdb.newest_frame()
    while frame and len(frames) < most:
        frames[frame.name()] = frame
        frame = frame.older()
    return frames


# --- pt watch ----------------------------------------------------------------

class Space(NamedTuple):
    """An address space that is watched; it may be there a bit before its
    process has it, and a bit longer."""
    address: int                # of its struct space; 0: the kernel's half
    number: int                 # never given twice
    title: str

    @classmethod
    def of(cls, space, title):
        return cls(int(space.address), int(space["mmu"]["id"]), title)

    def root(self):
        """Of its tables; 0 if there are none any more."""
        if not self.address:
            return int(variable("kernel_pt", KMAP)["root"])
        space = pointer(self.address, "space")
        same = int(space["mmu"]["id"]) == self.number
        return int(space["pt"]["root"]) if same else 0

    def view(self):
        return views.of_space(pointer(self.address, "space"), self.title) \
            if self.address else views.kernels()


class Watch(gdb.Breakpoint):
    """Stops behind each write that changes the walk of an address."""

    def __init__(self, address, pid):
        super().__init__("*pte_set")
        self.address, self.pid = address, pid
        self.spaces = set()
        self.unborn = set()     # those that no process has yet
        self.done = None        # the last Done
        if pid is None and address >= KERNEL_HALF:
            self.spaces.add(Space(0, 0, "the kernel"))

    def stop(self):
        """Never here: at the end of the call, where the entry is written."""
        place = register("rdi") % PAGE_SIZE // 8
        if level() == 4 and place in KERNELS:
            self.note_unborn()
        if place != index_of(self.address, level()) or self.is_again():
            return False        # so it is with most, and soon known
        write = Write.now()
        met = write.old != write.new and self.spaces_that_meet(write)
        if met:
            self.done = Done(self, write, met)
        return False

    def is_again(self):
        """After an interrupt before its first instruction a call begins once
        more."""
        return self.done is not None and self.done.is_valid() and \
            self.done.stack == register("rsp") + 8

    def spaces_that_meet(self, write):
        """Those whose walk of the address reads this entry."""
        self.note_spaces()
        roots = [(space, space.root()) for space in self.spaces | self.unborn]
        with Physical() as read:
            return [space for space, root in roots if root and
                    write.slot in (step.at for step in
                                   walk(read, root, self.address))]

    def note_spaces(self):
        """Those of the processes now; and what is left of those before."""
        self.spaces = {space for space in self.spaces if space.root()}
        for one in processes():
            if one["space"] and self.pid in (None, int(one["pid"])):
                self.spaces.add(Space.of(space_of(one),
                                         f"process {name_of(one)}"))
        born = {space.address for space in self.spaces}
        self.unborn = {space for space in self.unborn
                       if space.root() and space.address not in born}

    def note_unborn(self):
        """Exec and fork fill a space before a process has it. First of all
        space_create() gives it the kernel's half."""
        frames, one = callers(), current()
        if one is None or "space_create" not in frames:
            return
        forked = "space_fork" in frames
        if self.pid is None or (self.pid == int(one["pid"]) and not forked):
            space = frames["space_create"].read_var("s").dereference()
            whose = "a child" if forked else "the next program"
            self.unborn.add(Space.of(space,
                                     f"{whose} of process {name_of(one)}"))


class Done(gdb.Breakpoint):
    """Where that call of pte_set() returns: the entry is written. Says what
    has changed, and stops."""

    def __init__(self, watch, write, met):
        self.stack = register("rsp") + 8
        super().__init__(f"*{word(register('rsp')):#x}", internal=True,
                         temporary=True)
        self.silent = True
        view = met[0].view()
        titles = ", ".join(sorted(space.title for space in met))
        index = index_of(watch.address, write.level)
        old, new = (f"{entry:#018x}  " + view.entry_text(
            Step(write.level, index, write.slot, entry), watch.address)
            for entry in (write.old, write.new))
        self.text = f"pt watch {watch.number}: {NAMES[write.level]} " \
            f"[{index}] of {watch.address:#x} in {titles}\n" \
            f"  old {old}\n  new {new}\n  by {who()}"

    def stop(self):
        if register("rsp") != self.stack:
            return False        # another processor
        print(self.text)
        return True


def show_place(event):
    """At each stop: gdb is silent at a breakpoint that is."""
    if any(isinstance(b, Done) for b in getattr(event, "breakpoints", ())):
        gdb.execute("frame")


class WatchCommand(Command):
    """Stop when an entry changes by which ADDRESS is translated.

Of whatever level, and in whichever process, or in that with PID only; also in
tables that are yet to be made, or that exec and fork are just building for a
process, and in an object's, which several processes have. It says what was and
what is, for whom, and who did it; and stops behind the write. `info
breakpoints` lists the watch, `delete` ends it. Bits that the processor sets, A
and D, don't count."""
    usage = "pt watch ADDRESS [PID]"

    def run(self, words):
        address = valid_address(words[0])
        pid = pid_in(words[1:])
        if pid is not None:
            process(pid)
        Watch(address, pid)


# --- pt writes ---------------------------------------------------------------

class Log(gdb.Breakpoint):
    """Prints each write; stops after some, or never (-1)."""

    def __init__(self, left):
        super().__init__("*pte_set", internal=True)
        self.silent = True
        self.left = left

    def stop(self):
        write = Write.now()
        print(f"{NAMES[write.level]:5} of {write.address:#018x} at "
              f"{write.slot:#x}: {write.old:#x} -> {write.new:#x} "
              f"{flags_of(write.new)} by {who()}")
        self.left -= 1
        return self.left == 0


class Writes(Command):
    """Go on, and show each write of a page-table entry.

Stops after COUNT writes, else runs until something else stops it."""
    usage = "pt writes [COUNT]"

    def run(self, words):
        log = Log(count(words[0], "a count of 1 or more", least=1)
                  if words else -1)
        try:
            gdb.execute("continue")
        finally:
            if log.is_valid():
                log.delete()


def start():
    gdb.events.stop.connect(show_place)
    for command in WatchCommand, Writes:
        command()
