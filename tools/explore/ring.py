"""The trace in the memory of a machine, from outside: that memory is a file
(tools/run --ram), which may change while it is read here.

trace_log (kernel/cpu/trace.h), found by its symbol, says where the records lie.
"""

import os
import struct

import records
from complaint import Complaint

MAGIC = b"COMMONS1"
LOG = struct.Struct("<8sQQQ32Q")    # magic, ticks, head, capacity, blocks
BLOCK = 2 << 20                     # bytes of records in a block
GIB = 1 << 30


class Ring:
    def __init__(self, path, kernel):
        self.path = path
        self.kernel = kernel
        self.at = kernel.physical("trace_log")
        try:
            self.file = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise Complaint(f"{path} can't be read ({error.strerror}): it "
                            "should be the memory of a machine") from None
        self.size = os.fstat(self.file).st_size

    def close(self):
        os.close(self.file)

    def read(self, address, size):
        """Physical memory. In QEMU's machine `pc` with 3.5 GiB or more, what
        is above 3 GiB lies at 4 GiB."""
        if self.size >= 3.5 * GIB and address >= 4 * GIB:
            address -= GIB
        data = os.pread(self.file, size, address) \
            if address < self.size else b""
        if len(data) < size:
            raise Complaint(f"{self.path} ends before the trace does: it is "
                            "cut off, or no memory of this machine")
        return data

    def log(self):
        """Returns (ticks per second, head, capacity, blocks), or None while
        no trace is there."""
        magic, ticks, head, capacity, *blocks = \
            LOG.unpack(self.read(self.at, LOG.size))
        if magic != MAGIC or capacity == 0:
            return None
        return ticks, head, capacity, blocks

    def ticks(self):
        """Of the records' clock, per second; 0: not known yet."""
        return (self.log() or (0,))[0]

    def check(self):
        """Complains if there is no trace."""
        if self.log():
            return
        if self.read(self.at, len(MAGIC)) == MAGIC:
            raise Complaint("that kernel kept no trace: it needs the option "
                            "trace on its command line")
        raise Complaint(f"{self.path} has no trace where {self.kernel.path} "
                        "has trace_log: another kernel ran there, or none")

    def copy(self, start, end, capacity, blocks):
        """Records [start, end) as they are now, whole or not."""
        parts = []
        while start < end:
            block, offset = divmod(start % capacity * records.SIZE, BLOCK)
            if block >= len(blocks) or blocks[block] == 0:
                raise Complaint(f"the trace in {self.path} is damaged")
            # to the end of what is wanted, of the block, or of the ring
            size = min((end - start) * records.SIZE, BLOCK - offset,
                       (capacity - start % capacity) * records.SIZE)
            parts.append(self.read(blocks[block] + offset, size))
            start += size // records.SIZE
        return b"".join(parts)

    def take(self, start, most):
        """Returns (number of the first, records): at most `most` from number
        `start` on, or from the first later one that isn't overwritten, to the
        first that isn't complete."""
        log = self.log()
        if not log:
            return start, b""
        _, head, capacity, blocks = log
        first = max(start, head - capacity)
        data = self.copy(first, min(head, first + most), capacity, blocks)

        # A record is overwritten only after the head has passed it, so what
        # the head hasn't passed even now was copied unharmed.
        _, head, _, _ = self.log() or log
        lost = min(max(head - capacity - first, 0), len(data) // records.SIZE)
        first += lost
        data = data[lost * records.SIZE:]
        whole = records.complete(data, first, capacity)
        return first, data[:whole * records.SIZE]

    def trace(self):
        """All of it, once the machine has come to rest."""
        self.check()
        ticks, head, capacity, _ = self.log()
        first, data = self.take(0, capacity)
        count = len(data) // records.SIZE
        return records.Trace(first, first, head - first - count, ticks, data)
