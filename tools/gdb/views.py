"""Whose page tables a command looks at."""

from typing import NamedTuple, Optional

import gdb

from headers import defines
from kernel import name_of, process, processes, root_of, space_of, variable
from objects import region_at
from machine import CR4_LA57, EFER_LMA, paging_is_on, register
from tables import PTE_ADDRESS

KERNEL_BASE = defines("mm/layout.h")["KERNEL_BASE"]


class View(NamedTuple):
    root: int                   # physical address of the top table
    title: str
    space: Optional[gdb.Value] = None   # struct space, if it is a process's

    def region_at(self, address):
        """The region of an address; None in the kernel's half, too."""
        return region_at(self.space, address) if self.space else None


def of_process(one):
    return View(root_of(one), f"process {name_of(one)}", space_of(one))


def with_kernel(root):
    """Whose a top table is; asks the kernel, which may not run yet."""
    for one in processes():
        if one["space"] and root_of(one) == root:
            return of_process(one)
    if int(variable("kernel_pt")["root"]) == root:
        return View(root, "the kernel alone")
    return View(root, "nobody that the kernel knows")


def root_in_use():
    """The physical address of the top table, by CR3."""
    if not paging_is_on():
        raise gdb.GdbError("Paging is off: there are no tables in use yet.")
    if register("cr4") & CR4_LA57 or not register("efer") & EFER_LMA:
        raise gdb.GdbError("These are not the four-level tables of Commons.")
    return register("cr3") & PTE_ADDRESS


def is_boots(root):
    """Is it that of the boot page tables?"""
    boot = int(gdb.parse_and_eval("(unsigned long)&boot_pml4"))
    return root == boot - KERNEL_BASE


def in_use():
    """By CR3; from the first moment of paging on."""
    root = root_in_use()
    try:
        if is_boots(root):
            return View(root, "the boot (boot/protected_mode.S)")
        return with_kernel(root)
    except (gdb.error, gdb.GdbError):
        return View(root, "a stranger: the kernel does not run yet")


def of(pid):
    """A process's, or if `pid` is None those in use."""
    return in_use() if pid is None else of_process(process(pid))
