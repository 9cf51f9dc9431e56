"""Commands that show what is shared: between two processes, and by all who
have one frame."""

from typing import NamedTuple

from command import Command, count, number
from headers import PAGE_SIZE
from memory import Physical, frames_text, size_text
from objects import frame_text, objects, owner_name, owner_of
from tables import KERNELS, PTE_ADDRESS, USERS, Page, address_in, \
    entries_of, is_page, span, steps
import views


# --- pt diff -----------------------------------------------------------------

class Diff(Command):
    """What two processes share, and what they do not.

Shared is what has the same frame behind it. Both addresses are shown, the
rights of each, and the frames. What only one has is summed up by what it is.
The kernel's half, which all processes share, is compared by the entries of
the top tables."""
    usage = "pt diff PID OTHER-PID"

    def run(self, words):
        pids = [count(word, "a pid (`ps` lists them)") for word in words]
        one, other = (views.of(pid) for pid in pids)
        with Physical() as read:
            pages = [list(view.users(read)) for view in (one, other)]
            halves = [upper_half(read, view.root) for view in (one, other)]
        print_shared(pids, shared_by(one, other, pages))
        for view, own, others in ((one, *pages), (other, *reversed(pages))):
            print_own(view, own, {page.frame for page in others})
        print_halves(halves)


class Shared(NamedTuple):
    """A page of one that another has, too."""
    page: Page
    twin: Page
    what: str                   # it is for the one
    what_twin: str              # and for the other


def shared_by(one, other, pages):
    """All that is Shared, by the addresses of the first."""
    where = {}                  # frame -> Pages of the other
    for page in pages[1]:
        where.setdefault(page.frame, []).append(page)
    return [Shared(page, twin, one.what(page), other.what(twin))
            for page in pages[0] for twin in where.get(page.frame, ())]


def runs(shared):
    """Yields lists of neighbours, for both, that are alike."""
    run = []
    for item in shared:
        if run and not continues(run[-1], item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def continues(last, item):
    return last[2:] == item[2:] and all(
        page.start + page.size == other.start and page.rights == other.rights
        for page, other in zip(last[:2], item[:2]))


def print_shared(pids, shared):
    size = sum(page.size for page in {item.page for item in shared})
    print(f"shared: {size_text(size)}")
    for run in runs(shared):
        first, frames = run[0], []
        for item in run:
            views.add_frame(frames, item.page)
        print(f"  {size_text(sum(size for _, size in frames))}, "
              f"{frames_text(frames)}: {frame_text(first.page.frame)}")
        for pid, page, what in zip(pids, first[:2], first[2:]):
            print(f"  {pid:5}  {page.start:#018x}  {page.rights}  {what}")


def print_own(view, pages, others):
    """What a view has alone, by what it is."""
    sizes = {}
    for page in pages:
        if page.frame not in others:
            what = view.what(page)
            sizes[what] = sizes.get(what, 0) + page.size
    print(f"only {view.title}: {size_text(sum(sizes.values()))}")
    for what, size in sizes.items():
        print(f"  {size_text(size):>10}  {what}")


def upper_half(read, root):
    """The kernel's entries of a top table, as far as the processor doesn't
    write them."""
    return [(index, entry & PTE_ADDRESS)
            for index, entry in entries_of(read, root, KERNELS)]


def print_halves(halves):
    same = halves[0] == halves[1]
    print("the kernel's half: " +
          (f"the same {len(halves[0])} tables below both top tables" if same
           else "different, which must not be"))


# --- pt who ------------------------------------------------------------------

class Who(Command):
    """Everything that has one frame of physical memory.

The frame is that of a physical ADDRESS. First what the kernel's records say of
it; then each entry that leads to it: of an object, of every process, and of
the kernel's half, once for all."""
    usage = "pt who ADDRESS"

    def run(self, words):
        frame = number(words[0], "a physical address") & ~(PAGE_SIZE - 1)
        owner = owner_of(frame)
        print(f"frame {frame:#x}: {frame_text(frame)}")
        kernel, all_views = views.kernels(), views.of_all()
        trees = [(int(thing["pt"]["root"]), int(thing["pt"]["levels"]), name)
                 for thing, name in objects()
                 if owner in ("table", owner_name(int(thing["owner"])))]
        lines = []
        with Physical() as read:
            for root, levels, name in trees:
                lines += in_object(read, root, levels, name, frame)
            for view in all_views:
                lines += in_half(read, view, USERS, frame)
            lines += in_half(read, kernel, KERNELS, frame)
        print("\n".join(lines) or "no entry leads to it")


def in_object(read, root, levels, name, frame):
    """How an object's tree has a frame: its pages are at offsets."""
    if root == frame:
        yield f"  the top table of {name}"
    if not root:
        return
    for step, offset, _ in steps(read, root, levels):
        if leads_to(step, frame):
            kind = "page" if is_page(step.entry, step.level) else \
                f"table of level {step.level - 1}"
            yield f"  {kind} of {name}, at offset {offset:#x}"


def in_half(read, view, entries, frame):
    """How the user's or the kernel's half of a View has a frame."""
    if view.root == frame and entries == USERS:
        yield f"  the top table of {view.title}"
    for step, start, rights in steps(read, view.root, entries=entries):
        if not leads_to(step, frame):
            continue
        if not is_page(step.entry, step.level):
            yield f"  {view.title}: table of level {step.level - 1} for " \
                f"{start:#x}"
            continue
        at = start + frame - address_in(step.entry, step.level)
        what = view.what_at(at)
        yield f"  {view.title}: {at:#x}, {rights}, {what}"


def leads_to(step, frame):
    """Does an entry lead to a frame, which may be a part of a big page?"""
    size = span(step.level) if is_page(step.entry, step.level) else PAGE_SIZE
    return 0 <= frame - address_in(step.entry, step.level) < size


def start():
    for command in Diff, Who:
        command()
