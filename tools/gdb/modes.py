"""The modes of the processor, and the bits of its registers that make them
(SDM vol. 3A, 2.2.1 and 2.5)."""

BITS = {"PE": ("cr0", 0), "WP": ("cr0", 16), "PG": ("cr0", 31),
        "PAE": ("cr4", 5), "LA57": ("cr4", 12),
        "LME": ("efer", 8), "LMA": ("efer", 10), "NXE": ("efer", 11)}


def is_set(name, register):
    """Is the bit, of the registers that the function gives by their names?"""
    where, bit = BITS[name]
    return bool(register(where) >> bit & 1)


def mode_name(width, user, register):
    """In words; `width` of the code, 16, 32 or 64, and whether it is a
    user's."""
    if not is_set("PE", register):
        return "real mode, 16-bit code"
    if is_set("LMA", register):
        if width != 64:
            return f"long mode, still in a {width}-bit code segment"
        return "long mode, 64-bit code of " + \
            ("a user program" if user else "the kernel")
    paging = "on" if is_set("PG", register) else "off"
    return f"protected mode, {width}-bit code, paging {paging}"
