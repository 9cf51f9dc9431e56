"""Where the machine died: the exceptions, and what memory says of them."""

from tables import PTE_ADDRESS, PTE_P, address_in, span, walk

GDT_P, GDT_S, GDT_CODE, GDT_L = \
    1 << 47, 1 << 44, 1 << 43, 1 << 53      # SDM vol. 3A, 3.4.5


class Scene:
    def __init__(self, chain, read, places):
        self.chain = chain
        self.first = chain[0]
        self.read = read            # physical memory: an address and a size
        self.places = places

    @property
    def root(self):
        """The top page table, by CR3."""
        return self.first.register("cr3") & PTE_ADDRESS

    def walk(self, address):
        """The Steps, if there are tables of four levels in use."""
        if not self.first.is_set("PG") or not self.first.is_set("LMA") or \
                self.first.is_set("LA57"):
            return []
        return list(walk(self.read, self.root, address))

    def physical(self, address):
        """None if it isn't mapped, or not by tables of ours."""
        if not self.first.is_set("PG"):
            return address
        steps = self.walk(address)
        if not steps or not steps[-1].entry & PTE_P:
            return None
        last = steps[-1]
        return address_in(last.entry, last.level) + \
            (address & span(last.level) - 1)

    def gdt(self):
        """Its entries; none if it isn't mapped."""
        base, limit = self.first.tables["GDT"]
        physical = self.physical(base)
        if physical is None:
            return []
        return [int.from_bytes(self.read(physical + 8 * i, 8), "little")
                for i in range(min(limit + 1, 0x100) // 8)]

    def code(self, address):
        """An address in words: with the function, if it is in one."""
        name = self.places.code(address)
        return f"{address:#x}" + (f", {name}" if name else "")

    def data(self, address):
        name = self.places.data(address)
        return f"{address:#x}" + (f" ({name})" if name else "")
