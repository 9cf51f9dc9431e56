"""The processor that gdb looks at: its registers, its mode, QEMU's monitor.

QEMU shows gdb the registers of a 64-bit processor in every mode. So nothing
here, and nobody at the prompt, may say `set architecture`.
"""

import contextlib
import functools
import re

import gdb

from modes import is_set, mode_name


def alive():
    """Is there a machine?"""
    try:
        return gdb.selected_thread() is not None
    except gdb.error:
        return False


def evaluate(expression):
    """The value of an expression of gdb's, as 64 bits; may raise gdb.error."""
    return int(gdb.parse_and_eval(f"(unsigned long)({expression})"))


def register(name):
    return evaluate(f"${name}")


def once_per_stop(function):
    """Remember a function's results until the machine goes on."""
    remembering = functools.cache(function)
    for event in (gdb.events.cont, gdb.events.inferior_call,
                  gdb.events.exited):
        event.connect(lambda _: remembering.cache_clear())
    return remembering


def cpu_number():
    """Which processor gdb looks at, from 0 on."""
    return gdb.selected_thread().num - 1


@contextlib.contextmanager
def on_cpu(number):
    """Inside `with on_cpu(1):` gdb looks at that processor."""
    before, frame = gdb.selected_thread(), gdb.selected_frame()
    threads = {t.num: t for t in gdb.selected_inferior().threads()}
    threads[number + 1].switch()
    try:
        yield
    finally:
        before.switch()
        frame.select()


def monitor(command):
    """Ask QEMU's own monitor, about the processor that gdb looks at."""
    if len(gdb.selected_inferior().threads()) > 1:
        gdb.execute(f"monitor cpu {cpu_number()}", to_string=True)
    return gdb.execute(f"monitor {command}", to_string=True)


@once_per_stop
def code_segment_of(_cpu):
    text = monitor("info registers")
    found = re.search(r"^CS =\w+ (\w+) .*CS(16|32|64)", text, re.M)
    if not found:               # real mode calls every segment DS16
        found = re.search(r"^CS =\w+ (\w+)", text, re.M)
        return 16, int(found[1], 16)
    return int(found[2]), int(found[1], 16)


def code_segment():
    """Returns (16, 32 or 64, base address)."""
    return code_segment_of(cpu_number())


def bits():
    """The width of the code we stand in."""
    return code_segment()[0]


def in_user_mode():
    return is_set("LMA", register) and register("cs") & 3 == 3


def paging_is_on():
    return is_set("PG", register)


def mode():
    """The mode in words."""
    return mode_name(bits(), in_user_mode(), register)


def announce(event):
    """At each stop."""
    if isinstance(event, gdb.StopEvent) and alive():
        print(f"[{mode()}]")


def start():
    gdb.events.stop.connect(announce)
