"""Constants from the kernel's own header files: debugging information has no
macros."""

import os
import re

KERNEL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "../../kernel")


def defines(header):
    """A dictionary of what `header` defines as a plain number, or as a bit:
    0x1000, 12, 0400, (1ul << 3)."""
    with open(os.path.join(KERNEL, header), encoding="utf-8") as file:
        text = file.read()
    found = re.findall(r"^#define (\w+) +\(?(0x\w+?|\d+)(?:ul)?(?: << (\d+)\))?"
                       r"(?=\s)", text, re.M)
    return {name: number(value) << int(shift or 0)
            for name, value, shift in found}


def number(text):
    """As C reads it: 0400 is octal."""
    octal = text[0] == "0" and text.isdecimal()
    return int(text, 8 if octal else 0)


LAYOUT = defines("mm/layout.h")
KERNEL_BASE, KERNEL_HALF = LAYOUT["KERNEL_BASE"], LAYOUT["KERNEL_HALF"]
PHYSMAP_BASE = LAYOUT["PHYSMAP_BASE"]
PAGE_SIZE = 1 << defines("lib/types.h")["PAGE_SHIFT"]
