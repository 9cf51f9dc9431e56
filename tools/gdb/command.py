"""How commands of our own are made: what they have in common."""

import gdb

from kernel import processes
from machine import alive, evaluate
from tables import canonical

commands = []                   # all of them, in the order of `help commons`


class Command(gdb.Command):
    """A command; its usage, like "pt walk ADDRESS [PID]", names it and says
    how many words it takes. Its documentation is its help, of which the first
    line is also in the list of all commands.

    A subclass has run(words). Whatever the user did wrong ends in one
    sentence: gdb prints a gdb.GdbError as it is, without a traceback."""
    usage = ""
    needs_machine = True

    def __init__(self):
        words = self.usage.split()
        self.wanted = [w for w in words if w.isupper() or w[0] == "["]
        name = " ".join(words[:len(words) - len(self.wanted)])
        self.summary = self.__doc__.split("\n")[0].rstrip(".")
        self.__doc__ = f"{self.usage}: {self.__doc__}"
        super().__init__(name, gdb.COMMAND_USER)
        commands.append(self)

    def invoke(self, argument, _terminal):
        words = gdb.string_to_argv(argument)
        least = sum(w[0] != "[" for w in self.wanted)
        if not least <= len(words) <= len(self.wanted):
            raise gdb.GdbError(f"Usage: {self.usage}")
        if self.needs_machine and not alive():
            raise gdb.GdbError("There is no machine: it has ended, or was "
                               "never started (tools/debug starts one).")
        try:
            self.run(words)
        except gdb.MemoryError as error:
            raise gdb.GdbError(f"{error}: the page tables in use have nothing "
                               "there.")

    def run(self, words):
        raise NotImplementedError

    def complete(self, text, word):
        """Pids, where a pid is wanted."""
        at = len(gdb.string_to_argv(text)) - (word != "")
        if at >= len(self.wanted) or "PID" not in self.wanted[at]:
            return gdb.COMPLETE_NONE
        try:
            pids = [str(int(one["pid"])) for one in processes()]
        except (gdb.error, gdb.GdbError):
            return gdb.COMPLETE_NONE
        return [pid for pid in pids if pid.startswith(word)]


# --- words -------------------------------------------------------------------

def number(text, what="a number"):
    """The value of an expression, or an error."""
    try:
        return evaluate(text)
    except gdb.error as error:
        raise gdb.GdbError(f"{text} is not {what}: {error}")


def valid_address(text):
    """One that the processor takes, or an error."""
    value = number(text, "an address")
    if value != canonical(value):
        raise gdb.GdbError(f"{value:#x} is not canonical: bits 63 to 47 of an "
                           "address must be equal.")
    return value


def count(text, what="a number", least=0):
    if not text.isdecimal() or int(text) < least:
        raise gdb.GdbError(f"{text} is not {what}.")
    return int(text)


def pid_in(words):
    """The pid that the first of the words is; None if there is none."""
    return count(words[0], "a pid (`ps` lists them)") if words else None
