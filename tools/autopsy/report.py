"""All that is known of a dead machine, in words."""

from causes import ERROR_FETCH, ERROR_IDT, ERROR_P, ERROR_RESERVED, ERROR_U, \
    ERROR_W, has_own_idt, likely_cause
from modes import BITS
from processor import NOT_PRESENT, PAGE_FAULT, PROTECTION, STACK
from tables import NAMES, flags_of


def error_text(exception):
    """An error code in words."""
    error = exception.error
    if exception.vector == PAGE_FAULT:
        what = "reading"
        if error & ERROR_W:
            what = "writing"
        if error & ERROR_FETCH or \
                exception.register("cr2") == exception.pc:
            what = "fetching an instruction"
        who = "the user" if error & ERROR_U else "the kernel"
        why = "a reserved bit is set" if error & ERROR_RESERVED else \
            "that is forbidden there" if error & ERROR_P else "nothing there"
        return f"{who}, {what} at {exception.register('cr2'):#x}: {why}"
    if error and exception.vector in (NOT_PRESENT, STACK, PROTECTION):
        if error & ERROR_IDT:
            return "a gate of the IDT can't be used"
        return f"selector {error & ~7:#x}"
    return ""


def runs(chain):
    """(exception, how often in a row)"""
    counted = []
    for e in chain:
        if counted and (e.vector, e.error) == \
                (counted[-1][0].vector, counted[-1][0].error):
            counted[-1][1] += 1
        else:
            counted.append([e, 1])
    return counted


def chain_lines(scene):
    for e, times in runs(scene.chain):
        text = error_text(e)
        yield f"  {e.name}, error code {e.error:#x}" + \
            (f": {text}" if text else "") + \
            (f"; {times} times or more" if times > 1 else "")
    yield "  triple fault: there was no way to report the last of these"


def bits_text(exception):
    on = [name for name in BITS if exception.is_set(name)]
    off = [name for name in BITS if name not in on]
    return (f"{' '.join(on) or 'nothing'} set; {' '.join(off)} not set")


def idt_text(scene):
    base, limit = scene.first.tables["IDT"]
    if not has_own_idt(scene):
        return "none of ours: no exception can be delivered yet"
    return f"{scene.data(base)}, limit {limit:#x}"


def register_lines(scene):
    e = scene.first
    gdt, limit = e.tables["GDT"]
    yield f"  mode  {e.mode}"
    yield f"  bits  {bits_text(e)}"
    yield f"  RSP   {e.rsp:#x}"
    yield f"  CS    {e.segments['CS'].selector:#x}"
    yield f"  CR2   {scene.data(e.register('cr2'))}"
    yield f"  CR3   {scene.data(e.register('cr3'))}"
    yield f"  GDT   {scene.data(gdt)}, {(limit + 1) // 8} entries"
    yield f"  IDT   {idt_text(scene)}"


def walk_lines(scene):
    """Of the address that faulted; else of the instruction."""
    e = scene.first
    address = e.register("cr2") if e.vector == PAGE_FAULT else e.pc
    steps = scene.walk(address)
    if steps:
        yield f"the walk of {address:#x}:"
    for step in steps:
        yield f"  {NAMES[step.level]:5} [{step.index:3}]  " \
            f"{step.entry:#018x}  at {step.at:#x}: {flags_of(step.entry)}"


def report(scene):
    yield f"at {scene.code(scene.first.pc)}:"
    yield from chain_lines(scene)
    yield "the processor, at the first of them:"
    yield from register_lines(scene)
    yield from walk_lines(scene)
    yield "likely cause:"
    yield "  " + likely_cause(scene)


def brief(scene):
    """In one line."""
    e = scene.first
    return f"{e.name} at {scene.code(e.pc)}: {likely_cause(scene)}"
