"""Commands that show the kernel's own books: what /proc would tell, at any
stop, without a program that reads it."""

import gdb

from command import Command, pid_in
from headers import PAGE_SIZE, defines
from kernel import FRAMES, activity, all_regions, current_or, name_of, \
    processes, root_of, segments, space_of, variable
from machine import in_user_mode, on_cpu
from memory import size_text
from objects import regions_of, rights_of_region, segment_names
from spinlocks import all_locks

SHM_DEST = defines("ipc/shm.h")["SHM_DEST"]


def enum_word(value, prefix):
    """running, for THREAD_RUNNING."""
    return str(value).removeprefix(prefix).lower()


# --- ps ----------------------------------------------------------------------

def doing(one):
    """What a process is about: its own code, a system call.."""
    if not one["space"]:
        return ""
    if state_of(one) == "running":
        with on_cpu(int(one["thread"]["cpu"])):
            if in_user_mode():
                return "its own code"
    return activity(one)


def state_of(one):
    """running, sleeping.. of one that lives; else stopped, ending, zombie."""
    state = enum_word(one["state"], "PROCESS_")
    return enum_word(one["thread"]["state"], "THREAD_") if state == "live" \
        else state


class Ps(Command):
    """All processes, and what they do.

cpu: the processor that it runs on, or ran on last; tables: the physical
address of its top page table."""
    usage = "ps"

    def run(self, _words):
        everyone = list(processes())
        print("  pid parent cpu state     tables      name            doing")
        for one in everyone:
            tables = f"{root_of(one):#x}" if one["space"] else "-"
            print(f"{int(one['pid']):5} {int(one['parent_pid']):6} "
                  f"{int(one['thread']['cpu']):3} {state_of(one):9} "
                  f"{tables:11} {one['name'].string():15} "
                  f"{doing(one)}".rstrip())


# --- regions -----------------------------------------------------------------

class Regions(Command):
    """The regions of a process: what it has mapped, touched or not.

Columns as in /proc/PID/maps, where the names differ; `pt map` shows which
pages of it are there. Without PID, the process that runs."""
    usage = "regions [PID]"

    def run(self, words):
        one = current_or(pid_in(words))
        for region in regions_of(space_of(one)):
            offset = region.first_page * PAGE_SIZE
            offset = f"{offset:#x}" if region.object else "-"
            print(f"{region.start:012x}-{region.end:012x} {region.rights} "
                  f"{size_text(region.end - region.start):>8} {offset:>8}  "
                  f"{region.name}")


# --- shm ---------------------------------------------------------------------

class Shm(Command):
    """All segments of shared memory, and where each process has them.

resident: how much of it has frames; tables: its own tree of page tables, which
may be linked into those of the processes."""
    usage = "shm"

    def run(self, _words):
        where, found = attachments(), list(segments())
        if not found:
            print("there are no segments")
        for segment in found:
            perm, o = segment["perm"], segment["object"]
            removed = " removed" if int(perm["mode"]) & SHM_DEST else ""
            print(f"{segment_names()[int(o)]}: {int(perm['size'])} bytes, mode "
                  f"{int(perm['mode']) & 0o777:04o}{removed}, "
                  f"{int(segment['nattch'])} attached, resident "
                  f"{size_text(int(o['resident']) * PAGE_SIZE)}, tables of "
                  f"{int(o['pt']['levels'])} level(s) at "
                  f"{int(o['pt']['root']):#x}")
            for line in where.get(int(o), ()):
                print(line)


def attachments():
    """By the address of each object: lines about who maps it, where."""
    lines = {}
    for one, region in all_regions():
        if region["object"]:
            lines.setdefault(int(region["object"]), []).append(
                f"  {int(region['start']):#014x} "
                f"{rights_of_region(region)} in process {name_of(one)}")
    return lines


# --- frames ------------------------------------------------------------------

class Frames(Command):
    """Physical memory: for what its frames are used, and the free blocks.

Frames that a processor keeps for its next allocations are free, but in no
block: cached."""
    usage = "frames"

    def run(self, _words):
        names = variable("frame_owner_names", FRAMES)
        caches = variable("caches", FRAMES)
        caches.fetch_lazy()
        every = range(caches.type.range()[1] + 1)
        owners = range(names.type.range()[1] + 1)
        for owner in owners:
            # Each processor's share may be below 0, as 64 bits have that;
            # their sum is not.
            used = sum(int(caches[i]["counts"][owner]) for i in every) % 2**64
            if used:
                print(f"{names[owner].string():10} {used:8} "
                      f"{size_text(used * PAGE_SIZE):>11}")
        cached = sum(int(caches[i]["count"]) + int(caches[i]["clean_count"])
                     for i in every)
        blocks = " ".join(f"{count} of {size_text(PAGE_SIZE << order)}"
                          for order, count in enumerate(free_blocks())
                          if count)
        print(f"free blocks: {blocks or 'none'}; cached: {cached} frames")


def free_blocks():
    """How many there are of each order."""
    heads = variable("free_lists", FRAMES)
    records = variable("frames", FRAMES)
    for order in range(heads.type.range()[1] + 1):
        count, block = 0, int(heads[order])
        while block:            # frame 0 ends a list
            count, block = count + 1, int(records[block]["next"])
        yield count


# --- locks -------------------------------------------------------------------

class Locks(Command):
    """The spinlocks that are held: by which processor, and by whom on it.

A kernel built with DEBUG=1 also knows where each was taken."""
    usage = "locks"

    def run(self, _words):
        held = count = 0
        for name, lock in all_locks():
            count += 1
            if lock["holder"]:
                held += 1
                print(f"{name}: {lock['rank']}, held by "
                      f"{holder_text(lock['holder'], lock.address)}")
        print(f"{held or 'none'} of {count} locks is held" if held < 2 else
              f"{held} of {count} locks are held")


def holder_text(cpu, address):
    process = cpu["current"]["process"]
    text = f"processor {int(cpu['id'])}"
    if process:
        text += f", process {name_of(process.dereference())}"
    place = place_taken(int(cpu["id"]), int(address))
    return text + (f", taken at {place}" if place else "")


def place_taken(cpu, lock):
    """FILE:LINE, if the kernel keeps it."""
    try:
        held = gdb.parse_and_eval(f"'kernel/cpu/spinlock.c'::held[{cpu}]")
    except gdb.error:           # not built with DEBUG=1
        return None
    if held.type.tag != "held":     # that is a program's variable
        return None
    for i in range(int(held["count"])):
        if int(held["at"][i]["lock"]) == lock:
            return held["at"][i]["place"].string()
    return None


def start():
    for command in Ps, Regions, Shm, Frames, Locks:
        command()
