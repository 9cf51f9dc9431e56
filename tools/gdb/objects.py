"""What memory is for: names of regions, of the objects behind them, and of
physical frames."""

from typing import NamedTuple

import gdb

from headers import PAGE_SIZE
from kernel import FRAMES, INODE, all_regions, items, pointer, regions, \
    segments, variable
from machine import once_per_stop

S_IFMT, S_IFDIR = 0o170000, 0o040000


# --- files -------------------------------------------------------------------

def files_below(directory, path):
    """Yields (path, struct inode) of each file in a directory and below; /proc
    makes its own when they are looked for."""
    for entry in items(directory["entries"], "entry", "link"):
        inode = entry["inode"].dereference()
        inode.fetch_lazy()
        name = path + "/" + entry["name"][0].address.string()
        if int(inode["mode"]) & S_IFMT == S_IFDIR:
            yield from files_below(inode, name)
        else:
            yield name, inode


@once_per_stop
def inodes():
    """A list of (path, struct inode) of all files."""
    root = variable("root", INODE)
    return list(files_below(root.dereference(), "")) if root else []


@once_per_stop
def file_names():
    """The path of the file to which each object belongs, by address."""
    return {int(inode["object"]): path for path, inode in inodes()
            if inode["object"]}


# --- objects -----------------------------------------------------------------

@once_per_stop
def segment_names():
    return {int(s["object"]):
            f"segment {int(s['perm']['id'])} "
            f"(key {int(s['perm']['key']) & 0xffffffff:#x})"
            for s in segments()}


def owner_name(owner):
    """heap, segment..: an enum frame_owner in words."""
    return variable("frame_owner_names", FRAMES)[owner].string()


def object_name(where):
    """What a struct object * is: a segment, a file, or memory that a process
    shares with its children."""
    address = int(where)
    if address in segment_names():
        return segment_names()[address]
    if owner_name(int(where["owner"])) == "file":
        return "file " + file_names().get(address, "without a name")
    return f"shared memory without a name (object {int(where['id'])})"


def objects():
    """Yields (struct object, name) of all that segments, files and processes
    have."""
    found = {}
    for segment in segments():
        found[int(segment["object"])] = segment["object"]
    for address in file_names():
        found[address] = pointer(address, "object").address
    for _, region in all_regions():
        if region["object"]:
            found[int(region["object"])] = region["object"]
    for where in found.values():
        yield where.dereference(), object_name(where)


# --- regions -----------------------------------------------------------------

class Region(NamedTuple):
    """A struct region in words."""
    start: int
    end: int
    rights: str                 # rw-s, as in /proc/PID/maps
    name: str
    object: int                 # address of its struct object, or 0
    first_page: int             # of that, at `start`


def name_of_region(space, region):
    """What it is, as /proc/PID/maps would have it, and more."""
    start, end = int(region["start"]), int(region["end"])
    if region["object"]:
        name = object_name(region["object"])
        return name if region["shared"] else name + ", private"
    if start <= int(space["args_start"]) < end:
        return "stack"
    if int(space["brk_start"]) <= start < int(space["brk"]):
        return "heap"
    return "zeros, private"


def rights_of_region(region):
    prot = int(region["prot"])
    return "".join(letter if prot >> bit & 1 else "-"
                   for bit, letter in enumerate("rwx")) + \
        ("s" if region["shared"] else "p")


def regions_of(space):
    """All Regions of an address space, by address."""
    return [Region(int(r["start"]), int(r["end"]), rights_of_region(r),
                   name_of_region(space, r), int(r["object"]),
                   int(r["first_page"]))
            for r in regions(space)]


# --- frames ------------------------------------------------------------------

def frame_record(frame):
    """The kernel's struct frame of a physical address, or an error."""
    limit = int(variable("frame_limit", FRAMES))
    number = frame // PAGE_SIZE
    if limit == 0:
        raise gdb.GdbError("The kernel has no records of its frames yet.")
    if number >= limit:
        raise gdb.GdbError(f"{frame:#x} is beyond this machine's memory, which "
                           f"ends at {limit * PAGE_SIZE:#x}.")
    return variable("frames", FRAMES)[number]


def owner_of(frame):
    """table, segment..: what the frame's record says of it."""
    return owner_name(int(frame_record(frame)["owner"]))


def frame_text(frame):
    """The same, and its references: "segment, 2 references"."""
    owner, refs = owner_of(frame), int(frame_record(frame)["refs"])
    if owner in ("reserved", "free") or refs == 0:  # or not a block's first
        return owner
    return f"{owner}, {refs} reference{'' if refs == 1 else 's'}"
