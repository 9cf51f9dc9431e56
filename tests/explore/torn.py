"""torn.py KERNEL RAM - a machine writes on while its ring is read: what was
overwritten meanwhile is lost, and never shown. RAM: made_up.py's. Prints
TAP."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__),
                                "../../tools/explore"))
sys.dont_write_bytecode = True
import records as r
import ring
from kernel import Kernel

HURRY = 1000            # records that the machine writes behind our back


class Hurried(ring.Ring):
    """A ring whose machine writes between two reads of ours."""

    def copy(self, start, end, capacity, blocks):
        half = (start + end) // 2
        before = super().copy(start, half, capacity, blocks)
        self.write_on()
        return before + super().copy(half, end, capacity, blocks)

    def write_on(self):
        ticks, head, capacity, blocks = self.log()
        with open(self.path, "r+b") as file:
            for n in range(head, head + HURRY):
                file.seek(blocks[0] + n % capacity * r.SIZE)
                file.write(r.RECORD.pack(0, r.SWITCH, 0, 0, 0,
                                         r.lap(n, capacity), *[0] * 6))
            file.seek(self.at)
            file.write(ring.LOG.pack(ring.MAGIC, ticks, head + HURRY, capacity,
                                     *blocks))


def main():
    kernel = Kernel(sys.argv[1], ".")
    calm = ring.Ring(sys.argv[2], kernel)
    _, head, capacity, _ = calm.log()
    _, before = calm.take(0, capacity)
    first, data = Hurried(sys.argv[2], kernel).take(0, capacity)
    good = first == head - capacity + HURRY and \
        data == before[HURRY * r.SIZE:]
    print(f"{'ok' if good else 'not ok'} 1 - what is overwritten while it is "
          "read is lost, and the rest is right")
    print("1..1")


main()
