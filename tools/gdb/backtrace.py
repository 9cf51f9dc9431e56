"""Backtraces through the kernel's assembly, and their ends."""

import gdb
from gdb.FrameDecorator import FrameDecorator
from gdb.unwinder import Unwinder, register_unwinder

from headers import KERNEL_BASE, LAYOUT
from kernel import struct
from machine import evaluate
from memory import memory, word
from modes import is_set

STACK_SIZE = LAYOUT["KERNEL_STACK_SIZE"]
ENTRY_SIZE = 16                 # trap_entries: of each vector's
LONGEST = 170                   # no other piece of the assembly has more bytes
WITH_ERROR_CODE = (8, 10, 11, 12, 13, 14, 17, 21)
PRESERVED = ("rbx", "rbp", "r12", "r13", "r14", "r15")
NOT_RESTORED = ("vector", "error", "cs", "rflags", "ss")


def address_of(label):
    try:
        return evaluate(f"&{label}")
    except gdb.error:           # the kernel in use has no such label
        return 0


def number_in(frame, name):
    """A register as an unsigned number; gdb shows some as sets of flags."""
    long = gdb.lookup_type("unsigned long")
    return int(frame.read_register(name).cast(long))


def is_user(frame):
    """Is this a program's code, and neither a loader's nor the firmware's?"""
    try:
        return is_set("LMA", lambda name: number_in(frame, name)) and \
            number_in(frame, "cs") & 3 == 3
    except gdb.error:           # an older frame, of which that isn't known
        return True


class FrameId:
    """What tells frames apart; gdb has such a class since 14."""

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
        self.traps = [address_of(label)
                      for label in ("trap_common", "trap_anywhere")]
        self.system_call = address_of("syscall_entry")
        self.entries = address_of("trap_entries")
        self.iret = address_of("iret")

    def __call__(self, frame):
        pc = number_in(frame, "rip")
        if pc < KERNEL_BASE:
            return None if is_user(frame) else self.bottom(frame, 0)
        if 0 <= pc - self.entries < 256 * ENTRY_SIZE:
            return self.entry(frame, pc)
        if pc == self.iret:
            return self.interrupted(frame, pc, number_in(frame, "rsp"))
        labels = self.bottoms + self.traps + [self.system_call]
        start = max((a for a in labels if a <= pc), default=0)
        if pc - start > LONGEST:
            return None
        if start in self.bottoms:
            return self.bottom(frame, start)
        if start == self.system_call:
            return self.in_system_call(frame, start)
        called = memory(pc - 5, 1) == b"\xe8"   # else not all is pushed yet
        return self.trap(frame, start) if called else None

    def unwound(self, frame, start, saved, base=None):
        """The frame of code that begins at `start`, and of which `base` stays
        the same meanwhile; and where the registers of the older frame are."""
        pointer = frame.read_register("rsp").type
        identity = FrameId(gdb.Value(base or number_in(frame, "rsp"))
                           .cast(pointer), gdb.Value(start).cast(pointer))
        info = frame.create_unwind_info(identity)
        for name, value in saved.items():
            if isinstance(value, int):
                value = gdb.Value(value).cast(pointer)
            info.add_saved_register(name, value)
        return info

    def bottom(self, frame, start, base=None):
        """The older frame is this one once more: there gdb ends."""
        same = {name: frame.read_register(name)
                for name in ("rip", "rsp", "cs", "efer")}
        return self.unwound(frame, start, same, base)

    def trap(self, frame, start):
        sp = number_in(frame, "rsp")
        fields = struct("trap_frame").fields()
        saved = {f.name: word(sp + f.bitpos // 8) for f in fields}
        if saved["cs"] & 3:
            return self.bottom(frame, start)
        return self.unwound(frame, start,
                            {name: value for name, value in saved.items()
                             if name not in NOT_RESTORED})

    def in_system_call(self, frame, start):
        """Before the kernel's stack is taken, and after it is left, the caller
        is the program, and RCX its address: `next` steps over it."""
        sp = number_in(frame, "rsp")
        if sp >= LAYOUT["STACKS_BASE"]:
            top = -(-sp // STACK_SIZE) * STACK_SIZE     # of the kernel's stack
            return self.bottom(frame, start, top)
        saved = {name: number_in(frame, name) for name in PRESERVED}
        return self.unwound(frame, start,
                            {**saved, "rip": number_in(frame, "rcx"),
                             "rsp": sp})

    def entry(self, frame, pc):
        """Before the registers are pushed: two pushes are yet to be done, or
        one, or none."""
        vector, offset = divmod(pc - self.entries, ENTRY_SIZE)
        zero = 0 if vector in WITH_ERROR_CODE else 2    # length of a pushq
        missing = 2 if offset < zero else 1 if offset == zero else 0
        return self.interrupted(frame, pc - offset, number_in(frame, "rsp") +
                                8 * (2 - missing))

    def interrupted(self, frame, start, top):
        """All registers are those of the code that was interrupted, but for
        what the processor has pushed: RIP, CS, RFLAGS, RSP and SS."""
        saved = {name: number_in(frame, name) for name in PRESERVED}
        return self.unwound(frame, start, {**saved, "rip": word(top),
                                           "rsp": word(top + 24)})


class Named(FrameDecorator):
    """Has the name that gdb itself gives a frame. A FrameDecorator's own would
    be that of its return address, where another function may begin."""

    def function(self):
        return self.inferior_frame().name() or "??"


class Names:
    """Gives frames these names; and where there is a filter, gdb doesn't say
    that the stack is corrupt below bottom()."""
    name = "commons"
    priority = 100
    enabled = True

    def filter(self, frames):
        return map(Named, frames)


def start():
    gdb.frame_filters[Names.name] = Names()
    register_unwinder(None, Assembly(), replace=True)
    gdb.execute("skip file kernel/cpu/trap_entry.S", to_string=True)
