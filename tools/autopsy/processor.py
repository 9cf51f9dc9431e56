"""The processor at an exception, from QEMU's log (-d int)."""

import re

# Bits by the name that the manuals give them (SDM vol. 3A, 2.2.1 and 2.5).
BITS = {"PE": ("CR0", 0), "WP": ("CR0", 16), "PG": ("CR0", 31),
        "PAE": ("CR4", 5), "SMEP": ("CR4", 20), "SMAP": ("CR4", 21),
        "LME": ("EFER", 8), "LMA": ("EFER", 10), "NXE": ("EFER", 11)}

EXCEPTION = re.compile(r"\s*\d+: v=(\w+) e=(\w+) i=(\d) cpl=(\d) "
                       r"IP=\w+:\w+ pc=(\w+)")
SEGMENT = re.compile(r"^([CDEFGS]S|TR|LDT) *=(\w+) (\w+) (\w+) (\w+)(.*)")
TABLE = re.compile(r"^(GDT|IDT) *= +(\w+) (\w+)")
VALUE = re.compile(r"\b[ER]?(\w+) *=([0-9a-f]{8,16})\b")


class Segment:
    def __init__(self, words):
        self.selector, self.base, self.limit, self.flags = \
            (int(word, 16) for word in words[:4])
        self.is_64 = bool(self.flags >> 21 & 1)     # L, in long mode
        self.is_32 = bool(self.flags >> 22 & 1)     # D


class Exception_:
    """One exception, and the registers when it was to be delivered."""

    def __init__(self, found, lines):
        self.vector, self.error, self.software, self.ring, self.pc = \
            (int(text, 16) for text in found.groups())
        self.values, self.segments, self.tables = {}, {}, {}
        for line in lines:
            self.take(line)

    def take(self, line):
        segment, table = SEGMENT.match(line), TABLE.match(line)
        if segment:
            self.segments[segment[1]] = Segment(segment.groups()[1:])
        elif table:
            self.tables[table[1]] = int(table[2], 16), int(table[3], 16)
        else:
            self.values.update((name, int(value, 16))
                               for name, value in VALUE.findall(line))

    def __getitem__(self, name):
        """A register, or one of the bits above: 0 or 1."""
        if name in BITS:
            register, bit = BITS[name]
            return self.values[register] >> bit & 1
        return self.values[name]
