/*
 * story.js - the moments that tell the story of a segment, from its making to
 * its end, with a sentence for each.
 */

/* The first fault of an attachment's process within it, between two records,
 * that ends well, or doesn't; or -1. */
function touches(machine, a, from, to, good) {
    const t = machine.trace;
    return firstOf(machine.history.faults, from, to, (i) => {
        const end = machine.history.partner.get(i);
        return (
            t.pid(i) === a.pid &&
            t.page(i, 0) >= a.page &&
            t.page(i, 0) < a.page + a.pages &&
            end !== undefined &&
            (t.signed(end, 1) === 0n) === good
        );
    });
}

/*
 * [{ at, title, text, walks }], by time: the moment is the one after record
 * `at`; `walks`: attachments to whose addresses the picture shows the way.
 */
function story(machine, { a, b, meet }) {
    const steps = a
        ? storyOfSegment(machine, a, b, meet)
        : storyOfProcesses(machine);
    return steps
        .filter((s) => s.at >= 0 && s.at < machine.history.done)
        .sort((x, y) => x.at - y.at);
}

function storyOfSegment(machine, a, b, meet) {
    const h = machine.history,
        t = machine.trace,
        nameA = machine.name(a.pid, a.call);
    const made = firstOf(
        h.shmCalls,
        0,
        a.call,
        (i) =>
            callName(t, t.what(i)) === 'shmget' &&
            t.low(i, 0) === a.id &&
            t.signed(i, 0) >= 0n,
    );
    const touch = touches(machine, a, a.result, a.end, true);
    const done = touch >= 0 ? h.partner.get(touch) : -1;
    return [
        {
            at: made,
            title: 'A segment',
            text:
                `A segment of ${bytesInWords(a.pages * PAGE)} is made. It has an id, ` +
                `but no memory yet.`,
        },
        {
            at: a.result,
            title: 'First attach',
            text:
                `${nameA} attaches it at ${address(a.page)}. That is only a promise, ` +
                `a region: the tables still lead nowhere there.`,
        },
        {
            at: touch,
            title: 'First touch',
            text:
                `${nameA} touches the address. The processor finds no entry on its way ` +
                `through the tables: a page fault.`,
        },
        {
            at: done,
            title: 'A frame',
            walks: [a],
            text:
                `The kernel has taken a frame for the segment and entered it, and the ` +
                `walk of the address ends there.`,
        },
        ...(b ? storyOfSecond(machine, a, b, meet) : []),
        ...storyOfEnd(machine, a, b),
    ];
}

function storyOfSecond(machine, a, b, meet) {
    const name = machine.name(b.pid, b.call);
    const touch = touches(machine, b, b.result, b.end, true);
    return [
        b.from
            ? {
                  at: b.call,
                  title: 'A fork',
                  text:
                      `${machine.name(b.from.pid, b.call)} has made ${name}, which has the ` +
                      `segment attached from birth, at the same address.`,
              }
            : {
                  at: b.call,
                  title: 'Second attach',
                  text:
                      `${name} is about to attach the same segment, in an address space ` +
                      `of its own.`,
              },
        {
            at: meet,
            title: 'They meet',
            walks: [a, b],
            text:
                `One entry is enough${touch < 0 ? ', and no page fault was needed' : ''}: ` +
                `the walks of ${address(a.page)} and of ${address(b.page)}, each through ` +
                `tables of its own process, end in the same frame. What one writes, ` +
                `the other reads.`,
        },
    ];
}

function storyOfEnd(machine, a, b) {
    const t = machine.trace,
        h = machine.history;
    const [first, last] = [a, b || a].sort((x, y) => x.end - y.end);
    const name = machine.name(first.pid, first.call);
    const refused = touches(machine, first, first.end, h.done, false);
    const removed = firstOf(h.shmCalls, a.result, h.done, (i) => {
        const call = h.partner.get(i);
        return (
            callName(t, t.what(i)) === 'shmctl' &&
            call !== undefined &&
            (t.low(call, 1) & 0xff) === 0 &&
            t.low(call, 0) === a.id
        );
    });
    return [
        {
            at: first.detach ? first.end : -1,
            title: 'Detach',
            walks: [a, b || a],
            text:
                `${name} has detached: its entry is cleared, and no processor may keep ` +
                `the old translation. The other process and the frame are as before.`,
        },
        {
            at: refused >= 0 ? h.partner.get(refused) : -1,
            title: 'A forbidden touch',
            text:
                `${name} uses the address again. No region is there any more, so ` +
                `the kernel refuses, and sends a signal.`,
        },
        {
            at: b && last.detach ? last.end : -1,
            title: 'Last detach',
            text:
                `${machine.name(last.pid, last.call)} has detached` +
                `${first.detach ? ', too' : ''}. The segment ` +
                `keeps its frame, and what is in it.`,
        },
        {
            at: removed,
            title: 'Removed',
            text:
                last.end < removed
                    ? `The segment is removed, and these two have detached: once nobody ` +
                      `has it, its frames and its tables are free again.`
                    : `The segment is removed: it has no name any more, but it lives on ` +
                      `until the last process has detached.`,
        },
    ];
}

/* Without shared memory: how processes come to be, and get their memory. */
function storyOfProcesses(machine) {
    const t = machine.trace;
    const h = machine.history;
    const p = lastForked(machine);
    if (!p) return [];
    const copied = firstOf(
        h.faults,
        p.born,
        h.done,
        (i) => (t.low(i, 1) & 3) === 3 && t.pid(i) === p.pid,
    );
    const exec = p.names.find((n) => n.at > p.born);
    const name = machine.name(p.pid, p.born + 1);
    return [
        {
            at: p.born,
            title: 'Fork',
            text:
                `${machine.name(p.parent, p.born)} has made ${name}: it has ` +
                `tables of its own, but they lead to the same frames.`,
        },
        {
            at: copied >= 0 ? h.partner.get(copied) : -1,
            title: 'A copy',
            text:
                `${name} has written to a page that both had: now each has a ` +
                `frame of its own.`,
        },
        {
            at: exec ? exec.at : -1,
            title: 'Exec',
            text: `${name} becomes ${exec && exec.name}, with new tables.`,
        },
        {
            at: p.died,
            title: 'Exit',
            text: `It ends; its tables and frames go back.`,
        },
    ];
}
