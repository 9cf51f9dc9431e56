"""Addresses in words: which function and line, which variable."""

import os
import subprocess

from headers import KERNEL_BASE, PAGE_SIZE

# What runs where before the kernel does (boot/bios/disk.h).
BOOT, LOADER = range(0x7c00, 0x7e00), range(0x8400, 0xfc00)


def output(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def symbols_of(file):
    """[(address, kind, name)] by address; of two in one place, the end of what
    lies before comes first."""
    lines = (line.split() for line in output("nm", file).splitlines())
    found = [(int(words[0], 16), words[1].lower(), words[2])
             for words in lines if len(words) == 3]
    return sorted((s for s in found if s[1] in "tdbr"),
                  key=lambda s: (s[0], not s[2].endswith("_end")))


class Places:
    """Those of the programs in a folder: kernel.elf, boot.elf, loader.elf."""

    def __init__(self, folder):
        self.folder = folder
        self.known = {}             # file -> its symbols

    def symbols_at(self, address):
        """Those of the program that is there before paging, or the kernel's,
        which is there with it."""
        name = "boot.elf" if address in BOOT else \
            "loader.elf" if address in LOADER else "kernel.elf"
        file = os.path.join(self.folder, name)
        if file not in self.known:
            self.known[file] = symbols_of(file) if os.path.exists(file) else []
        return file, self.known[file]

    def address(self, name):
        """Of a symbol of the kernel, or None."""
        _, symbols = self.symbols_at(KERNEL_BASE)
        return next((s[0] for s in symbols if s[2] == name), None)

    def code(self, address):
        """function (file:line), or nothing."""
        file, symbols = self.symbols_at(address)
        below = [s for s in symbols if s[0] <= address and s[1] == "t"]
        if not below:
            return ""
        line = output("addr2line", "-s", "-e", file, hex(address)).split()[0]
        return "" if "?" in line else f"{below[-1][2]} ({line})"

    def data(self, address):
        """The symbol there, or below in the same page; the kernel's also by
        its physical address. Or nothing."""
        _, symbols = self.symbols_at(address)
        for a in address, address + KERNEL_BASE:
            below = [s for s in symbols if a - PAGE_SIZE < s[0] <= a]
            if below:
                start, _, name = below[-1]
                return name if a == start else f"{name} + {a - start:#x}"
        return ""
