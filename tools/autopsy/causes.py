"""What the likely cause is, and what to do: one sentence each, in the order
in which a machine comes by the mistakes. A rule looks at a Scene, and has
nothing to say or the sentence."""

from headers import KERNEL_BASE, KERNEL_HALF, LAYOUT, PHYSMAP_BASE
from places import LOADER
from processor import NOT_PRESENT, PAGE_FAULT, PROTECTION, STACK, UNDEFINED
from scene import GDT_CODE, GDT_L, GDT_P, GDT_S
from tables import NAMES, PTE_NX, PTE_P, PTE_PS, PTE_U, PTE_W

AREAS = sorted(((PHYSMAP_BASE, "Physical memory (PHYSMAP)"),
                (LAYOUT["STACKS_BASE"], "A kernel stack, or the guard below,"),
                (LAYOUT["DEVICES_BASE"], "A device's register"),
                (KERNEL_BASE, "The kernel's image")), reverse=True)

# Error codes: SDM vol. 3A, 6.13 and figure 4-12.
ERROR_IDT, ERROR_LDT = 2, 4
ERROR_P, ERROR_W, ERROR_U, ERROR_RESERVED, ERROR_FETCH = 1, 2, 4, 8, 16


def area(address):
    """What lies there, in the map of kernel/mm/layout.h."""
    return next(name for start, name in AREAS if address >= start)


def entry_text(step):
    return f"{NAMES[step.level]} [{step.index}] at {step.at:#x}"


# --- modes -------------------------------------------------------------------

def no_pae(s):
    if s.first.is_set("LME") and not s.first.is_set("PAE"):
        return "EFER.LME is set, but CR4.PAE is not, and so the processor " \
            "does not turn paging on: set bit 5 of CR4 before bit 31 of CR0."
    return None


def no_lme(s):
    if s.first.is_set("PG") and not s.first.is_set("LMA"):
        return "Paging was turned on without EFER.LME, and so the processor " \
            "takes what CR3 points to for 32-bit page tables: set bit 8 of " \
            "EFER (MSR 0xc0000080) before bit 31 of CR0."
    return None


def not_64_bit(s):
    """64-bit code that is run as 32-bit code is soon undefined."""
    if not s.first.is_set("LMA") or s.first.width == 64 or \
            s.first.vector in (PAGE_FAULT, NOT_PRESENT) or s.first.error:
        return None
    cs, gdt = s.first.segments["CS"].selector, s.gdt()
    long = [8 * i for i, d in enumerate(gdt) if d & GDT_L and d & GDT_CODE]
    if not long:
        return f"CS is {cs:#x}, and that entry of the GDT is a 32-bit code " \
            "segment: set its L bit (53) and clear its D bit (54), as in " \
            "0x00af9b000000ffff."
    return f"CS is still {cs:#x}, a 32-bit code segment, where the code is " \
        f"for 64 bits: a far jump (ljmp) to selector {long[0]:#x} is missing."


# --- descriptor tables -------------------------------------------------------

def has_own_gdt(s):
    """That of the code that runs."""
    wanted = "gdt" if s.first.pc in LOADER else "boot_gdt", "cpus"
    return s.places.data(s.first.tables["GDT"][0]).split(" ")[0] in wanted


def bad_selector(s):
    """An error code that names an entry of the GDT."""
    if s.first.vector not in (NOT_PRESENT, STACK, PROTECTION) or \
            not s.first.error & ~7 or s.first.error & (ERROR_IDT | ERROR_LDT):
        return None
    index, gdt = s.first.error >> 3, s.gdt()
    base, limit = s.first.tables["GDT"]
    where = f"the GDT at {s.data(base)}"
    if not has_own_gdt(s):
        return f"Selector {s.first.error & ~7:#x} was looked up in {where}, " \
            "which is none of ours: lgdt is missing, or got a wrong address."
    if index >= len(gdt):
        return f"Selector {s.first.error & ~7:#x} is entry {index} of {where}" \
            f", which has only {len(gdt)}: its limit, {limit:#x}, must be 8 " \
            "times the number of its entries, less 1."
    entry = f"Entry {index} of {where} is {gdt[index]:#018x}: "
    if s.first.vector == NOT_PRESENT or not gdt[index] & GDT_P:
        return entry + "its present bit (47) is clear; set it."
    if not gdt[index] & GDT_S or not gdt[index] & GDT_CODE:
        return entry + "no code segment; bits 44 and 43 must be set for one."
    return entry + "that segment can't be loaded there: look at its bits."


def has_own_idt(s):
    """Not the firmware's, nor GRUB's."""
    return s.first.tables["IDT"][0] >= KERNEL_HALF


def no_idt(s):
    """Until ours is due, which is soon after the kernel's own GDT, the first
    exception is the cause."""
    limit = s.first.tables["IDT"][1]
    lost = f"the {s.first.name} could not be delivered"
    if has_own_idt(s) and limit < 16 * s.first.vector + 15:
        return f"The IDT is too short, its limit being {limit:#x}, and " \
            f"{lost}: lidt wants the limit 256 * 16 - 1."
    if not has_own_idt(s) and \
            s.first.tables["GDT"][0] >= KERNEL_HALF:
        return f"No IDT of ours is loaded, and {lost}: lidt is missing, on " \
            "this processor."
    return None


def no_tss(s):
    if s.first.ring == 3 and s.first.segments["TR"].base == 0:
        return "No TSS of ours is loaded, which says where the kernel's " \
            f"stack is, and the {s.first.name} of a program could not be " \
            "delivered: ltr is missing, on this processor."
    return None


# --- page tables -------------------------------------------------------------

def bad_cr3(s):
    """The tables of the boot are in the kernel's image; others are not."""
    boot = s.places.address("boot_pml4")
    end = s.places.address("kernel_end")
    if s.first.vector != PAGE_FAULT or not boot or not s.walk(0):
        return None
    boot -= KERNEL_BASE
    if s.root == boot or s.root >= end - KERNEL_BASE:
        return None
    what = "0: it was never loaded" if s.root == 0 else s.data(s.root)
    return f"CR3 is {what}, but the top page table is boot_pml4, at " \
        f"{boot:#x}: load that."


def reserved_bit(s):
    if s.first.vector != PAGE_FAULT or not s.first.error & ERROR_RESERVED:
        return None
    for step in s.walk(s.first.register("cr2")):
        if step.entry & PTE_NX and not s.first.is_set("NXE"):
            return f"{entry_text(step)} has its NX bit (63) set, which is " \
                "reserved while EFER.NXE is clear: set bit 11 of EFER first, " \
                "or leave NX alone."
        if step.level == 4 and step.entry & PTE_PS:
            return f"{entry_text(step)} has PS (bit 7) set, which is " \
                "reserved there: clear it."
    return "An entry of the walk above has reserved bits set: between bit 51 " \
        "and the processor's last address bit, or below a big page's address."


def not_mapped(s):
    if s.first.vector != PAGE_FAULT or s.first.error & ERROR_P:
        return None
    address, steps = s.first.register("cr2"), s.walk(s.first.register("cr2"))
    if not steps or steps[-1].entry & PTE_P:
        return None
    ends = f"{entry_text(steps[-1])} is " + \
        (f"{steps[-1].entry:#x}, with P (bit 0) clear" if steps[-1].entry
         else "empty")
    if abs(address - s.first.rsp) <= 64 or s.first.rsp == 0 and \
            address >= (1 << 64) - 64:
        return f"The stack is not mapped: RSP is {s.first.rsp:#x}, and " \
            f"{ends}; set RSP to the end of a stack that is mapped, or map it."
    if address == s.first.pc:
        return f"The code that is to run next, at {s.data(address)}, is not " \
            f"mapped: {ends}; enter a table or a page there."
    if address < KERNEL_HALF:
        return f"A pointer led to {address:#x}, where nothing is mapped " \
            f"({ends}): see where it comes from, at {s.code(s.first.pc)}."
    return f"{area(address)} is not mapped at {s.data(address)}: {ends}; " \
        "enter a table or a page there."


def not_allowed(s):
    if s.first.vector != PAGE_FAULT or not s.first.error & ERROR_P:
        return None
    address, error = s.first.register("cr2"), s.first.error
    for step in s.walk(address):
        entry = entry_text(step)
        if error & ERROR_FETCH and step.entry & PTE_NX:
            return f"Code at {s.code(address)}, must not run: {entry} has NX " \
                "(bit 63) set; clear it for the pages of the kernel's text."
        if error & ERROR_W and not step.entry & PTE_W:
            return f"{s.data(address)} must not be written: {entry} has W " \
                "(bit 1) clear; set it, or write elsewhere."
        if error & ERROR_U and not step.entry & PTE_U:
            return f"A program must not use {address:#x}: {entry} has U (bit " \
                "2) clear; that is the kernel's memory, or U is missing."
    return f"The kernel must not use {address:#x}: it is the user's memory " \
        "(CR4.SMAP, SMEP), which only kernel/mm/usercopy.c may touch."


# --- when nothing better is known --------------------------------------------

def undefined(s):
    if s.first.vector == UNDEFINED:
        return f"What is at {s.code(s.first.pc)}, is no instruction in " \
            f"{s.first.mode}: a jump went wrong, or the mode is not that for " \
            "which the code was made."
    return None


def unknown(s):
    return f"Not known: start at {s.code(s.first.pc)}, where the " \
        f"{s.first.name} struck, and see which of the values above is not " \
        "what it should be."


RULES = (no_pae, no_lme, not_64_bit, bad_selector, no_idt, no_tss, bad_cr3,
         reserved_bit, not_mapped, not_allowed, undefined, unknown)


def likely_cause(scene):
    return next(filter(None, (rule(scene) for rule in RULES)))
