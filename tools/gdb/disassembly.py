"""16- and 32-bit code is disassembled by QEMU, which knows the mode, where gdb
would take it for 64-bit code."""

import re

from machine import alive, code_segment, monitor, register

try:
    from gdb.disassembler import (Disassembler, DisassemblerResult,
                                  register_disassembler)
except ImportError:             # before gdb 13
    Disassembler = None


if Disassembler:
    class ByMode(Disassembler):
        """Lets QEMU disassemble what isn't 64-bit code."""

        def __init__(self):
            super().__init__("commons")

        def __call__(self, info):
            if not alive():
                return None
            bits, base = code_segment()
            if bits == 64:
                return None
            # gdb's $pc leaves out where CS begins: put that back.
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


def start():
    if Disassembler:
        register_disassembler(ByMode())
    else:
        print("This gdb is older than 13 and takes all code for 64-bit code: "
              "before long mode, use `monitor x/10i $pc`.")
