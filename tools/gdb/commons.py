"""Commands for gdb at a machine that runs Commons; tools/debug loads this.

One session is right from the first instruction of the BIOS to user programs:
each stop names the processor's mode, and 16- and 32-bit code is disassembled
by QEMU, which knows the mode, where gdb would take it for 64-bit code.
`help commons` lists the commands.

QEMU shows gdb the registers of a 64-bit processor in every mode. So nothing
here, and nobody at the prompt, may say `set architecture`.
"""

import itertools
import os
import re

import gdb
from gdb.unwinder import Unwinder, register_unwinder

try:
    from gdb.disassembler import (Disassembler, DisassemblerResult,
                                  register_disassembler)
except ImportError:             # before gdb 13
    Disassembler = None

STATIONS = (
    ("boot_start", "the boot sector, loaded by the BIOS"),
    ("real_mode_start", "the loader: all that needs the BIOS"),
    ("protected_mode_start", "CR0.PE is set: segments of 4 GiB, 32-bit code"),
    ("multiboot2_start", "the kernel's one entry, for GRUB and our loader"),
    ("pae_enabled", "CR4.PAE is set: page-table entries have 64 bits"),
    ("long_mode_enabled", "EFER.LME is set: long mode, once paging is on"),
    ("paging_enabled", "CR0.PG is set: addresses are translated"),
    ("long_mode_start", "CS is a 64-bit segment"),
    ("kernel_main", "C, in the higher half"),
)

CR0_PE = 1 << 0
CR0_PG = 1 << 31
CR4_LA57 = 1 << 12
EFER_LMA = 1 << 10

PTE_P = 1 << 0
PTE_PS = 1 << 7
PTE_NX = 1 << 63
PTE_ADDRESS = 0x000f_ffff_ffff_f000
FLAGS = ((1, "W"), (2, "U"), (3, "PWT"), (4, "PCD"), (5, "A"), (6, "D"),
         (7, "PS"), (8, "G"), (63, "NX"))
LEVELS = {4: "PML4E", 3: "PDPTE", 2: "PDE", 1: "PTE"}


# --- the processor -----------------------------------------------------------

def register(name):
    return int(gdb.parse_and_eval(f"(unsigned long)${name}"))


def monitor(command):
    """Ask QEMU's own monitor, about the processor that gdb looks at."""
    thread = gdb.selected_thread()
    if thread and thread.num > 1:
        gdb.execute(f"monitor cpu {thread.num - 1}", to_string=True)
    return gdb.execute(f"monitor {command}", to_string=True)


def code_segment():
    """Returns (16, 32 or 64, base address)."""
    text = monitor("info registers")
    found = re.search(r"^CS =\w+ (\w+) .*CS(16|32|64)", text, re.M)
    if not found:               # real mode calls every segment DS16
        found = re.search(r"^CS =\w+ (\w+)", text, re.M)
        return 16, int(found[1], 16)
    return int(found[2]), int(found[1], 16)


def mode_name(bits, cr0, efer):
    if not cr0 & CR0_PE:
        return "real mode, 16-bit code"
    if efer & EFER_LMA:
        if bits != 64:
            return f"long mode, still in a {bits}-bit code segment"
        return "long mode, 64-bit code of " + \
            ("a user program" if register("cs") & 3 == 3 else "the kernel")
    paging = "on" if cr0 & CR0_PG else "off"
    return f"protected mode, {bits}-bit code, paging {paging}"


def mode():
    bits, _ = code_segment()
    return mode_name(bits, register("cr0"), register("efer"))


def alive():
    try:
        return gdb.selected_thread() is not None
    except gdb.error:
        return False


class Bits:
    """The width of the code we stand in; asked for once at each stop."""
    known = None

    @classmethod
    def now(cls):
        if cls.known is None:
            cls.known = code_segment()[0]
        return cls.known

    @classmethod
    def forget(cls, *_):
        cls.known = None


def announce(event):
    Bits.forget()
    if isinstance(event, gdb.StopEvent) and alive():
        print(f"[{mode()}]")


if Disassembler:
    class ByMode(Disassembler):
        """Lets QEMU disassemble what isn't 64-bit code."""

        def __init__(self):
            super().__init__("commons")

        def __call__(self, info):
            if not alive() or Bits.now() == 64:
                return None
            # gdb's $pc leaves out where CS begins: put that back.
            bits, base = code_segment()
            near = 0 <= info.address - register("rip") < 256
            start = info.address + (base if bits == 16 and near else 0)
            text = monitor(f"x/2i {start & 0xffffffff:#x}")
            lines = re.findall(r"^0x(\w+):\s+(?:\w\w )*\s*(.*?)\s*$",
                               text, re.M)
            if len(lines) < 2:
                return None
            length = int(lines[1][0], 16) - int(lines[0][0], 16)
            if not 0 < length < 16:
                return None
            return DisassemblerResult(length, lines[0][1])


# --- backtraces --------------------------------------------------------------

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


class FrameId:
    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


class Assembly(Unwinder):
    """Knows what the kernel's assembly leaves on its stacks. Below the first C
    function of a thread there is nothing, nor, since gdb takes no lower stack
    for an older one, below that of a trap from user mode; but below that of a
    trap from the kernel is the code that it struck."""

    def __init__(self):
        super().__init__("commons")
        self.bottoms = [address_of(label)
                        for label in ("higher_half", "thread_begin")]
        self.traps = [address_of(label) for label in
                      ("trap_common", "trap_anywhere", "syscall_entry")]
        self.entries = address_of("trap_entries")

    def __call__(self, frame):
        pc = int(frame.read_register("pc")) & 0xffff_ffff_ffff_ffff
        if pc < 0xffff_ffff_8000_0000:
            return None
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


class Bottom:
    """Ends backtraces at address 0."""
    name = "commons"
    priority = 100
    enabled = True

    def __init__(self):
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        return itertools.takewhile(lambda f: f.inferior_frame().pc(), frames)


# --- memory ------------------------------------------------------------------

def memory(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def word(address):
    return int.from_bytes(memory(address, 8), "little")


class Physical:
    """Inside `with Physical() as read:`, read(address, size) reads physical
    memory; outside, addresses are virtual."""

    def __enter__(self):
        self.connection = gdb.selected_inferior().connection
        self.connection.send_packet("Qqemu.PhyMemMode:1")
        gdb.execute("maintenance flush dcache", to_string=True)
        return memory

    def __exit__(self, *_):
        self.connection.send_packet("Qqemu.PhyMemMode:0")
        gdb.execute("maintenance flush dcache", to_string=True)


def entry_at(read, table, index):
    return int.from_bytes(read(table + 8 * index, 8), "little")


def flags_of(entry):
    if not entry & PTE_P:
        return "not present"
    return "P " + " ".join(name for bit, name in FLAGS if entry >> bit & 1)


def root_table(text):
    """The physical address of the top table: `text`, or CR3 as it is."""
    if text:
        return int(gdb.parse_and_eval(f"(unsigned long)({text})")) \
            & PTE_ADDRESS
    if not register("cr0") & CR0_PG:
        raise gdb.GdbError("Paging is off: there are no tables in use yet.")
    if register("cr4") & CR4_LA57 or not register("efer") & EFER_LMA:
        raise gdb.GdbError("These are not the four-level tables of Commons.")
    return register("cr3") & PTE_ADDRESS


def walk(read, root, address):
    """Yields (level, index, physical address of the entry, entry)."""
    table = root
    for level in (4, 3, 2, 1):
        index = address >> (12 + 9 * (level - 1)) & 511
        entry = entry_at(read, table, index)
        yield level, index, table + 8 * index, entry
        if not entry & PTE_P or level in (2, 3) and entry & PTE_PS:
            return
        table = entry & PTE_ADDRESS


def canonical(address):
    return address | 0xffff << 48 if address >> 47 & 1 else address


def mappings(read, table, level=4, base=0, rights=(True, True, True)):
    """Yields (start, size, physical address, write, user, execute)."""
    span = 1 << (12 + 9 * (level - 1))
    data = read(table, 4096)
    for index in range(512):
        entry = int.from_bytes(data[8 * index:8 * index + 8], "little")
        if not entry & PTE_P:
            continue
        start = base + index * span
        right = (rights[0] and bool(entry >> 1 & 1),
                 rights[1] and bool(entry >> 2 & 1),
                 rights[2] and not entry & PTE_NX)
        if level == 1 or level < 4 and entry & PTE_PS:
            where = entry & PTE_ADDRESS & ~(span - 1)
            yield (canonical(start), span, where) + right
        else:
            yield from mappings(read, entry & PTE_ADDRESS, level - 1, start,
                                right)


def merged(runs):
    """Joins neighbours whose frames follow each other with equal rights."""
    last = None
    for run in runs:
        if last and last[0] + last[1] == run[0] and \
                last[2] + last[1] == run[2] and last[3:] == run[3:]:
            last = (last[0], last[1] + run[1]) + last[2:]
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


# --- stations ----------------------------------------------------------------

class Station:
    """A place in the story of the boot, where gdb is to stop once."""
    placed = {}                 # breakpoint number -> Station

    def __init__(self, label, sentence):
        self.label = label
        self.sentence = sentence
        self.at = int(gdb.parse_and_eval(f"(unsigned long)&{label}"))
        gdb.execute(f"tbreak *{self.at:#x}", to_string=True)
        Station.placed[int(gdb.parse_and_eval("$bpnum"))] = self


def place_stations():
    """Stop at each station that has a symbol; returns them in order."""
    stations = []
    for label, sentence in STATIONS:
        try:
            stations.append(Station(label, sentence))
        except gdb.error:       # the kernel in use has no such label
            pass
    return stations


def name_station(event):
    for breakpoint in getattr(event, "breakpoints", ()):
        station = Station.placed.pop(breakpoint.number, None)
        if station:
            print(f"{station.label}: {station.sentence}")


# --- commands ----------------------------------------------------------------

class Command(gdb.Command):
    """A command named `name`, explained by its own documentation."""
    name = None

    def __init__(self):
        super().__init__(self.name, gdb.COMMAND_USER)


class Commons(Command):
    """The commands for Commons:

  mode                   the processor's mode, and the registers that make it
  stations               stop at each step from the BIOS to C, once
  tour                   run through the stations, one line of registers each
  walk ADDRESS [ROOT]    the page-table entries from CR3 (or ROOT) to ADDRESS
  tables [ROOT]          all that the tables map, in as few lines as possible
  writes [COUNT]         go on, and show each write of a page-table entry
  program NAME           take the symbols of the user program NAME

gdb's own `break`, `stepi`, `x/5i $pc`, `watch` and `info threads` work from
the first instruction on; `step` steps over interrupts and page faults, which
`break trap_dispatch` shows. All programs lie at the same addresses, so that a
breakpoint in one stops whichever comes by. Leave with `quit`."""
    name = "commons"

    def invoke(self, _argument, _terminal):
        print(self.__doc__)


class Mode(Command):
    """Name the processor's mode, and the registers that make it."""
    name = "mode"

    def invoke(self, _argument, _terminal):
        bits, base = code_segment()
        pc = register("rip")
        print(mode_name(bits, register("cr0"), register("efer")))
        print(" ".join(f"{name}={register(name):#x}"
                       for name in ("cr0", "cr3", "cr4", "efer", "cs")))
        if base and bits == 16:
            print(f"CS begins at {base:#x}: the next instruction is at "
                  f"{base + pc & 0xffffffff:#x}")


class Stations(Command):
    """Stop at each step from the BIOS to C, once."""
    name = "stations"

    def invoke(self, _argument, _terminal):
        for station in place_stations():
            print(f"{station.at:#018x} {station.label}: {station.sentence}")


class Tour(Command):
    """Run through the stations and print one line of registers at each."""
    name = "tour"

    def invoke(self, _argument, _terminal):
        left = place_stations()
        for breakpoint in gdb.breakpoints():
            breakpoint.silent = True
        while left:
            try:
                gdb.execute("continue", to_string=True)
            except gdb.error:
                raise gdb.GdbError("The machine ended before " +
                                   ", ".join(s.label for s in left))
            pc = register("pc")
            here = [s for s in left if s.at == pc]
            if not here:
                print(f"stopped at {pc:#x}, which is no station")
                return
            left.remove(here[0])
            print(f"{here[0].label} pc={pc:#x} " +
                  " ".join(f"{name}={register(name):#x}" for name in
                           ("cr0", "cr3", "cr4", "efer", "cs")) +
                  f" bits={code_segment()[0]}")


class Walk(Command):
    """walk ADDRESS [ROOT]: the page-table entries on the way to ADDRESS.

The tables are those of CR3, or of the physical address ROOT."""
    name = "walk"

    def invoke(self, argument, _terminal):
        words = gdb.string_to_argv(argument)
        if not words:
            raise gdb.GdbError("walk ADDRESS [ROOT]")
        address = int(gdb.parse_and_eval(f"(unsigned long)({words[0]})"))
        root = root_table(" ".join(words[1:]))
        print(f"CR3    {root:#018x}")
        with Physical() as read:
            for level, index, where, entry in walk(read, root, address):
                print(f"{LEVELS[level]:6} {entry:#018x}  [{index:3}] at "
                      f"{where:#x}: {flags_of(entry)}")
        if entry & PTE_P:
            offset = address & (1 << (12 + 9 * (level - 1))) - 1
            frame = entry & PTE_ADDRESS & ~((1 << (12 + 9 * (level - 1))) - 1)
            print(f"{address:#x} is physical {frame + offset:#x}")
        else:
            print(f"{address:#x} is not mapped")


class Tables(Command):
    """tables [ROOT]: all that the page tables map, in as few lines as possible.

w, u, x: writable, for user mode, executable; all levels taken together."""
    name = "tables"

    def invoke(self, argument, _terminal):
        root = root_table(argument)
        with Physical() as read:
            lines = list(merged(mappings(read, root)))
        for start, size, where, write, user, execute in lines:
            print(f"{start:#018x} {size >> 10:10} KiB -> {where:#014x} "
                  f"{'u' if user else '-'}{'w' if write else '-'}"
                  f"{'x' if execute else '-'}")


class Write(gdb.Breakpoint):
    """The door of all page-table entries, pte_set(slot, new, level, va)."""

    def __init__(self, left):
        super().__init__("pte_set", internal=True)
        self.silent = True
        self.left = left

    def stop(self):
        slot, new, level, va = (register(r) for r in
                                ("rdi", "rsi", "rdx", "rcx"))
        try:
            old = int(gdb.parse_and_eval(f"*(unsigned long *){slot}"))
        except gdb.error:
            old = 0
        level &= 7
        print(f"{LEVELS.get(level, '?'):6} for {va:#018x} at {slot:#x}: "
              f"{old:#x} -> {new:#x} ({flags_of(new)})")
        self.left -= 1
        return self.left == 0


class Writes(Command):
    """writes [COUNT]: go on, and show each write of a page-table entry.

Stops after COUNT writes, else runs until something else stops it."""
    name = "writes"

    def invoke(self, argument, _terminal):
        door = Write(int(argument) if argument else -1)
        try:
            gdb.execute("continue")
        finally:
            if door.is_valid():
                door.delete()


class Program(Command):
    """program NAME: take the symbols of build/user/bin/NAME.

All programs lie at the same addresses, so this drops those taken before."""
    name = "program"
    taken = None

    def invoke(self, argument, _terminal):
        path = argument
        if "/" not in path:
            path = os.path.join(os.environ.get("COMMONS_ROOT", "."),
                                "build/user/bin", argument)
        if not argument or not os.path.exists(path):
            raise gdb.GdbError(f"There is no program {path}.")
        if Program.taken:
            gdb.execute(f'remove-symbol-file "{Program.taken}"',
                        to_string=True)
        gdb.execute(f'add-symbol-file "{path}"', to_string=True)
        Program.taken = path


def start():
    for command in (Commons, Mode, Stations, Tour, Walk, Tables, Writes,
                    Program):
        command()
    if Disassembler:
        register_disassembler(ByMode())
    else:
        print("This gdb is older than 13 and takes all code for 64-bit code: "
              "before long mode, use `monitor x/10i $pc`.")
    Bottom()
    register_unwinder(None, Assembly(), replace=True)
    gdb.execute("skip file kernel/cpu/trap_entry.S", to_string=True)
    gdb.events.stop.connect(name_station)
    gdb.events.stop.connect(announce)
    gdb.events.cont.connect(Bits.forget)
    gdb.events.inferior_call.connect(Bits.forget)


start()
