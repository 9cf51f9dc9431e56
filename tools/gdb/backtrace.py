"""Backtraces through the kernel's assembly, and their ends."""

import itertools

import gdb
from gdb.FrameDecorator import FrameDecorator
from gdb.unwinder import Unwinder, register_unwinder

from headers import defines
from machine import EFER_LMA
from memory import memory, word

KERNEL_BASE = defines("mm/layout.h")["KERNEL_BASE"]

TRAP_FRAME = ("r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9",
              "r8", "rax", "rcx", "rdx", "rsi", "rdi", None, None, "rip", None,
              None, "rsp")      # struct trap_frame, kernel/cpu/trap.h
CS_INDEX = TRAP_FRAME.index("rip") + 1
WITH_ERROR_CODE = (8, 10, 11, 12, 13, 14, 17, 21)
PRESERVED = ("rbx", "rbp", "r12", "r13", "r14", "r15")


def address_of(label):
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{label}"))
    except gdb.error:           # the kernel in use has no such label
        return 0


def number_in(frame, name):
    """A register as an unsigned number; gdb shows some as sets of flags."""
    long = gdb.lookup_type("unsigned long")
    return int(frame.read_register(name).cast(long))


def is_user(frame):
    """Is this a program's code, and neither a loader's nor the firmware's?"""
    try:
        return bool(number_in(frame, "efer") & EFER_LMA) and \
            number_in(frame, "cs") & 3 == 3
    except gdb.error:           # only the innermost frame has these
        return True


class FrameId:
    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


class Assembly(Unwinder):
    """Knows what the kernel's assembly leaves on its stacks. Below the first C
    function of a thread there is nothing, nor, since gdb takes no lower stack
    for an older one, below that of a trap from user mode; but below that of a
    trap from the kernel is the code that it struck. Of 16- and 32-bit code gdb
    would read the stack as if it had 64: it gets one frame."""

    def __init__(self):
        super().__init__("commons")
        self.bottoms = [address_of(label)
                        for label in ("higher_half", "thread_begin")]
        self.traps = [address_of(label) for label in
                      ("trap_common", "trap_anywhere", "syscall_entry")]
        self.entries = address_of("trap_entries")

    def __call__(self, frame):
        pc = number_in(frame, "rip")
        if pc < KERNEL_BASE:
            return None if is_user(frame) else self.bottom(frame, 0)
        if 0 <= pc - self.entries < 256 * 16:
            return self.entry(frame, pc)
        start = max((a for a in self.bottoms + self.traps if a <= pc),
                    default=0)
        if pc - start > 160:
            return None
        if start in self.bottoms:
            return self.bottom(frame, start)
        called = memory(pc - 5, 1) == b"\xe8"   # else not all is pushed yet
        return self.trap(frame, start) if called else None

    def unwound(self, frame, start, saved):
        sp = frame.read_register("rsp")
        info = frame.create_unwind_info(
            FrameId(sp, gdb.Value(start).cast(sp.type)))
        for name, value in saved.items():
            info.add_saved_register(name, gdb.Value(value).cast(sp.type))
        return info

    def bottom(self, frame, start):
        """A frame at address 0 follows, which Bottom hides."""
        sp = int(frame.read_register("rsp"))
        return self.unwound(frame, start, {"rip": 0, "rsp": sp})

    def trap(self, frame, start):
        sp = int(frame.read_register("rsp"))
        if word(sp + 8 * CS_INDEX) & 3:
            return self.bottom(frame, start)
        return self.unwound(frame, start,
                            {name: word(sp + 8 * i)
                             for i, name in enumerate(TRAP_FRAME) if name})

    def entry(self, frame, pc):
        """Before the registers are pushed: two pushes are yet to be done, or
        one, or none."""
        vector, offset = divmod(pc - self.entries, 16)
        zero = 0 if vector in WITH_ERROR_CODE else 2    # length of a pushq
        missing = 2 if offset < zero else 1 if offset == zero else 0
        top = int(frame.read_register("rsp")) + 8 * (2 - missing)
        saved = {name: int(frame.read_register(name)) for name in PRESERVED}
        return self.unwound(frame, pc - offset,
                            {**saved, "rip": word(top), "rsp": word(top + 24)})


class Named(FrameDecorator):
    """Is called as gdb itself would: not by the label at which it goes on,
    which a call's return address may be."""

    def function(self):
        return self.inferior_frame().name() or "??"


class Bottom:
    """Ends backtraces at address 0."""
    name = "commons"
    priority = 100
    enabled = True

    def __init__(self):
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        there = itertools.takewhile(lambda f: f.inferior_frame().pc(), frames)
        return map(Named, there)


def start():
    Bottom()
    register_unwinder(None, Assembly(), replace=True)
    gdb.execute("skip file kernel/cpu/trap_entry.S", to_string=True)
