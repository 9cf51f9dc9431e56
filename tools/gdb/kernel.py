"""The kernel's structures, found by its symbols and debugging information:
processors, processes, address spaces, regions, segments.

What is read here is what the machine's memory holds at this stop: no lock is
taken, so that a list may be seen in the midst of a change.
"""

import functools

import gdb

from headers import KERNEL_HALF, defines
from machine import paging_is_on, register
from memory import Physical, memory
from tables import PTE_ADDRESS

TRAPS = defines("cpu/trap_numbers.h")
LONGEST = 100_000               # no list is longer


# Programs have structs and variables of the same names (ps has a struct
# process): so each is looked up in one of the kernel's files.
PROCESS, SPACE = "kernel/task/process.c", "kernel/vm/space.c"
SYSCALL, TRAP = "kernel/sys/syscall.c", "kernel/cpu/trap.c"
SHM, FRAMES = "kernel/ipc/shm.c", "kernel/mm/frames.c"
KMAP, CPU = "kernel/mm/kmap.c", "kernel/cpu/cpu.c"
OBJECT, INODE = "kernel/vm/object.c", "kernel/fs/inode.c"
STRUCTS = {"process": PROCESS, "space": SPACE, "segment": SHM, "cpu": CPU,
           "object": OBJECT, "inode": INODE, "entry": INODE,
           "trap_frame": TRAP}


# --- is it there? ------------------------------------------------------------

class Kernel:
    """Whether the machine runs the kernel whose symbols gdb has: once it does,
    it always will."""
    runs = False

    @classmethod
    def forget(cls, _event):
        cls.runs = False


gdb.events.exited.connect(Kernel.forget)    # the next may be in its boot
gdb.events.clear_objfiles.connect(Kernel.forget)    # other symbols


def ready():
    """Do nothing, or say in a sentence why the kernel can't be asked."""
    if Kernel.runs and paging_is_on():
        return
    try:
        gdb.parse_and_eval(f"&'{PROCESS}'::processes")
        with Physical():        # it looks where the kernel was loaded
            text = gdb.execute("compare-sections .note.gnu.build-id",
                               to_string=True)
    except gdb.error as error:
        raise gdb.GdbError(f"There are no symbols of the kernel ({error}): "
                           "start gdb by tools/debug.")
    if not paging_is_on():
        raise gdb.GdbError("The kernel can't be asked: this processor has "
                           "paging off, and its data lie in the higher half.")
    if not text.rstrip().endswith(": matched."):
        raise gdb.GdbError(
            "The kernel whose symbols gdb has is not in this machine's memory: "
            "it does not run yet, or another build of it does.")
    Kernel.runs = True


def variable(name, file):
    """A variable of one of the kernel's files."""
    ready()
    return gdb.parse_and_eval(f"'{file}'::{name}")


@functools.cache
def struct(name):
    """The type."""
    places = gdb.decode_line(f"{STRUCTS[name]}:1")[1]
    return gdb.lookup_type("struct " + name, places[0].symtab.static_block())


gdb.events.clear_objfiles.connect(lambda _: struct.cache_clear())


def pointer(address, name):
    """The struct of that name at an address."""
    return gdb.Value(address).cast(struct(name).pointer()).dereference()


def items(head, name, member):
    """Each struct whose list link `member` is in the list `head`."""
    ready()
    offset = struct(name)[member].bitpos // 8
    link, end = int(head["next"]), int(head.address)
    for _ in range(LONGEST):
        if link in (end, 0):    # 0: the list is not made yet
            return
        item = pointer(link - offset, name)
        item.fetch_lazy()       # all of it at once
        yield item
        link = int(item[member]["next"])
    raise gdb.GdbError(f"The list of {name}s has no end: the machine stands "
                       "in the midst of a change of it; go on a bit.")


# --- processors and processes ------------------------------------------------

def this_cpu():
    """The struct cpu of the processor that gdb looks at; None before it has
    one. It is where GS points, or will after SWAPGS."""
    for name in "gs_base", "k_gs_base":
        if register(name) >= KERNEL_HALF:
            return pointer(register(name), "cpu")
    return None


def current():
    """The process that runs on this processor; None if none does."""
    if not paging_is_on():
        return None
    ready()
    cpu = this_cpu()
    if cpu is None or not cpu["current"] or not cpu["current"]["process"]:
        return None
    return cpu["current"]["process"].dereference()


def processes():
    """All of them, oldest first; also the dead that nobody has asked about."""
    yield from items(variable("processes", PROCESS), "process", "all")


def process(pid):
    """That of a pid, or an error."""
    for one in processes():
        if int(one["pid"]) == pid:
            return one
    raise gdb.GdbError(f"There is no process {pid}: `ps` lists them all.")


def current_or(pid):
    """The process `pid`; with None the current one, or an error."""
    one = process(pid) if pid is not None else current()
    if one is None:
        raise gdb.GdbError("No process runs on this processor: name one by "
                           "its pid (`ps` lists them).")
    return one


def name_of(one):
    """5 (pong)"""
    return f"{int(one['pid'])} ({one['name'].string()})"


def space_of(one):
    """A process's address space, or an error if it has none any more."""
    if not one["space"]:
        raise gdb.GdbError(f"Process {name_of(one)} has ended: its memory is "
                           "gone, only its status waits for the parent.")
    return one["space"].dereference()


def root_of(one):
    """The physical address of a process's top table."""
    return int(space_of(one)["pt"]["root"]) & PTE_ADDRESS


# --- what a process does -----------------------------------------------------

def frame_of(one):
    """The struct trap_frame with a process's user registers, if it is in the
    kernel: it lies at the top of its kernel stack."""
    top = int(one["thread"]["stack_top"])
    return pointer(top - struct("trap_frame").sizeof, "trap_frame")


def system_call(number):
    """The address of the function that serves it; 0: there is none."""
    table = variable("syscall_table", SYSCALL)
    return int(table[number]) if number <= table.type.range()[1] else 0


def system_call_name(number):
    """shmat, for 30."""
    function = system_call(number)
    if not function:
        return f"{number}, which there is not"
    symbol = gdb.execute(f"info symbol {function:#x}", to_string=True)
    return symbol.split()[0].removeprefix("call_")


def activity(one):
    """Why a process is in the kernel: "system call shmat", "page fault";
    "interrupted", when its time was over, say."""
    frame = frame_of(one)
    vector = int(frame["vector"])
    if vector >= TRAPS["TRAP_SYSCALL"]:
        return "system call " + system_call_name(int(frame["error"]))
    if vector == TRAPS["TRAP_PAGE_FAULT"]:
        return "page fault"
    return f"exception {vector}" if vector < TRAPS["IRQ_BASE"] \
        else "interrupted"


# --- memory ------------------------------------------------------------------

def regions(space):
    """An address space's regions, by address."""
    region = space["lowest"]
    for _ in range(LONGEST):
        if not region:
            return
        one = region.dereference()
        one.fetch_lazy()
        yield one
        region = one["next"]


def all_regions():
    """Yields (process, region) of every process that has memory."""
    for one in processes():
        if one["space"]:
            for region in regions(space_of(one)):
                yield one, region


def segments():
    """All segments of shared memory, by their slots."""
    ids = variable("shm_ids", SHM)
    offset = struct("segment")["perm"].bitpos // 8
    slots = memory(int(ids["slots"]), 8 * int(ids["slot_count"]))
    for slot in range(0, len(slots), 8):
        perm = int.from_bytes(slots[slot:slot + 8], "little")
        if perm:
            yield pointer(perm - offset, "segment")
