/*
 * story.js - the moments that tell the story of a segment, from its making to
 * its end, with a sentence for each.
 */

/*
 * [{ at, title, text, walks }], by time: the moment is the one after record
 * `at` (-1: there is none); `walks`: attachments to whose addresses the
 * picture shows the way.
 */
function story(machine, { a, b, meet }) {
    const steps = a
        ? [
              ...storyOfFirst(machine, a),
              ...(b ? storyOfSecond(machine, a, b, meet) : []),
              ...storyOfDetach(machine, a, b),
              ...storyOfEnd(machine, a, b),
          ]
        : storyOfProcesses(machine);
    return steps
        .filter((s) => s.at >= 0 && s.at < machine.history.done)
        .sort((x, y) => x.at - y.at);
}

const step = (at, title, text, ...walks) => ({ at, title, text, walks });

/* --- what to look for ----------------------------------------------------- */

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

const endOfFault = (machine, fault) =>
    fault >= 0 ? machine.history.partner.get(fault) : -1;

/* The result of the first call of that name, between two records, that `is`. */
function firstCall(machine, name, from, to, is) {
    const { history, trace } = machine;
    return firstOf(history.shmCalls, from, to, (i) => {
        const call = history.partner.get(i);
        return (
            callName(trace, trace.what(i)) === name &&
            call !== undefined &&
            is(trace, call, i)
        );
    });
}

const makingOf = (machine, a) =>
    firstCall(
        machine,
        'shmget',
        0,
        a.call,
        (t, call, i) => t.low(i, 0) === a.id && t.signed(i, 0) >= 0n,
    );

const removalOf = (machine, a) =>
    firstCall(
        machine,
        'shmctl',
        a.result,
        machine.history.done,
        (t, call) => t.low(call, 0) === a.id && (t.low(call, 1) & 0xff) === 0,
    );

/* --- the story of a segment ----------------------------------------------- */

function storyOfFirst(machine, a) {
    const name = machine.name(a.pid, a.call),
        touch = touches(machine, a, a.result, a.end, true);
    return [
        step(
            makingOf(machine, a),
            'A segment',
            `A segment of ${bytesInWords(a.pages * PAGE)} is made. It has an id, ` +
                `but no memory yet.`,
        ),
        step(
            a.result,
            'First attach',
            `${name} attaches it at ${address(a.page)}. That is only a promise, ` +
                `a region: the tables still lead nowhere there.`,
        ),
        step(
            touch,
            'First touch',
            `${name} touches the address. The processor finds no entry on its way ` +
                `through the tables: a page fault.`,
        ),
        step(
            endOfFault(machine, touch),
            'A frame',
            `The kernel has taken a frame for the segment and entered it, and the ` +
                `walk of the address ends there.`,
            a,
        ),
    ];
}

function storyOfSecond(machine, a, b, meet) {
    const name = machine.name(b.pid, b.call),
        touch = touches(machine, b, b.result, b.end, true),
        noFault = touch < 0 ? ', and no page fault was needed' : '';
    const begin = b.from
        ? `${machine.name(b.from.pid, b.call)} has made ${name}, which has the ` +
          `segment attached from birth, at the same address.`
        : `${name} is about to attach the same segment, in an address space ` +
          `of its own.`;
    return [
        step(b.call, b.from ? 'A fork' : 'Second attach', begin),
        step(
            meet,
            'They meet',
            `One entry is enough${noFault}: the walks of ${address(a.page)} and ` +
                `of ${address(b.page)}, each through tables of its own process, ` +
                `end in the same frame. What one writes, the other reads.`,
            a,
            b,
        ),
    ];
}

function storyOfDetach(machine, a, b) {
    const [first] = inOrderOfEnd(a, b),
        name = machine.name(first.pid, first.call),
        end = machine.history.done;
    return [
        step(
            first.detach ? first.end : -1,
            'Detach',
            `${name} has detached: its entry is cleared, and no processor may keep ` +
                `the old translation. The other process and the frame are as before.`,
            a,
            b || a,
        ),
        step(
            endOfFault(machine, touches(machine, first, first.end, end, false)),
            'A forbidden touch',
            `${name} uses the address again. No region is there any more, so ` +
                `the kernel refuses, and sends a signal.`,
        ),
    ];
}

function storyOfEnd(machine, a, b) {
    const [first, last] = inOrderOfEnd(a, b),
        name = machine.name(last.pid, last.call),
        removed = removalOf(machine, a);
    return [
        step(
            b && last.detach ? last.end : -1,
            'Last detach',
            `${name} has detached${first.detach ? ', too' : ''}. The segment ` +
                `keeps its frame, and what is in it.`,
        ),
        step(
            removed,
            'Removed',
            last.end < removed
                ? `The segment is removed, and these two have detached: once nobody ` +
                      `has it, its frames and its tables are free again.`
                : `The segment is removed: it has no name any more, but it lives on ` +
                      `until the last process has detached.`,
        ),
    ];
}

const inOrderOfEnd = (a, b) => [a, b || a].sort((x, y) => x.end - y.end);

/* --- without shared memory ------------------------------------------------ */

/* How processes come to be, and get their memory. */
function storyOfProcesses(machine) {
    const { history: h, trace: t } = machine,
        p = forked(h).at(-1);
    if (!p) return [];
    const name = machine.name(p.pid, p.born + 1),
        parent = machine.name(p.parent, p.born),
        exec = p.names.find((n) => n.at > p.born) || { at: -1 },
        isCopy = (i) => (t.low(i, 1) & 3) === 3 && t.pid(i) === p.pid,
        copied = firstOf(h.faults, p.born, h.done, isCopy);
    return [
        step(
            p.born,
            'Fork',
            `${parent} has made ${name}: it has tables of its own, but they lead ` +
                `to the same frames.`,
        ),
        step(
            endOfFault(machine, copied),
            'A copy',
            `${name} has written to a page that both had: now each has a frame of ` +
                `its own.`,
        ),
        step(exec.at, 'Exec', `${name} becomes ${exec.name}, with new tables.`),
        step(p.died, 'Exit', 'It ends; its tables and frames go back.'),
    ];
}
