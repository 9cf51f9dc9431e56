"""The Test Anything Protocol, for the programs beside this one."""

count = 0


def ok(good, name, about=None):
    """A test, passed if `good`, which is returned; else shows what it is
    `about`."""
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good and about is not None:
        print(f"# {about!r}")
    return good


def plan():
    print(f"1..{count}")
