/*
 * cast.js - of whom the story tells: two processes that come to share a
 * segment, found by their attachments.
 */

/* Attachments of segments: { pid, id, page, pages, call, result, space, end,
 * detach }. They begin with a shmat, or with the fork of a process that has one
 * (`from`: that one), and end with a shmdt, with an exec, or with the process. */
function attachments(machine) {
    const open = new Map(); /* pid -> attachments */
    const all = [];
    const begin = (a) => {
        all.push(a);
        listIn(open, a.pid).push(a);
    };
    for (const i of callsAndForks(machine.history)) {
        const own = listIn(open, machine.trace.pid(i));
        if (machine.trace.kind(i) === PROCESS)
            own.filter((a) => a.space && a.space.to > i).forEach((a) =>
                begin(inherited(machine, a, i)),
            );
        else attachOrDetach(machine, i, own, begin);
    }
    for (const own of open.values())
        own.forEach((a) => endWithSpace(machine, a));
    return all;
}

function callsAndForks(history) {
    const forks = forked(history).map((p) => p.born);
    return [...history.shmCalls, ...forks].sort((x, y) => x - y);
}

/* The processes whose birth is in the trace. */
function forked({ processes }) {
    return [...processes.values()].filter((p) => p.born > 0);
}

function endWithSpace(machine, a) {
    const last = a.space ? a.space.to : Infinity;
    a.end = Math.min(a.end, last, machine.process(a.pid).died);
}

/* `own`: what the process has attached. */
function attachOrDetach(machine, i, own, begin) {
    const t = machine.trace;
    const call = machine.history.partner.get(i);
    if (call === undefined || t.signed(i, 0) < 0n) return;
    const name = callName(t, t.what(i));
    if (name === 'shmat') begin(attachment(machine, call, i));
    if (name !== 'shmdt') return;
    const n = own.findIndex((a) => a.page === t.page(call, 0));
    if (n >= 0) Object.assign(own.splice(n, 1)[0], { end: i, detach: call });
}

function attachment(machine, call, result) {
    const t = machine.trace,
        page = t.page(result, 0),
        pid = t.pid(call);
    const space = machine.spaceAt(pid, result + 1);
    const records = (space && machine.history.regions.get(space.root)) || [];
    const region = firstOf(records, call, result, (i) => t.page(i, 0) === page);
    return {
        pid,
        page,
        call,
        result,
        end: Infinity,
        space,
        id: t.low(call, 0),
        pages: region < 0 ? 1 : t.page(region, 1) - page,
    };
}

function inherited(machine, a, fork) {
    const pid = machine.trace.number(fork, 0);
    return {
        ...a,
        pid,
        call: fork,
        result: fork,
        end: Infinity,
        from: a,
        space: machine.spaceAt(pid, fork + 1),
    };
}

/* Pairs of attachments of one segment by two processes at one time. */
function sharingPairs(all) {
    const attached = new Map(),
        pairs = []; /* id -> attachments */
    for (const b of all) {
        const others = listIn(attached, b.id);
        const fits = (a) =>
            a.pid !== b.pid && b.result < a.end && a.space && b.space;
        pairs.push(...others.filter(fits).map((a) => [a, b]));
        if (pairs.length >= PAIRS_AT_MOST) break;
        others.push(b);
    }
    return pairs;
}

const PAIRS_AT_MOST = 12; /* to look at */

/* The two of which the story tells: { a, b, meet }. Best are two that come to
 * share a frame (after record `meet`, or -1); b may be missing, or both. */
function heroes(machine) {
    const all = attachments(machine),
        pairs = sharingPairs(all);
    for (const [a, b] of pairs) {
        const meet = meeting(machine, a, b);
        if (meet >= 0) return { a, b, meet };
    }
    const [a, b] = pairs[0] || [all.find((x) => x.space)];
    return { a, b, meet: -1 };
}

/* Two processes that map an object other than a file, or none. */
function mappersOfObject(machine) {
    const t = machine.trace;
    for (const records of machine.history.objects.values()) {
        const pids = new Set(records.map((i) => t.pid(i)));
        const owner = t.ownerName(t.what(records[0]) >> 8);
        if (owner !== 'file' && pids.size > 1) return [...pids];
    }
    return [];
}

/* The two processes to show first: the heroes, or others that share memory, or
 * a parent and its child, or just some. */
function firstPair(machine, { a, b }) {
    const child = forked(machine.history).at(-1);
    const wanted = [
        ...[a, b].filter(Boolean).map((x) => x.pid),
        ...mappersOfObject(machine),
        ...(child ? [child.parent, child.pid] : []),
        ...machine.history.processes.keys(),
    ];
    const there = (pid) =>
        machine.process(pid) && machine.process(pid).spaces.length > 0;
    return [...new Set(wanted)].filter(there).slice(0, 2);
}

/* May the record change where the attachment's address leads? In an object's
 * own tables addresses count from 0. */
function isOnTheWay(t, i, a) {
    if (t.kind(i) !== ENTRY) return false;
    const span = spanOf(t.what(i)),
        slot = Math.floor(t.page(i, 3) / span);
    return slot === 0 || slot === Math.floor(a.page / span);
}

/* The first record after which both addresses lead to one frame. */
function meeting(machine, a, b) {
    const from = Math.max(a.call, b.space.built, b.from ? 0 : b.call);
    const to = Math.min(a.end, b.end, machine.history.done);
    for (let i = from; i < to; i++) {
        if (
            !isOnTheWay(machine.trace, i, a) &&
            !isOnTheWay(machine.trace, i, b)
        )
            continue;
        const [one, two] = [a, b].map(
            (x) => machine.walk(x.space.root, x.page, i + 1).frame,
        );
        if (one >= 0 && one === two) return i;
    }
    return -1;
}
