"""made_up.py KERNEL FILE CAPACITY EVENTS [high] - a machine's memory with a
trace in it that no kernel wrote: for what is rare in a real one, or wrong; or
lies high, in a machine of 4 GiB."""
import struct
import sys
import os

sys.path.insert(0, os.path.join(os.path.dirname(__file__),
                                "../../tools/explore"))
sys.dont_write_bytecode = True
import records as r
import ring
from kernel import Kernel

BLOCKS = 0x400000       # where they lie
HOLE = 1 << 30          # below 4 GiB is no memory, so the last GiB lies above
HIGH = 4 << 30
SLOT = 0x300000         # of entries
NAME = int.from_bytes(b"made up\0", "little")


def story(kernel, n):
    """Event n of a story that repeats itself: (kind, pid, what, args)."""
    who = kernel.symbols["kernel_main"] + 9
    pid = 2 + n // 16 % 2
    return (
        (r.SWITCH, pid, 0, (0,)),
        (r.PROCESS, pid, r.EXEC, (0x1000, 0, NAME, 0)),
        (r.CALL, pid, 30, (7, 0, 0)),
        (r.FRAME, pid, 4, (0x5000, 0, 1, 0, who, 0)),
        (r.ENTRY, pid, 1, (SLOT + 8 * (n % 512), 0, n << 12 | 0x867, 0x400000,
                           who, 0)),
        (r.RESULT, pid, 30, (0x400000,)),
        (r.FAULT, pid, 0, (0x400000, 6, 0x1234)),
        (r.FLUSH, pid, r.PAGE, (0x1000, 0x400000, 2, 0, who, who)),
        (r.FAULT_END, pid, 0, (0x400000, 0)),
        (r.CALL, pid, 1, (1, 0x2000, 9)),
        (r.TEXT, pid, 1, (NAME, 0, 0, 0, 0, 0)),
        (r.FAULT, pid, 0, (0x2000, 4, 0x1238)),     # it has no end,
        (r.RESULT, pid, 1, (-14,)),
        (r.CALL, pid, 39, ()),                      # nor has this
        (r.CALL, pid, 35, (0x3000, 0)),
        (r.PROCESS, pid, r.EXIT, (0,)),
    )[n % 16]


def record(kernel, n, capacity):
    kind, pid, what, args = story(kernel, n)
    args = [a & (1 << 64) - 1 for a in (tuple(args) + (0,) * 6)[:6]]
    time = 1000 + 10 * n - n % 3 * 15       # clocks of processors differ
    return r.RECORD.pack(time, kind, n // 16 % 2, pid, what,
                         r.lap(n, capacity), *args)


def main():
    path, out, capacity, events, *high = sys.argv[1:]
    capacity, events = int(capacity), int(events)
    base, hole, size = (HIGH, HOLE, HIGH) if high else (BLOCKS, 0, 32 << 20)
    kernel = Kernel(path, os.path.join(os.path.dirname(__file__), "../.."))
    blocks = [base + i * ring.BLOCK
              for i in range(-(-capacity * r.SIZE // ring.BLOCK))]
    with open(out, "wb") as file:
        file.truncate(max(size, blocks[-1] - hole + ring.BLOCK))
        file.seek(kernel.physical("trace_log"))
        file.write(ring.LOG.pack(ring.MAGIC, 10**9, events, capacity, *blocks,
                                 *[0] * (32 - len(blocks))))
        for n in range(max(0, events - capacity), events):
            file.seek(base - hole + n % capacity * r.SIZE)
            file.write(record(kernel, n, capacity))


main()
