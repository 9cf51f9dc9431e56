/*
 * story.js - what to look at: which two processes share something, and the
 * moments that tell the story of it, from the segment's making to its end.
 */

/* --- who shares -------------------------------------------------------------------------- */

/* Attachments of segments: { pid, id, object, page, pages, call, result,
 * end }: `end`: the RESULT of the shmdt, or the process's end. */
function attachments(machine) {
    const t = machine.trace, open = [], all = [];
    for (const i of machine.history.shmCalls) {
        const call = machine.history.partner.get(i);
        if (call === undefined || t.signed(i, 0) < 0n)
            continue;
        const name = callName(t, t.what(i));
        if (name === 'shmat') {
            const a = attachment(machine, call, i);
            all.push(a);
            open.push(a);
        } else if (name === 'shmdt') {
            const n = open.findIndex((a) => a.pid === t.pid(i) &&
                                            a.page === t.page(call, 0));
            if (n >= 0)
                Object.assign(open.splice(n, 1)[0], { end: i, detach: call });
        }
    }
    for (const a of open)
        a.end = Math.min(a.end, machine.process(a.pid).died);
    return all;
}

function attachment(machine, call, result) {
    const t = machine.trace, page = t.page(result, 0), pid = t.pid(call);
    const space = machine.spaceAt(pid, result + 1);
    const region = space && machine.regionAt(space, page, result + 1);
    return { pid, page, call, result, end: Infinity, space,
             id: t.low(call, 0),
             pages: region ? region.end - region.start : 1 };
}

/* Two attachments of one segment by two processes at one time, or []. */
function sharingPair(all) {
    for (const a of all)
        for (const b of all)
            if (b.call > a.call && a.id === b.id && a.pid !== b.pid &&
                b.result < a.end)
                return [a, b];
    return all.slice(0, 1);
}

/* The two processes to show first. */
function firstPair(machine) {
    const pids = sharingPair(attachments(machine)).map((a) => a.pid);
    const object = [...machine.history.objects.values()].map((records) =>
        [...new Set(records.map((i) => machine.trace.pid(i)))])
        .find((p) => p.length > 1);
    for (const pid of [...(pids.length < 2 && object ? object : []),
                       ...[...machine.history.processes.keys()].reverse()])
        if (pids.length < 2 && !pids.includes(pid) &&
            machine.process(pid).spaces.length)
            pids.push(pid);
    return pids;
}

/* --- the moments ---------------------------------------------------------------------------- */

/* The first record at or after `from` that `is`, before `to`; or -1. */
function firstOf(list, from, to, is) {
    for (let n = countBefore(list, from); n < list.length && list[n] < to; n++)
        if (is(list[n]))
            return list[n];
    return -1;
}

function touches(machine, a, from, to, good) {
    const t = machine.trace;
    return firstOf(machine.history.faults, from, to, (i) => {
        const end = machine.history.partner.get(i);
        return t.pid(i) === a.pid && t.page(i, 0) >= a.page &&
            t.page(i, 0) < a.page + a.pages && end !== undefined &&
            (t.signed(end, 1) === 0n) === good;
    });
}

/* The first record after which both addresses lead to one frame. */
function meeting(machine, a, b) {
    const from = Math.max(a.call, b.call), to = Math.min(a.end, b.end,
                                                         machine.history.done);
    for (let i = from; i < Math.min(to, from + 100000); i++) {
        if (machine.trace.kind(i) !== ENTRY)
            continue;
        const [one, two] = [a, b].map((x) =>
            machine.walk(x.space.root, x.page, i + 1).frame);
        if (one >= 0 && one === two)
            return i;
    }
    return -1;
}

/*
 * [{ at, title, text }], by time: the moment is the one after record `at`.
 */
function story(machine) {
    const all = attachments(machine), [a, b] = sharingPair(all);
    const steps = a ? storyOfSegment(machine, a, b) : storyOfProcesses(machine);
    return steps.filter((s) => s.at >= 0 && s.at < machine.history.done)
        .sort((x, y) => x.at - y.at);
}

function storyOfSegment(machine, a, b) {
    const h = machine.history, t = machine.trace, nameA = machine.name(a.pid, a.call);
    const made = firstOf(h.shmCalls, 0, a.call, (i) =>
        callName(t, t.what(i)) === 'shmget' && t.low(i, 0) === a.id &&
        t.signed(i, 0) >= 0n);
    const touch = touches(machine, a, a.result, a.end, true);
    const done = touch >= 0 ? h.partner.get(touch) : -1;
    return [
        { at: made, title: 'A segment', text:
            `A segment of ${bytesInWords(a.pages * PAGE)} is made. It has an id, ` +
            `but no memory yet.` },
        { at: a.result, title: 'First attach', text:
            `${nameA} attaches it at ${address(a.page)}. That is only a promise, ` +
            `a region: the tables still lead nowhere there.` },
        { at: touch, title: 'First touch', text:
            `${nameA} touches the address. The processor finds no entry on its way ` +
            `through the tables: a page fault.` },
        { at: done, title: 'A frame', text:
            `The kernel has taken a frame for the segment and entered it, and the ` +
            `walk of the address ends there.` },
        ...(b ? storyOfSecond(machine, a, b) : []),
        ...storyOfEnd(machine, a, b),
    ];
}

function storyOfSecond(machine, a, b) {
    const name = machine.name(b.pid, b.call), meet = meeting(machine, a, b);
    const touch = touches(machine, b, b.result, b.end, true);
    return [
        { at: b.call, title: 'Second attach', text:
            `${name} is about to attach the same segment, in an address space ` +
            `of its own.` },
        { at: meet, title: 'They meet', text:
            `One entry is enough${touch < 0 ? ', and no page fault was needed' : ''}: ` +
            `the walks of ${address(a.page)} and of ${address(b.page)}, each through ` +
            `tables of its own process, end in the same frame. What one writes, ` +
            `the other reads.` },
    ];
}

function storyOfEnd(machine, a, b) {
    const t = machine.trace, h = machine.history;
    const [first, last] = [a, b || a].sort((x, y) => x.end - y.end);
    const name = machine.name(first.pid, first.call);
    const refused = touches(machine, first, first.end, h.done, false);
    const removed = firstOf(h.shmCalls, a.result, h.done, (i) => {
        const call = h.partner.get(i);
        return callName(t, t.what(i)) === 'shmctl' && call !== undefined &&
            (t.low(call, 1) & 0xff) === 0 && t.low(call, 0) === a.id;
    });
    return [
        { at: first.detach ? first.end : -1, title: 'Detach', text:
            `${name} has detached: its entry is cleared, and no processor may keep ` +
            `the old translation. The other process and the frame are as before.` },
        { at: refused >= 0 ? h.partner.get(refused) : -1, title: 'A forbidden touch',
          text: `${name} uses the address again. No region is there any more, so ` +
            `the kernel refuses, and sends a signal.` },
        { at: b && last.detach ? last.end : -1, title: 'Last detach', text:
            `${machine.name(last.pid, last.call)} has detached, too. The segment ` +
            `keeps its frame, and what is in it.` },
        { at: removed, title: 'Removed', text:
            `The segment is removed, nobody has it attached: its frame and its ` +
            `table are free again.` },
    ];
}

/* Without shared memory: how processes come to be, and get their memory. */
function storyOfProcesses(machine) {
    const t = machine.trace, h = machine.history, steps = [];
    const processes = [...h.processes.values()];
    const forked = processes.filter((p) => p.born > 0).pop();
    const cow = forked && firstOf(h.faults, forked.born, h.done, (i) =>
        (t.low(i, 1) & 3) === 3 && t.pid(i) === forked.pid);
    if (forked)
        steps.push({ at: forked.born, title: 'Fork', text:
            `${machine.name(forked.parent, forked.born)} has made process ` +
            `${forked.pid}: new tables, but the same frames.` });
    if (cow >= 0)
        steps.push({ at: h.partner.get(cow) || -1, title: 'A copy', text:
            `Process ${forked.pid} has written to a page that both had: now each ` +
            `has a frame of its own.` });
    const last = forked && forked.names[forked.names.length - 1];
    if (last && last.at !== forked.born)
        steps.push({ at: last.at, title: 'Exec', text:
            `It becomes the program ${last.name}, with tables that begin anew.` });
    if (forked && forked.died < h.done)
        steps.push({ at: forked.died, title: 'Exit', text:
            `It ends; its tables and frames go back.` });
    return steps;
}
