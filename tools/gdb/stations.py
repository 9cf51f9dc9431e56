"""The stations of the boot: the places where the processor changes, what
changes there, and why."""

import textwrap
from typing import NamedTuple

import gdb

from headers import KERNEL_HALF
from machine import alive, code_segment, evaluate, register


class Station(NamedTuple):
    label: str
    sentence: str
    why: str
    condition: str = ""


STATIONS = (
    Station("boot_start", "the boot sector, loaded by the BIOS",
            "The BIOS has read 512 bytes of the disk to 0x7c00 and jumped "
            "there, in real mode: addresses are segment * 16 + offset."),
    Station("real_mode_start", "the loader: all that needs the BIOS",
            "The boot sector has loaded the rest of our loader. What only the "
            "BIOS knows, the memory map, is asked for here."),
    Station("protected_mode_start", "32-bit code with segments of 4 GiB",
            "With CR0.PE segments come from a table, the GDT, and may span "
            "4 GiB: the loader can reach the kernel's place, above 1 MiB."),
    Station("multiboot2_start", "the kernel's one entry",
            "GRUB and our own loader meet here, in the state that the "
            "Multiboot2 specification names: 32 bits, no paging."),
    Station("pae_enabled", "page-table entries have 64 bits",
            "Long mode translates by entries of 64 bits in tables of four "
            "levels; CR3 has the top one, which protected_mode.S has filled."),
    Station("long_mode_enabled", "long mode is wanted",
            "EFER.LME only says that paging is to be long mode's: nothing "
            "happens before paging is on."),
    Station("paging_enabled", "addresses are translated",
            "With CR0.PG the processor itself sets EFER.LMA: this is long "
            "mode, though CS is 32-bit code yet. Physical memory lies at its "
            "own addresses, too, or the next instruction would be lost."),
    Station("long_mode_start", "64-bit code",
            "The far jump has loaded CS from a descriptor with the L bit."),
    Station("kernel_main", "C, in the higher half",
            "Every process will have the kernel's half of addresses in its "
            "tables, so that a system call needn't change CR3."),
    Station("trap_init", "cpu_init() has made the processor the kernel's",
            "WP: read-only pages are so for the kernel, too. NXE: pages may "
            "forbid execution. SMEP and SMAP, where there are: no kernel code "
            "in user pages, no access to them unasked. SCE: SYSCALL. GS: what "
            "each processor has for itself."),
    Station("pic_init", "the kernel runs on page tables of its own",
            "memory_init() has built them (kernel/mm/kmap.c): no page of them "
            "is writable and executable. Compare `pt map` before and now."),
    Station("iret", "the first program begins",
            "init's pages are mapped but not there: IRETQ will take CS of "
            "ring 3 from the stack, and the first fetch will fault. Try "
            "`stepi`, `pt walk $pc`, `into-kernel`.",
            "(*(unsigned long *)($rsp + 8) & 3) == 3"),
)


# --- what changes ------------------------------------------------------------

def flags(name):
    """The names of a register's bits that are set."""
    return set(str(gdb.parse_and_eval(f"${name}")).strip("[ ]").split())


def state():
    """What the stations are about. Of one kind are names of bits, of the other
    values."""
    names = {name: flags(name) for name in ("cr0", "cr4", "efer")}
    values = {name: f"{register(name):#x}" for name in ("cr3", "cs")}
    half = "higher" if register("rip") >= KERNEL_HALF else "lower"
    return {**names, **values, "code": f"{code_segment()[0]} bits",
            "rip": f"in the {half} half",
            "gs_base": f"{register('gs_base'):#x}"}


def changes(before, now):
    """In words, as CR0 +PG, CR3 0x0 -> 0x16d000."""
    for name, new in now.items():
        old = before[name]
        if old == new:
            continue
        if isinstance(new, set):
            bits = [f"+{bit}" for bit in sorted(new - old)] + \
                   [f"-{bit}" for bit in sorted(old - new)]
            yield f"{name.upper()} {' '.join(bits)}"
        else:
            yield f"{name.upper()} {old} -> {new}"


# --- the tour ----------------------------------------------------------------

class Tour:
    """Temporary breakpoints at the stations, and what was when."""
    placed = {}                 # breakpoint number -> Station
    last = None                 # state()


def place():
    """Stop once at each station that has a symbol; is there any?"""
    Tour.last = state()
    for station in STATIONS:
        try:
            at = evaluate(f"&{station.label}")
        except gdb.error:       # the road has no such station
            continue
        condition = f" if {station.condition}" if station.condition else ""
        gdb.execute(f"tbreak *{at:#x}{condition}", to_string=True)
        Tour.placed[evaluate("$bpnum")] = station
    return bool(Tour.placed)


def explain(station):
    now = state()
    print(f"--- {station.label}: {station.sentence}")
    print("changed: " + ("; ".join(changes(Tour.last, now)) or "nothing"))
    for line in textwrap.wrap(station.why, 76, break_on_hyphens=False):
        print(line)
    Tour.last = now


def note_stop(event):
    """At each stop."""
    for breakpoint in getattr(event, "breakpoints", ()):
        station = Tour.placed.pop(breakpoint.number, None)
        if station and alive():
            explain(station)


def start():
    gdb.events.stop.connect(note_stop)
