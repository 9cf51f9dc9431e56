/*
 * history.js - what has happened to each thing, from the first record on.
 *
 * A moment is a number: that of the records which have happened by then. So
 * nothing is ever played back: the state of a thing at a moment is what the
 * last record about it says that is older. History keeps, for each thing, the
 * list of its records; looking there takes a few steps in however long a
 * trace, forwards and backwards alike. Lists grow at their ends alone, which
 * is all that a live machine asks for.
 *
 * Tables and frames are named by their frame number, slots by 512 * table +
 * index. Read machine.js next.
 */

/* The list of `key` in a Map of lists. */
function listIn(map, key) {
    let list = map.get(key);
    if (!list) map.set(key, (list = []));
    return list;
}

/* How many of a list's records are older than the moment. */
function countBefore(list, moment) {
    let low = 0,
        high = list.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (list[middle] < moment) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* The newest of them, or -1. */
function lastBefore(list, moment) {
    const n = list ? countBefore(list, moment) : 0;
    return n ? list[n - 1] : -1;
}

/* A record for each record, or none; it grows as the trace does. */
class Partners {
    constructor() {
        this.list = new Int32Array(0); /* its number + 1, 0: none */
    }

    grow(size) {
        const old = this.list;
        if (old.length >= size) return;
        this.list = new Int32Array(Math.max(size, 2 * old.length));
        this.list.set(old);
    }

    pair(a, b) {
        this.list[a] = b + 1;
        this.list[b] = a + 1;
    }

    get(i) {
        return this.list[i] ? this.list[i] - 1 : undefined;
    }
}

class History {
    constructor(trace) {
        this.trace = trace;
        this.done = 0; /* records that are in the lists */
        this.writes = new Map(); /* slot -> writes to it */
        this.used = new Map(); /* table -> indices ever written */
        this.leads = new Map(); /* frame -> writes of entries to it */
        this.owners = new Map(); /* frame -> when it was taken or freed */
        this.orders = []; /* of the blocks that were */
        this.regions = new Map(); /* root -> regions added and removed */
        this.loads = []; /* cpu -> CR3 loads */
        this.switches = []; /* cpu -> context switches */
        this.processes = new Map(); /* pid -> Process */
        this.spaces = new Map(); /* root -> spaces that have it now */
        this.objects = new Map(); /* object -> regions of it, added */
        this.shmCalls = []; /* results of shmget .. shmdt */
        this.faults = [];
        this.partner = new Partners(); /* call <-> result, fault <-> its end */
        this.texts = new Map(); /* call -> its TEXT and DATA */
        this.open = new Map(); /* pid -> calls and faults not yet ended */
        this.depth = new Uint8Array(0);
    }

    /* Take in `count` more records, if there are so many. */
    advance(count) {
        const end = Math.min(this.done + count, this.trace.count);
        this.partner.grow(this.trace.count);
        if (this.depth.length < this.trace.count) {
            const old = this.depth;
            this.depth = new Uint8Array(
                Math.max(this.trace.count, 2 * old.length),
            );
            this.depth.set(old);
        }
        for (; this.done < end; this.done++) this.take(this.done);
    }

    take(i) {
        const pid = this.trace.pid(i),
            kind = this.trace.kind(i);
        const ends = kind === RESULT || kind === FAULT_END;
        const open = this.open.get(pid);
        this.depth[i] = open ? Math.max(0, Math.min(9, open.length - ends)) : 0;
        const take = TAKE[kind];
        if (take) take(this, this.trace, i, pid);
    }

    process(pid) {
        let p = this.processes.get(pid);
        if (!p) this.processes.set(pid, (p = new Process(pid)));
        return p;
    }
}

/* A process and its address spaces: exec begins a new one. */
class Process {
    constructor(pid) {
        this.pid = pid;
        this.parent = 0;
        this.born = 0;
        this.died = Infinity;
        this.names = []; /* { at, name } */
        this.spaces = []; /* Space, oldest first */
    }

    /* From record `at` on it has the tables below `root`. */
    enter(history, root, at) {
        const last = this.spaces[this.spaces.length - 1];
        if (last && last.root === root && last.to === Infinity) return;
        if (last) last.to = Math.min(last.to, at);
        const built = Math.max(0, lastBefore(history.owners.get(root), at));
        const space = new Space(this.pid, root, last ? at : built, built);
        this.spaces.push(space);
        listIn(history.spaces, root).push(space);
    }

    /* The space at a moment, or undefined. */
    spaceAt(moment) {
        return this.spaces.find((s) => s.from < moment && moment <= s.to);
    }

    nameAt(moment) {
        const before = this.names.filter((n) => n.at < moment);
        return (before.pop() || this.names[0] || { name: '' }).name;
    }
}

/* The tables below `root` while a process has them: after record `from`, up
 * to and with record `to`. They are built from record `built` on, before the
 * process is born or becomes another program. */
class Space {
    constructor(pid, root, from, built) {
        this.pid = pid;
        this.root = root;
        this.from = from;
        this.to = Infinity;
        this.built = built;
        this.parent = null; /* the space of which fork copied it */
    }
}

/* --- one function for each kind of record --------------------------------- */

function takeEntry(h, t, i) {
    const table = t.page(i, 0),
        index = (t.low(i, 0) & 0xfff) >>> 3;
    const slot = 512 * table + index,
        low = t.low(i, 2),
        high = t.high(i, 2);
    let list = h.writes.get(slot);
    if (!list) {
        h.writes.set(slot, (list = []));
        listIn(h.used, table).push(index);
    }
    list.push(i);
    if (low | high)
        listIn(h.leads, (high & 0xfffff) * 2 ** 20 + (low >>> 12)).push(i);
}

/* A process whose birth isn't in the trace is known by its first CR3 load. */
function takeCr3(h, t, i, pid) {
    const cpu = t.cpu(i);
    (h.loads[cpu] = h.loads[cpu] || []).push(i);
    if (pid && h.process(pid).spaces.length === 0)
        h.process(pid).enter(h, t.page(i, 0), i);
}

function takeSwitch(h, t, i, pid) {
    const cpu = t.cpu(i);
    (h.switches[cpu] = h.switches[cpu] || []).push(i);
    if (pid) h.process(pid);
}

/* With a call all is over that the process has begun before: some calls never
 * come back. */
function takeCall(h, t, i, pid) {
    h.open.set(pid, [i]);
}

/* The end of the newest open record of this process that `begins` it. */
function close(h, pid, i, begins) {
    const open = listIn(h.open, pid);
    for (let n = open.length - 1; n >= 0; n--) {
        if (!begins(open[n])) continue;
        h.partner.pair(open[n], i);
        open.length = n;
        return;
    }
}

/* System V shared memory: shmget, shmat, shmctl, shmdt. */
const SHM_CALLS = [29, 30, 31, 67];

function takeResult(h, t, i, pid) {
    close(h, pid, i, (c) => t.kind(c) === CALL && t.what(c) === t.what(i));
    if (SHM_CALLS.includes(t.what(i))) h.shmCalls.push(i);
}

function takeText(h, t, i, pid) {
    const open = h.open.get(pid);
    if (open && open.length) listIn(h.texts, open[open.length - 1]).push(i);
}

/* So it is with a fault in user mode (bit 2 of the error code). */
function takeFault(h, t, i, pid) {
    if (t.low(i, 1) & 4) h.open.set(pid, [i]);
    else listIn(h.open, pid).push(i);
    h.faults.push(i);
}

function takeFaultEnd(h, t, i, pid) {
    close(h, pid, i, (c) => t.kind(c) === FAULT);
}

/* With its root a space ends. */
function takeFrame(h, t, i) {
    const frame = t.page(i, 0),
        spaces = h.spaces.get(frame);
    listIn(h.owners, frame).push(i);
    if (!h.orders.includes(t.low(i, 1))) h.orders.push(t.low(i, 1));
    if (!spaces || t.number(i, 2)) return;
    for (const s of spaces) s.to = Math.min(s.to, i);
    h.spaces.delete(frame);
}

function takeFork(h, t, i, parent) {
    const child = new Process(t.number(i, 0)),
        space = parent.spaceAt(i);
    h.processes.set(child.pid, child); /* a pid may come again */
    child.parent = parent.pid;
    child.born = i;
    child.names.push({ at: i, name: parent.nameAt(i) });
    child.enter(h, t.page(i, 1), i);
    child.spaces[0].parent = space || null;
}

function takeProcess(h, t, i, pid) {
    const what = t.what(i),
        p = h.process(pid);
    if (what === FORK) {
        takeFork(h, t, i, p);
    } else if (what === EXEC) {
        p.names.push({ at: i, name: t.name(i) });
        p.enter(h, t.page(i, 0), i);
    } else if (what === EXIT) {
        p.died = i;
        h.open.delete(pid);
    }
}

function takeRegion(h, t, i) {
    listIn(h.regions, t.page(i, 3)).push(i);
    if (t.what(i) & 1 && t.number(i, 2))
        listIn(h.objects, t.number(i, 2)).push(i);
}

const TAKE = [];
TAKE[ENTRY] = takeEntry;
TAKE[CR3] = takeCr3;
TAKE[SWITCH] = takeSwitch;
TAKE[CALL] = takeCall;
TAKE[RESULT] = takeResult;
TAKE[TEXT] = takeText;
TAKE[DATA] = takeText;
TAKE[FAULT] = takeFault;
TAKE[FAULT_END] = takeFaultEnd;
TAKE[FRAME] = takeFrame;
TAKE[PROCESS] = takeProcess;
TAKE[REGION] = takeRegion;
