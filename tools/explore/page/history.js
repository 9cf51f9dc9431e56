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
        this.processes = new Map(); /* pid -> Process */
        this.spaces = new Map(); /* root -> spaces that have had it */
        this.objects = new Map(); /* object -> regions of it, added */
        this.shmCalls = []; /* results of shmget .. shmdt */
        this.faults = [];
        this.partner = new Partners(); /* call <-> result, fault <-> its end */
        this.texts = new Map(); /* call -> its TEXT and DATA */
        this.open = new Map(); /* pid -> calls and faults not yet ended */
        this.depth = new Uint8Array(0);
        this.numbers = new Uint32Array(
            0,
        ); /* of events: a part has its call's */
    }

    /* Take in `count` more records, if there are so many. */
    advance(count) {
        const end = Math.min(this.done + count, this.trace.count);
        this.partner.grow(this.trace.count);
        this.depth = withRoom(this.depth, this.trace.count);
        this.numbers = withRoom(this.numbers, this.trace.count);
        for (; this.done < end; this.done++) this.take(this.done);
    }

    take(i) {
        const pid = this.trace.pid(i),
            kind = this.trace.kind(i);
        this.numbers[i] = this.eventsBefore(i) + !isPart(kind);
        const ends = kind === RESULT || kind === FAULT_END;
        const open = this.open.get(pid);
        this.depth[i] = open ? Math.max(0, Math.min(9, open.length - ends)) : 0;
        if (pid) this.process(pid);
        const take = TAKE[kind];
        if (take) take(this, this.trace, i, pid);
    }

    /* How many events have happened by then. */
    eventsBefore(moment) {
        return moment ? this.numbers[moment - 1] : 0;
    }

    process(pid) {
        let p = this.processes.get(pid);
        if (!p) this.processes.set(pid, (p = new Process(pid)));
        return p;
    }
}

/* --- one function for each kind of record --------------------------------- */

function takeEntry(h, t, i) {
    const slot = t.slot(i),
        entry = t.entry(i, 2);
    if (!h.writes.has(slot)) listIn(h.used, t.page(i, 0)).push(slot % 512);
    listIn(h.writes, slot).push(i);
    if (!isNothing(entry)) listIn(h.leads, frameOf(entry)).push(i);
}

/* A process whose birth isn't in the trace is known by its first CR3 load. */
function takeCr3(h, t, i, pid) {
    if (pid && h.process(pid).spaces.length === 0)
        h.process(pid).enter(h, t.page(i, 0), i);
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

const TAKE = {
    [ENTRY]: takeEntry,
    [CR3]: takeCr3,
    [CALL]: takeCall,
    [RESULT]: takeResult,
    [TEXT]: takeText,
    [DATA]: takeText,
    [FAULT]: takeFault,
    [FAULT_END]: takeFaultEnd,
    [FRAME]: takeFrame,
    [PROCESS]: takeProcess,
    [REGION]: takeRegion,
};
