"""Memory of the machine, by virtual addresses and by physical ones."""

import gdb

from headers import PAGE_SIZE


def memory(address, size):
    """The bytes at an address as the processor sees it; may raise
    gdb.MemoryError."""
    return bytes(gdb.selected_inferior().read_memory(address, size))


def word(address):
    return int.from_bytes(memory(address, 8), "little")


def size_text(size):
    """4 KiB, 2 MiB: in the greatest unit that leaves no rest."""
    if size == 0:
        return "nothing"
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size % 1024 or unit == "GiB":
            return f"{size} {unit}"
        size //= 1024


def frames_text(frames, most=3):
    """0x1000+0x2000 0x7000 and 5 more: of [address, bytes] each, the second
    only if it is more than one frame."""
    shown = [f"{start:#x}" + (f"+{size:#x}" if size > PAGE_SIZE else "")
             for start, size in frames[:most]]
    more = len(frames) - most
    return " ".join(shown) + (f" and {more} more" if more > 0 else "")


class Physical:
    """Inside `with Physical() as read:`, read(address, size) reads physical
    memory, which works in every mode. All addresses are physical there, also
    those of gdb.Values; and what gdb has cached is dropped on both ways."""

    def __enter__(self):
        self.connection = gdb.selected_inferior().connection
        self.connection.send_packet("Qqemu.PhyMemMode:1")
        gdb.execute("maintenance flush dcache", to_string=True)
        return memory

    def __exit__(self, *_):
        self.connection.send_packet("Qqemu.PhyMemMode:0")
        gdb.execute("maintenance flush dcache", to_string=True)
