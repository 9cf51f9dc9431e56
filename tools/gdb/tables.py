"""Page tables, read as the processor reads them: from physical memory.

`read` is that of `with Physical() as read:` (memory.py) throughout; or, since
nothing here needs gdb, any function of an address and a size. Read
kernel/mm/pt.h for what an entry is.
"""

import struct
from typing import NamedTuple

from headers import defines

BITS = {name: value for name, value in defines("mm/pt.h").items()
        if name.startswith("PTE_")}
PTE_ADDRESS = BITS.pop("PTE_ADDR")
PTE_P, PTE_W, PTE_U = BITS["PTE_P"], BITS["PTE_W"], BITS["PTE_U"]
PTE_PS, PTE_NX = BITS["PTE_PS"], BITS["PTE_NX"]
PTE_LINK, PTE_KEPT = BITS["PTE_LINK"], BITS["PTE_KEPT"]
PTE_COW = BITS["PTE_COW"]

ENTRIES = 512
USERS, KERNELS = range(256), range(256, ENTRIES)    # those of a top table
NAMES = {4: "PML4E", 3: "PDPTE", 2: "PDE", 1: "PTE"}


# --- addresses ---------------------------------------------------------------

def span(level):
    """Bytes that one entry of a table of `level` covers."""
    return 1 << (12 + 9 * (level - 1))


def index_of(address, level):
    return address >> (12 + 9 * (level - 1)) & 511


def canonical(address):
    """With bits 63 to 48 as bit 47."""
    address &= (1 << 48) - 1
    return address | 0xffff << 48 if address >> 47 else address


# --- entries -----------------------------------------------------------------

def is_page(entry, level):
    """Does this present entry map a page, not a table?"""
    return level == 1 or bool(entry & PTE_PS)


def address_in(entry, level):
    """Of the table or the page that an entry leads to."""
    whole = span(level) - 1 if is_page(entry, level) else 0
    return entry & PTE_ADDRESS & ~whole


def flags_of(entry):
    """P W U A.."""
    names = [name.removeprefix("PTE_") for name, bit in BITS.items()
             if entry & bit]
    return " ".join(names if entry & PTE_P else ["not present"] + names)


class Rights(NamedTuple):
    """What a walk allows: each level may only take away."""
    write: bool = True
    user: bool = True
    execute: bool = True

    def through(self, entry):
        return Rights(self.write and bool(entry & PTE_W),
                      self.user and bool(entry & PTE_U),
                      self.execute and not entry & PTE_NX)

    def __str__(self):
        return ("user" if self.user else "kernel") + " r" + \
            ("w" if self.write else "-") + ("x" if self.execute else "-")


# --- walks -------------------------------------------------------------------

class Step(NamedTuple):
    """One level of a walk."""
    level: int
    index: int
    at: int                     # physical address of the entry
    entry: int


def walk(read, root, address):
    """Yields the Steps, down to a page's entry or an absent one."""
    table = root
    for level in (4, 3, 2, 1):
        index = index_of(address, level)
        at = table + 8 * index
        entry = int.from_bytes(read(at, 8), "little")
        yield Step(level, index, at, entry)
        if not entry & PTE_P or is_page(entry, level):
            return
        table = entry & PTE_ADDRESS


def entries_of(read, table, which=range(ENTRIES)):
    """Returns (index, entry) of all that isn't 0."""
    data = struct.unpack(f"<{ENTRIES}Q", read(table, 8 * ENTRIES))
    return [(index, data[index]) for index in which if data[index]]


def steps(read, table, level=4, base=0, rights=Rights(),
          entries=range(ENTRIES)):
    """Yields (Step, the address that it is for, Rights) of each present entry,
    those of tables before what lies below them."""
    for index, entry in entries_of(read, table, entries):
        if not entry & PTE_P:
            continue
        start, right = base + index * span(level), rights.through(entry)
        yield Step(level, index, table + 8 * index, entry), \
            canonical(start), right
        if not is_page(entry, level):
            yield from steps(read, entry & PTE_ADDRESS, level - 1, start, right)


class Page(NamedTuple):
    """What an entry of a page maps."""
    start: int
    size: int
    frame: int                  # its physical address
    rights: Rights
    copy: bool                  # before the first write


def pages(read, table, entries=range(ENTRIES)):
    """Yields all Pages below a top table, by address; or those of some of its
    entries."""
    for step, start, rights in steps(read, table, entries=entries):
        if is_page(step.entry, step.level):
            yield Page(start, span(step.level),
                       address_in(step.entry, step.level), rights,
                       bool(step.entry & PTE_COW))
