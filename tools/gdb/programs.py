"""The symbols of user programs. All programs lie at the same addresses, so
that gdb may know only one of them at a time: that of the process that runs.
"""

import os

import gdb

from kernel import current
from machine import alive, in_user_mode
from objects import file_names

ROOT = os.environ.get("COMMONS_ROOT") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../..")
ADDED = os.environ.get("COMMONS_ADDED")     # tools/debug --add


class Symbols:
    """What gdb has now, and which file belongs to which inode."""
    file = None
    by_inode = {}               # inode number -> path in the guest


def take(file):
    """Exchange the symbols that gdb has for those of `file`, or for none."""
    if file == Symbols.file:
        return
    if Symbols.file:
        gdb.execute(f'remove-symbol-file "{Symbols.file}"', to_string=True)
    Symbols.file = file
    if file:
        gdb.execute(f'add-symbol-file "{file}"', to_string=True)


def file_of(path):
    """The file of ours from which the guest's `path` was made, or None. What
    was added lies over what was built; programs are stripped on their way."""
    places = [os.path.join(ROOT, "build/user" + path)]
    if ADDED:
        places.insert(0, ADDED + path)
    return next((place for place in places if os.path.isfile(place)), None)


def find(name):
    """The guest's path of a program, given by that or by its last part."""
    for path in [name] if "/" in name else [f"/bin/{name}", f"/{name}",
                                            f"/bin/sinners/{name}"]:
        if file_of(path):
            return path
    raise gdb.GdbError(f"There is no program {name} with symbols here; give "
                       "its path in the guest, like /bin/sh.")


def names():
    """Of the programs that were built, and added."""
    for top in filter(None, (os.path.join(ROOT, "build/user/bin"), ADDED)):
        for _, _, files in os.walk(top):
            yield from files


def program_of(one):
    """The path of the program that a process runs, or None."""
    inode = one["program"]
    if not inode:
        return None
    number = int(inode["number"])       # never given twice
    if number not in Symbols.by_inode:
        path = file_names().get(int(inode["object"]))
        Symbols.by_inode[number] = path
    return Symbols.by_inode[number]


def follow():
    """Have the symbols of the program that runs; were they others before? At
    a stop outside of all programs, those that there are stay."""
    try:
        one = current()
        path = program_of(one) if one is not None else None
    except (gdb.error, gdb.GdbError):
        return False
    file = file_of(path) if path else None
    if path is None or file == Symbols.file:
        return False
    take(file)
    return True


def follow_stop(_event):
    """At each stop. gdb has said where already, with the symbols of before."""
    if alive() and follow() and in_user_mode():
        gdb.execute("frame")


def start():
    gdb.events.stop.connect(follow_stop)
