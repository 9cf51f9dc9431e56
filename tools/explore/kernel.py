"""What kernel.elf tells: where its symbols lie, and the source of its code."""

import functools
import os
import shutil
import struct
import subprocess

from complaint import Complaint

HIGHER_HALF = 0xffffffff80000000    # virtual minus physical (mm/layout.h)
SHT_SYMTAB = 2                      # ELF-64 object file format, 4 and 6
STB_GLOBAL = 1
HEADER = struct.Struct("<40xQ10xHH2x")              # e_shoff, entsize, num
SECTION = struct.Struct("<4xI16xQQI20x")            # type, offset, size, link
SYMBOL = struct.Struct("<IBxHQ8x")                  # name, info, shndx, value


def read_symbols(elf):
    """{name: address} of an ELF file's bytes. Of equal names a global one
    counts. Raises struct.error or IndexError if the file is damaged."""
    offset, size, count = HEADER.unpack_from(elf)
    sections = [SECTION.unpack_from(elf, offset + i * size)
                for i in range(count)]
    found = {}
    for kind, start, length, link in sections:
        if kind != SHT_SYMTAB:
            continue
        names = sections[link][1]
        symbols = [SYMBOL.unpack_from(elf, at)
                   for at in range(start, start + length, SYMBOL.size)]
        for name, info, defined, value in sorted(
                symbols, key=lambda s: s[1] >> 4 == STB_GLOBAL):
            if defined:
                end = elf.index(b"\0", names + name)
                found[elf[names + name:end].decode()] = value
    return found


class Kernel:
    """A kernel.elf, and the tree of sources that it was built from."""

    def __init__(self, path, root):
        self.path = path
        self.root = os.path.realpath(root)
        try:
            with open(path, "rb") as file:
                elf = file.read()
        except OSError as error:
            raise Complaint(f"{path} can't be read ({error.strerror}): "
                            "run make, or name another by --kernel") from None
        if elf[:5] != b"\x7fELF\x02":
            raise Complaint(f"{path} is no ELF file of 64 bits, as a kernel is")
        try:
            self.symbols = read_symbols(elf)
        except (struct.error, IndexError, ValueError):
            raise Complaint(f"{path} is a damaged ELF file") from None

    def physical(self, symbol):
        """The physical address of a symbol of the higher half."""
        if self.symbols.get(symbol, 0) < HIGHER_HALF:
            raise Complaint(f"{self.path} has no symbol {symbol}: it is a "
                            "kernel that keeps no trace; build this one anew")
        return self.symbols[symbol] - HIGHER_HALF

    def places(self, addresses):
        """{address in hexadecimal: [{function, file, line}, ...]} of return
        addresses: the call before, and what that is inlined into, outwards."""
        calls = [max(address - 1, 0) for address in addresses]
        return {f"{address:016x}": places for address, places in
                zip(addresses, self.lines(calls))}

    def lines(self, addresses):
        """For each address a list of {function, file, line}."""
        if not addresses:
            return []
        if not shutil.which("addr2line"):
            raise Complaint("addr2line is missing: tools/setup installs it")
        answer = subprocess.run(
            ["addr2line", "-i", "-f", "-a", "-e", self.path], check=False,
            input="".join(f"{address:#x}\n" for address in addresses),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if answer.returncode:
            raise Complaint(f"addr2line can't read {self.path}")
        return self.parsed(answer.stdout.splitlines())

    def parsed(self, lines):
        """Each address's own line is followed by pairs: function, and
        file:line with a word in brackets perhaps."""
        found = []
        lines = iter(lines)
        for line in lines:
            if line.startswith("0x"):
                found.append([])
                continue
            file, _, number = next(lines).split(" ")[0].rpartition(":")
            if line != "??":
                found[-1].append({
                    "function": line,
                    "file": self.relative(file),
                    "line": int(number) if number.isdigit() else 0})
        return found

    @functools.lru_cache(maxsize=None)
    def relative(self, file):
        """The name of a source file in the tree, which may have been elsewhere
        when the kernel was built."""
        parts = os.path.normpath(file).split(os.sep)
        for i in range(len(parts)):
            inside = os.path.join(*parts[i:])
            if parts[i] and os.path.isfile(os.path.join(self.root, inside)):
                return inside
        return file

    def source(self, file):
        """The text of a source file of the tree, or None."""
        try:
            with open(os.path.join(self.root, file), encoding="utf-8") as text:
                return text.read()
        except (OSError, UnicodeDecodeError):
            return None

    def files(self):
        """The names of all sources of the kernel."""
        return {os.path.relpath(os.path.join(folder, file), self.root)
                for part in ("boot", "kernel")
                for folder, _, files in os.walk(os.path.join(self.root, part))
                for file in files if file.endswith((".c", ".h", ".S", ".def"))}
