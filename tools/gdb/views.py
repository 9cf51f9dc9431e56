"""Whose page tables a command looks at, and what their addresses are for."""

from typing import List, NamedTuple, Sequence

import gdb

from headers import KERNEL_BASE, LAYOUT
from kernel import KMAP, name_of, process, processes, root_of, space_of, \
    variable
from machine import evaluate, paging_is_on, register
from memory import Physical, size_text
from modes import is_set
from objects import Region, regions_of
from tables import PTE_ADDRESS, PTE_LINK, PTE_P, USERS, Rights, flags_of, \
    is_page, pages, span, walk


class Range(NamedTuple):
    """Neighbouring pages with the same rights, for the same."""
    start: int
    size: int
    rights: Rights
    what: str
    frames: List[List[int]]     # [physical address, bytes], where they follow
                                # each other


class View(NamedTuple):
    root: int                   # physical address of the top table
    title: str
    regions: Sequence[Region] = ()

    def region_at(self, address):
        """The Region of an address, or None."""
        return next((r for r in self.regions if r.start <= address < r.end),
                    None)

    def what_at(self, address):
        """What an address is for, or ""."""
        region = self.region_at(address)
        return region.name if region else ""

    def what(self, page):
        """What a Page is for, and whether a write will make a copy."""
        return self.what_at(page.start) + \
            (", copy on write" if page.copy else "")

    def entry_text(self, step, address):
        """What an entry on the way to an address leads to, and its flags."""
        flags = flags_of(step.entry)
        if not step.entry & PTE_P:
            return flags
        if is_page(step.entry, step.level):
            return f"page of {size_text(span(step.level))}, {flags}"
        if not step.entry & PTE_LINK:
            return f"table, {flags}"
        whose = self.what_at(address) or "an object"
        return f"link to a table of {whose}, {flags}"

    def walk(self, address):
        """The Steps of an address."""
        with Physical() as read:
            return list(walk(read, self.root, address))

    def users(self, read):
        """All Pages of the user's half."""
        return pages(read, self.root, entries=USERS)

    def ranges(self, run):
        """Yields the Ranges of a run of Pages."""
        last = None
        for page in run:
            what = self.what(page)
            if last and last.start + last.size == page.start and \
                    (last.rights, last.what) == (page.rights, what):
                last = last._replace(size=last.size + page.size)
            else:
                if last:
                    yield last
                last = Range(page.start, page.size, page.rights, what, [])
            add_frame(last.frames, page)
        if last:
            yield last


def add_frame(frames, page):
    if frames and sum(frames[-1]) == page.frame:
        frames[-1][1] += page.size
    else:
        frames.append([page.frame, page.size])


# --- the kernel's half -------------------------------------------------------

def kernel_areas():
    """What kernel/mm/layout.h says, as Regions."""
    ends = [evaluate(f"&kernel_{name}")
            for name in ("text_end", "constants_end", "end")]
    bounds = [LAYOUT["PHYSMAP_BASE"], LAYOUT["STACKS_BASE"],
              LAYOUT["DEVICES_BASE"], KERNEL_BASE] + ends
    names = ("physical memory", "kernel stacks", "device registers",
             "kernel text", "kernel constants", "kernel data")
    return [Region(start, end, "", name, 0, 0)
            for start, end, name in zip(bounds, bounds[1:], names)]


def is_boots(root):
    """Is it that of the boot page tables?"""
    return root == evaluate("&boot_pml4") - KERNEL_BASE


def kernels():
    return View(int(variable("kernel_pt", KMAP)["root"]), "the kernel alone",
                kernel_areas())


# --- whose -------------------------------------------------------------------

def of_space(space, title):
    """Of a struct space."""
    return View(int(space["pt"]["root"]), title,
                regions_of(space) + kernel_areas())


def of_process(one):
    return of_space(space_of(one), f"process {name_of(one)}")


def of_all():
    """Of every process that has memory."""
    return [of_process(one) for one in processes() if one["space"]]


def of_root(root):
    """Of whose a top table is; asks the kernel, which may not run yet."""
    for one in processes():
        if one["space"] and root_of(one) == root:
            return of_process(one)
    if kernels().root == root:
        return kernels()
    return View(root, "nobody that the kernel knows")


def root_in_use():
    """The physical address of the top table, by CR3."""
    if not paging_is_on():
        raise gdb.GdbError("Paging is off: there are no tables in use yet.")
    if is_set("LA57", register) or not is_set("LMA", register):
        raise gdb.GdbError("These are not the four-level tables of Commons.")
    return register("cr3") & PTE_ADDRESS


def in_use():
    """By CR3; from the first moment of paging on."""
    root = root_in_use()
    try:
        if is_boots(root):
            return View(root, "the boot (boot/protected_mode.S)")
        return of_root(root)
    except (gdb.error, gdb.GdbError):
        return View(root, "a stranger: the kernel does not run yet")


def of(pid):
    """A process's; those in use if `pid` is None; the kernel's own if 0."""
    if pid is None:
        return in_use()
    return of_process(process(pid)) if pid else kernels()
