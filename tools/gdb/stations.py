"""The stations of the boot: the places where the processor changes."""

import gdb

STATIONS = (
    ("boot_start", "the boot sector, loaded by the BIOS"),
    ("real_mode_start", "the loader: all that needs the BIOS"),
    ("protected_mode_start", "CR0.PE is set: segments of 4 GiB, 32-bit code"),
    ("multiboot2_start", "the kernel's one entry, for GRUB and our loader"),
    ("pae_enabled", "CR4.PAE is set: page-table entries have 64 bits"),
    ("long_mode_enabled", "EFER.LME is set: long mode, once paging is on"),
    ("paging_enabled", "CR0.PG is set: addresses are translated"),
    ("long_mode_start", "CS is a 64-bit segment"),
    ("kernel_main", "C, in the higher half"),
)


class Station:
    """A place in the story of the boot, where gdb is to stop once."""
    placed = {}                 # breakpoint number -> Station

    def __init__(self, label, sentence):
        self.label = label
        self.sentence = sentence
        self.at = int(gdb.parse_and_eval(f"(unsigned long)&{label}"))
        gdb.execute(f"tbreak *{self.at:#x}", to_string=True)
        Station.placed[int(gdb.parse_and_eval("$bpnum"))] = self


def place_stations():
    """Stop at each station that has a symbol; returns them in order."""
    stations = []
    for label, sentence in STATIONS:
        try:
            stations.append(Station(label, sentence))
        except gdb.error:       # the kernel in use has no such label
            pass
    return stations


def name_station(event):
    """At each stop."""
    for breakpoint in getattr(event, "breakpoints", ()):
        station = Station.placed.pop(breakpoint.number, None)
        if station:
            print(f"{station.label}: {station.sentence}")


def start():
    gdb.events.stop.connect(name_station)
