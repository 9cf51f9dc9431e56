"""The records of a trace, of 64 bytes each, as kernel/cpu/trace_event.h defines
them.

    time   kind cpu  pid  what lap   arg[6]
    u64    u8   u8   u16  u16  u16   6 x u64        little-endian

What the arguments say depends on the kind: see there. The kernel writes
`lap` last, from the record's number, so that it tells whole records from those
that are just being written.
"""

import struct
from dataclasses import dataclass

(ENTRY, CR3, FLUSH, ANSWER, SWITCH, CALL, RESULT, TEXT, FAULT, FAULT_END,
 FRAME, PROCESS, REGION, SIGNAL, DATA) = range(1, 16)

FORK, EXEC, EXIT = 1, 2, 3              # PROCESS: `what`
PAGE, SPACE, KERNEL = 0, 1, 2           # FLUSH: `what`

RECORD = struct.Struct("<QBBHHH6Q")
SIZE = RECORD.size
LAP = 7                 # `lap` is the eighth number of 16 bits in a record,
SHORTS = SIZE // 2      # which holds so many


def unpack(records):
    """Yields (time, kind, cpu, pid, what, lap, and the six arguments)."""
    return RECORD.iter_unpack(records)


def lap(number, capacity):
    """What `lap` says in a complete record of that number."""
    return number // capacity % 0xffff + 1


def complete(records, first, capacity):
    """How many records, from the first on, are complete; their numbers begin
    with `first`."""
    laps = memoryview(records).cast("H")[LAP::SHORTS].tolist()
    for i, found in enumerate(laps):
        if found != lap(first + i, capacity):
            return i
    return len(laps)


def code_addresses(records):
    """The places in the kernel that the records name: return addresses."""
    found = set()
    for record in unpack(records):
        if record[1] not in (CALL, TEXT, DATA):
            found.update(record[10:12])
    found.discard(0)
    return found


@dataclass
class Trace:
    """Records as they were taken from a machine's ring."""
    first: int = 0              # number of the first one
    lost: int = 0               # overwritten before it
    cut: int = 0                # left out at the end
    ticks_per_second: int = 0   # of `time`; 0 if the machine didn't know
    records: bytes = b""

    def __len__(self):
        return len(self.records) // SIZE

    def shortened(self, most):
        """The same with the first `most` records only: a replay must begin
        where the tables did."""
        return Trace(self.first, self.lost,
                     self.cut + max(0, len(self) - most),
                     self.ticks_per_second, self.records[:most * SIZE])
