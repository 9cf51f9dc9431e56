"""Numbers of the records as words."""

import signal as signals

# Bits of a page-table entry (kernel/mm/pt.h) and of a page fault's error code
# (Intel SDM vol. 3A, 4.7).
BITS = ((0, "P"), (1, "W"), (2, "U"), (3, "PWT"), (4, "PCD"), (5, "A"),
        (6, "D"), (7, "PS"), (8, "G"), (9, "COW"), (10, "KEPT"), (11, "LINK"),
        (63, "NX"))
ADDRESS = 0x000ffffffffff000
ERROR_PRESENT, ERROR_WRITE, ERROR_USER, ERROR_FETCH = 1, 2, 4, 16


def entry(value):
    if value == 0:
        return "empty"
    bits = " ".join(name for bit, name in BITS if value >> bit & 1)
    return f"{value & ADDRESS:#x} {bits}"


def error_code(code):
    what = "execute" if code & ERROR_FETCH else \
        "write" if code & ERROR_WRITE else "read"
    return (f"{what} by {'user' if code & ERROR_USER else 'kernel'}, "
            f"{'forbidden' if code & ERROR_PRESENT else 'not present'}")


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) & 1 else value


def argument(value):
    """An argument of a call: numbers in decimal, what may be an address not.
    An int's register may hold it with or without its sign."""
    if 0xffffff00 <= value < 1 << 32:
        return str(signed(value, 32))
    if value >= 1 << 63:
        value = signed(value, 64)
        return str(value) if value > -1 << 31 else hex(value)
    return str(value) if value < 1 << 16 else hex(value)


def result(value, errors):
    value = signed(value, 64)
    if -4096 < value < 0:
        return f"-1 {errors.get(str(-value), -value)}"
    return argument(value & (1 << 64) - 1)


def signal(number):
    try:
        return signals.Signals(number).name
    except ValueError:
        return f"signal {number}"


def name(words):
    """16 bytes of a name in two numbers, zero padded."""
    data = b"".join(word.to_bytes(8, "little") for word in words)
    return data.split(b"\0")[0].decode(errors="replace")


def text(words):
    """Quoted; with dots, if it fills its record: there may be more of it."""
    data = b"".join(word.to_bytes(8, "little") for word in words)
    whole = data.rstrip(b"\0")
    dots = "..." if len(whole) == len(data) else ""
    return f'"{whole.decode(errors="replace")}"{dots}'
