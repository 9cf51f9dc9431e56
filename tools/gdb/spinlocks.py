"""All spinlocks that can be found: in the kernel's variables, and in address
spaces, memory objects and files. Those of pipes and of open files without a
name are not among them."""

import os

import gdb

from headers import KERNEL
from kernel import processes, ready, space_of, name_of
from objects import inodes, objects


# --- in variables ------------------------------------------------------------

def locks_in(value, path):
    """Yields (path, spinlock) of each that is a part of a value."""
    kind = value.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_ARRAY:
        if holds_lock(kind.target()):
            for index in range(kind.range()[0], kind.range()[1] + 1):
                yield from locks_in(value[index], f"{path}[{index}]")
    elif kind.tag == "spinlock":
        yield path, value
    elif kind.code == gdb.TYPE_CODE_STRUCT:
        for field in kind.fields():
            if field.name and holds_lock(field.type):
                yield from locks_in(value[field], f"{path}.{field.name}")


def holds_lock(kind):
    kind = kind.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_ARRAY:
        return holds_lock(kind.target())
    return kind.code == gdb.TYPE_CODE_STRUCT and (
        kind.tag == "spinlock" or any(holds_lock(f.type)
                                      for f in kind.fields()))


def symbol_tables():
    """Of each of the kernel's C files."""
    top = os.path.dirname(os.path.normpath(KERNEL))
    for folder, _, files in os.walk(os.path.normpath(KERNEL)):
        for file in files:
            name = os.path.relpath(os.path.join(folder, file), top)
            try:
                if name.endswith(".c"):
                    yield gdb.decode_line(f"{name}:1")[1][0].symtab
            except (gdb.error, TypeError):      # no code of it is there
                pass


class Variables:
    """Names of those that hold locks: found once, since it takes a while."""
    found = None

    @classmethod
    def all(cls):
        if cls.found is None:
            cls.found = {(table.filename, symbol.name)
                         for table in symbol_tables() if table
                         for block in (table.global_block(),
                                       table.static_block())
                         for symbol in block
                         if symbol.is_variable and holds_lock(symbol.type)}
        return cls.found


# --- all ---------------------------------------------------------------------

def all_locks():
    """Yields (name, spinlock)."""
    ready()
    for file, name in sorted(Variables.all()):
        value = gdb.parse_and_eval(f"'{file}'::{name}")
        value.fetch_lazy()
        where = "" if name.endswith("_lock") else f" ({file})"
        for path, lock in locks_in(value, name):
            yield path + where, lock
    for one in processes():
        if one["space"]:
            yield f"address space of {name_of(one)}", space_of(one)["lock"]
    for thing, name in objects():
        yield f"object of {name}", thing["lock"]
    for path, inode in inodes():
        yield f"file {path}", inode["lock"]
