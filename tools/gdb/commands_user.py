"""Commands for user programs, and for the way into the kernel and back."""

import re

import gdb

from command import Command, pid_in
from kernel import TRAP, TRAPS, activity, current, name_of, pointer, \
    system_call, variable
from machine import evaluate, in_user_mode, register
from memory import word
from programs import file_of, find, follow, names, program_of, take


def complete_program(word):
    return sorted({name for name in names() if name.startswith(word)})


class Program(Command):
    """Take the symbols of a program, until another runs at a stop.

NAME is its path in the guest, or the last part of that."""
    usage = "program NAME"
    needs_machine = False

    def run(self, words):
        take(file_of(find(words[0])))

    def complete(self, text, word):
        return complete_program(word)


class UserBreakpoint(gdb.Breakpoint):
    """Stops only the processes that run one program."""

    def __init__(self, address, path, pid):
        super().__init__(f"*{address:#x}")
        self.path = path
        self.pid = pid

    def stop(self):
        one = current()
        if one is None or program_of(one) != self.path or \
                self.pid not in (None, int(one["pid"])):
            return False
        follow()
        return True


def addresses_of(location):
    """All places of a location in user memory, behind the prologues."""
    gdb.decode_line(location)   # or an error, which a breakpoint only prints
    probe = gdb.Breakpoint(location, internal=True)
    try:
        text = gdb.execute(f"maintenance info breakpoints {probe.number}",
                           to_string=True)
    finally:
        probe.delete()
    return sorted({int(address, 16) for address in
                   re.findall(r" (0x0000[0-7]\w{11}) ", text)})


class UserBreak(Command):
    """Stop processes that run PROGRAM when they come to LOCATION.

A plain `break` would stop whichever program comes by, since all lie at the
same addresses. LOCATION is a function, a line, FILE:LINE or *ADDRESS; with PID
only that process stops."""
    usage = "user-break PROGRAM LOCATION [PID]"
    needs_machine = False

    def run(self, words):
        path, pid = find(words[0]), pid_in(words[2:])
        take(file_of(path))
        try:
            found = addresses_of(words[1])
        except gdb.error as error:
            raise gdb.GdbError(str(error))
        if not found:
            raise gdb.GdbError(f"{path} has no {words[1]}.")
        for address in found:
            UserBreakpoint(address, path, pid)

    def complete(self, text, word):
        words = gdb.string_to_argv(text)
        at = len(words) - (word != "")
        if at == 0:
            return complete_program(word)
        if at == 1:             # in that program
            try:
                take(file_of(find(words[0])))
            except gdb.GdbError:
                return gdb.COMPLETE_NONE
            return gdb.COMPLETE_SYMBOL
        return super().complete(text, word)


# --- into the kernel and back ------------------------------------------------

class Gate(gdb.Breakpoint):
    """Stops one process at an address in the kernel, without a word."""

    def __init__(self, address, one, wanted=None):
        super().__init__(f"*{address:#x}", internal=True)
        self.silent = True
        self.at = address
        self.pid = int(one["pid"])
        self.wanted = wanted

    def stop(self):
        one = current()
        return one is not None and int(one["pid"]) == self.pid and \
            (self.wanted is None or self.wanted())


def go_to(gates):
    """Go on to one of the gates: its address. None if something else has
    stopped the machine, which was said then."""
    try:
        text = gdb.execute("continue", to_string=True)
    finally:
        for gate in gates:
            if gate.is_valid():
                gate.delete()
    pc = register("rip")
    if any(pc == gate.at for gate in gates):
        return pc
    print(text, end="")
    return None


def is_exception():
    """At the start of trap_dispatch(f)."""
    frame = pointer(register("rdi"), "trap_frame")
    return int(frame["vector"]) < TRAPS["IRQ_BASE"]


class IntoKernel(Command):
    """From a user program to where the kernel serves it next.

That is a system call, at its line in kernel/sys/table.def, from which `step`
leads on, or the handler of an exception, a page fault say. Interrupts don't
count, nor what other processes do meanwhile."""
    usage = "into-kernel"

    def run(self, _words):
        one = current()
        if one is None or not in_user_mode():
            raise gdb.GdbError("This is no user program: `back-to-user` "
                               "leads from the kernel to one.")
        call, trap = evaluate("&syscall_entry"), evaluate("&trap_dispatch")
        pc = go_to([Gate(call, one), Gate(trap, one, is_exception)])
        if pc == call:
            pc = self.serve(one, system_call(register("rax")))
        elif pc == trap:
            vector = pointer(register("rdi"), "trap_frame")["vector"]
            handlers = variable("handlers", TRAP)
            pc = self.serve(one, int(handlers[vector]))
        if pc is not None:
            print(f"process {name_of(one)}: {activity(one)}")
            gdb.execute("frame")

    def serve(self, one, function):
        """On to a function; 0: there is none."""
        return go_to([Gate(function, one)]) if function else register("rip")


class BackToUser(Command):
    """From the kernel to the user program for which it works.

Where that goes on: behind its system call, at the instruction that faulted, in
a handler of a signal, or at the start of another program after execve()."""
    usage = "back-to-user"

    def run(self, _words):
        one = current()
        if one is None or in_user_mode():
            raise gdb.GdbError("The kernel works for no process here." if
                               one is None else "This is user code already.")
        if go_to([Gate(evaluate("&sysret_to_user"), one),
                  Gate(evaluate("&iret"), one, to_user)]) is None:
            return
        follow()
        print(f"process {name_of(one)}")
        gdb.execute("stepi")


def to_user():
    """At IRETQ: is CS, which it takes from the stack, the user's?"""
    return word(register("rsp") + 8) & 3 == 3


def start():
    for command in Program, UserBreak, IntoKernel, BackToUser:
        command()
