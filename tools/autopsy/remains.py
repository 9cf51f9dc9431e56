"""What is left of a machine that died: it is run once more until it dies, and
then asked. tools/run keeps what that takes: the disk, QEMU's options, and the
programs that ran, whose symbols are wanted."""

import collections
import json
import os
import subprocess
import threading

LINES = 2000            # of QEMU's log, its last ones: some ninety exceptions

# One thread logs one exception after the other; and KVM logs none.
INSTEAD = {"tcg,thread=multi": "tcg,thread=single",
           "kvm": "tcg", "host,-arch-capabilities": "max"}


class Remains:
    """The machine, in a `with`; of its process nothing stays behind."""

    def __init__(self, folder):
        with open(os.path.join(folder, "machine"), encoding="utf-8") as f:
            words = f.read().split("\0")[:-1]
        self.command = [INSTEAD.get(word, word.replace("HERE", folder))
                        for word in words]
        self.page = os.path.join(folder, "page")
        self.lines = collections.deque(maxlen=LINES)
        self.over, self.died = threading.Event(), False

    def __enter__(self):
        log, log_end = os.pipe()
        self.process = subprocess.Popen(
            self.command + ["-no-shutdown", "-display", "none",
                            "-serial", "null", "-qmp", "stdio",
                            "-d", "int,cpu_reset", "-D", f"/dev/fd/{log_end}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL, pass_fds=(log_end,))
        os.close(log_end)
        threading.Thread(target=self.collect, args=(log,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def collect(self, log):
        with open(log, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                self.died = line.startswith("Triple fault")
                if self.died:
                    break
                self.lines.append(line)
        self.over.set()

    def wait(self, seconds):
        """Does it die once more?"""
        self.over.wait(seconds)
        return self.died

    def has_ended(self):
        """Its log ends with it, a moment before the process does."""
        return self.over.is_set()

    def ask(self, command, **arguments):
        """A command of QEMU's own protocol, QMP."""
        print(json.dumps({"execute": command, "arguments": arguments}),
              file=self.process.stdin, flush=True)
        for line in self.process.stdout:
            answer = json.loads(line)
            if "return" in answer or "error" in answer:
                return answer
        return None

    def read(self, address, size):
        """Physical memory."""
        self.ask("qmp_capabilities")        # an error from the second time on
        self.ask("pmemsave", val=address, size=size, filename=self.page)
        with open(self.page, "rb") as f:
            return f.read()
