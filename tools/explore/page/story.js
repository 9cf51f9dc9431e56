/*
 * story.js - what to look at: which two processes share something, and the
 * moments that tell the story of it, from the segment's making to its end.
 */

/* --- who shares -------------------------------------------------------------------------- */

/* Attachments of segments: { pid, id, page, pages, call, result, space, end,
 * detach }. They begin with a shmat, or with the fork of a process that has one
 * (`from`: that one), and end with a shmdt, with an exec, or with the process. */
function attachments(machine) {
    const forks = [...machine.history.processes.values()].filter((p) => p.born > 0);
    const events = [...machine.history.shmCalls, ...forks.map((p) => p.born)]
        .sort((x, y) => x - y);
    const open = [], all = [];
    const begin = (a) => {
        all.push(a);
        open.push(a);
    };
    for (const i of events)
        if (machine.trace.kind(i) === PROCESS)
            open.filter((a) => a.pid === machine.trace.pid(i))
                .forEach((a) => begin(inherited(machine, a, i)));
        else
            attachOrDetach(machine, i, open, begin);
    for (const a of open)
        a.end = Math.min(a.end, machine.process(a.pid).died,
                         a.space ? a.space.to : Infinity);
    return all;
}

function attachOrDetach(machine, i, open, begin) {
    const t = machine.trace, call = machine.history.partner.get(i);
    if (call === undefined || t.signed(i, 0) < 0n)
        return;
    const name = callName(t, t.what(i));
    if (name === 'shmat')
        begin(attachment(machine, call, i));
    if (name !== 'shmdt')
        return;
    const n = open.findIndex((a) => a.pid === t.pid(i) && a.page === t.page(call, 0));
    if (n >= 0)
        Object.assign(open.splice(n, 1)[0], { end: i, detach: call });
}

function attachment(machine, call, result) {
    const t = machine.trace, page = t.page(result, 0), pid = t.pid(call);
    const space = machine.spaceAt(pid, result + 1);
    const records = space && machine.history.regions.get(space.root) || [];
    const region = firstOf(records, call, result, (i) => t.page(i, 0) === page);
    return { pid, page, call, result, end: Infinity, space, id: t.low(call, 0),
             pages: region < 0 ? 1 : t.page(region, 1) - page };
}

function inherited(machine, a, fork) {
    const pid = machine.trace.number(fork, 0);
    return { ...a, pid, call: fork, result: fork, end: Infinity, from: a,
             space: machine.spaceAt(pid, fork + 1) };
}

/* Pairs of attachments of one segment by two processes at one time. */
function sharingPairs(all) {
    const attached = new Map(), pairs = [];         /* id -> attachments */
    for (const b of all) {
        const others = listIn(attached, b.id);
        for (const a of others)
            if (pairs.length < PAIRS_AT_MOST && a.pid !== b.pid &&
                b.result < a.end && a.space && b.space)
                pairs.push([a, b]);
        others.push(b);
    }
    return pairs;
}

const PAIRS_AT_MOST = 12;               /* to look at */

/* The two of which the story tells: { a, b, meet }. Best are two that come to
 * share a frame (after record `meet`, or -1); b may be missing, or both. */
function heroes(machine) {
    const all = attachments(machine), pairs = sharingPairs(all);
    for (const [a, b] of pairs) {
        const meet = meeting(machine, a, b);
        if (meet >= 0)
            return { a, b, meet };
    }
    const [a, b] = pairs[0] || [all.find((x) => x.space)];
    return { a, b, meet: -1 };
}

/* The two processes to show first. */
function firstPair(machine, { a, b }) {
    const pids = [a, b].filter(Boolean).map((x) => x.pid);
    const object = [...machine.history.objects.values()].map((records) =>
        [...new Set(records.map((i) => machine.trace.pid(i)))])
        .find((p) => p.length > 1 && p.every((pid) => pid));
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

/* May the record change where the attachment's address leads? In an object's
 * own tables addresses count from 0. */
function isOnTheWay(t, i, a) {
    if (t.kind(i) !== ENTRY)
        return false;
    const span = spanOf(t.what(i)), slot = Math.floor(t.page(i, 3) / span);
    return slot === 0 || slot === Math.floor(a.page / span);
}

/* The first record after which both addresses lead to one frame. */
function meeting(machine, a, b) {
    const from = Math.max(a.call, b.space.built, b.from ? 0 : b.call);
    const to = Math.min(a.end, b.end, machine.history.done);
    for (let i = from; i < to; i++) {
        if (!isOnTheWay(machine.trace, i, a) && !isOnTheWay(machine.trace, i, b))
            continue;
        const [one, two] = [a, b].map((x) =>
            machine.walk(x.space.root, x.page, i + 1).frame);
        if (one >= 0 && one === two)
            return i;
    }
    return -1;
}

/*
 * [{ at, title, text, walks }], by time: the moment is the one after record
 * `at`; `walks`: attachments to whose addresses the picture shows the way.
 */
function story(machine, { a, b, meet }) {
    const steps = a ? storyOfSegment(machine, a, b, meet) : storyOfProcesses(machine);
    return steps.filter((s) => s.at >= 0 && s.at < machine.history.done)
        .sort((x, y) => x.at - y.at);
}

function storyOfSegment(machine, a, b, meet) {
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
        { at: done, title: 'A frame', walks: [a], text:
            `The kernel has taken a frame for the segment and entered it, and the ` +
            `walk of the address ends there.` },
        ...(b ? storyOfSecond(machine, a, b, meet) : []),
        ...storyOfEnd(machine, a, b),
    ];
}

function storyOfSecond(machine, a, b, meet) {
    const name = machine.name(b.pid, b.call);
    const touch = touches(machine, b, b.result, b.end, true);
    return [
        b.from ? { at: b.call, title: 'A fork', text:
            `${machine.name(b.from.pid, b.call)} has made ${name}, which has the ` +
            `segment attached from birth, at the same address.` }
        : { at: b.call, title: 'Second attach', text:
            `${name} is about to attach the same segment, in an address space ` +
            `of its own.` },
        { at: meet, title: 'They meet', walks: [a, b], text:
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
        { at: first.detach ? first.end : -1, title: 'Detach', walks: [a, b || a], text:
            `${name} has detached: its entry is cleared, and no processor may keep ` +
            `the old translation. The other process and the frame are as before.` },
        { at: refused >= 0 ? h.partner.get(refused) : -1, title: 'A forbidden touch',
          text: `${name} uses the address again. No region is there any more, so ` +
            `the kernel refuses, and sends a signal.` },
        { at: b && last.detach ? last.end : -1, title: 'Last detach', text:
            `${machine.name(last.pid, last.call)} has detached, too. The segment ` +
            `keeps its frame, and what is in it.` },
        { at: removed, title: 'Removed', text:
            (last.end < removed
                ? `The segment is removed, and these two have detached: once nobody ` +
                  `has it, its frames and its tables are free again.`
                : `The segment is removed: it has no name any more, but it lives on ` +
                  `until the last process has detached.`) },
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
