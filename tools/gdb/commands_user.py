"""Commands for what runs in user mode."""

import os

import gdb

from command import Command


class Program(Command):
    """Take the symbols of build/user/bin/NAME.

All programs lie at the same addresses, so this drops those taken before."""
    usage = "program NAME"
    needs_machine = False
    taken = None

    def run(self, words):
        path = words[0] if words else ""
        if "/" not in path:
            path = os.path.join(os.environ.get("COMMONS_ROOT", "."),
                                "build/user/bin", path)
        if not words or not os.path.isfile(path):
            raise gdb.GdbError(f"There is no program {path}.")
        if Program.taken:
            gdb.execute(f'remove-symbol-file "{Program.taken}"',
                        to_string=True)
        gdb.execute(f'add-symbol-file "{path}"', to_string=True)
        Program.taken = path


def start():
    Program()
