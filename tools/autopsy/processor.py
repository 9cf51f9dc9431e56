"""What QEMU's log (-d int) says of the exceptions: each with the processor's
registers when it was to be delivered."""

import re

from modes import is_set, mode_name

HEADER = re.compile(r"\s*\d+: v=(\w+) e=(\w+) i=\w+ cpl=(\d) "
                    r"IP=\w+:\w+ pc=(\w+)")
SEGMENT = re.compile(r"^([CDEFGS]S|TR) *=(\w+) (\w+) (\w+) (\w+)")
TABLE = re.compile(r"^(GDT|IDT) *= +(\w+) (\w+)")
VALUE = re.compile(r"\b([A-Z]\w*) *=([0-9a-f]{8,16})\b")

# SDM vol. 3A, table 6-1; the names of kernel/cpu/trap.c.
NAMES = {0: "divide error", 1: "debug", 2: "NMI", 3: "breakpoint",
         4: "overflow", 5: "bound range", 6: "undefined instruction",
         7: "no FPU", 8: "double fault", 10: "invalid TSS",
         11: "segment not present", 12: "stack fault",
         13: "general protection", 14: "page fault", 16: "FPU error",
         17: "alignment check", 18: "machine check", 19: "SIMD error"}
UNDEFINED, NOT_PRESENT, STACK, PROTECTION, PAGE_FAULT = 6, 11, 12, 13, 14


def is_interrupt(vector):
    """From outside of the processor?"""
    return vector >= 32


class Segment:
    """A segment register, with what the processor knows of its descriptor."""

    def __init__(self, words):
        self.selector, self.base, self.limit, flags = \
            (int(word, 16) for word in words)
        self.is_long = bool(flags >> 21 & 1)
        self.is_32 = bool(flags >> 22 & 1)


class Exception_:
    def __init__(self, header):
        self.vector, self.error, self.ring, self.pc = \
            (int(text, 16) for text in header.groups())
        self.values, self.segments, self.tables = {}, {}, {}

    def take(self, line):
        """One line of its registers."""
        segment, table = SEGMENT.match(line), TABLE.match(line)
        if segment:
            self.segments[segment[1]] = Segment(segment.groups()[1:])
        elif table:
            self.tables[table[1]] = int(table[2], 16), int(table[3], 16)
        else:
            self.values.update((name.lower(), int(value, 16))
                               for name, value in VALUE.findall(line))

    def register(self, name):
        return self.values[name]

    def is_set(self, bit):
        """PE, LMA.."""
        return is_set(bit, self.register)

    @property
    def rsp(self):
        return self.values["rsp" if "rsp" in self.values else "esp"]

    @property
    def width(self):
        """Of the code: 16, 32 or 64 bits."""
        cs = self.segments["CS"]
        if cs.is_long and self.is_set("LMA"):
            return 64
        return 32 if cs.is_32 else 16

    @property
    def mode(self):
        return mode_name(self.width, self.ring == 3, self.register)

    @property
    def name(self):
        if is_interrupt(self.vector):
            return f"interrupt ({self.vector})"
        return f"{NAMES.get(self.vector, 'reserved')} ({self.vector})"


def exceptions(lines):
    """All that the log has, in order."""
    found = []
    for line in lines:
        header = HEADER.match(line)
        if header:
            found.append(Exception_(header))
        elif found:
            found[-1].take(line)
    return [e for e in found if "efer" in e.values]     # the whole of it


def last_chain(lines):
    """Those at the place where it ended: the first, and what came of it."""
    chain = exceptions(lines)
    for i in range(len(chain) - 1, -1, -1):
        if chain[i].pc != chain[-1].pc:
            return chain[i + 1:]
    return chain
