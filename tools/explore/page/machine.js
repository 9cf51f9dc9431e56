/*
 * machine.js - the machine at a moment: what an entry holds, whose a frame
 * is, where a walk ends. All of it is looked up in the history; nothing is
 * kept. Read ways.js next.
 */

class Machine {
    constructor(trace) {
        this.trace = trace;
        this.history = new History(trace);
    }

    /* --- entries --- */

    /* What a slot holds. Before the first write that is in the trace it held
     * what that one has found there. `at`: the record that wrote it, or -1. */
    slotAt(slot, moment) {
        const list = this.history.writes.get(slot);
        if (!list) return { low: 0, high: 0, at: -1 };
        const at = lastBefore(list, moment);
        const e =
            at >= 0 ? this.trace.entry(at, 2) : this.trace.entry(list[0], 1);
        e.at = at;
        return e;
    }

    entryAt(table, index, moment) {
        return this.slotAt(512 * table + index, moment);
    }

    /* --- frames --- */

    /* The newest record, older than the moment, about a block of frames that
     * holds this one; -1: none. A block of 2^order frames is aligned so. */
    frameRecord(frame, moment) {
        let newest = -1;
        for (const order of this.history.orders) {
            const base = frame - (frame % 2 ** order);
            let at = lastBefore(this.history.owners.get(base), moment);
            if (at >= 0 && base + 2 ** this.trace.low(at, 1) <= frame) at = -1;
            newest = Math.max(newest, at);
        }
        return newest;
    }

    /* The next record about it, Infinity if there is none: its end. */
    frameEnd(frame, from) {
        let next = Infinity;
        for (const order of this.history.orders) {
            const base = frame - (frame % 2 ** order);
            const list = this.history.owners.get(base);
            const at = list && list[countBefore(list, from + 1)];
            if (at !== undefined && base + 2 ** this.trace.low(at, 1) > frame)
                next = Math.min(next, at);
        }
        return next;
    }

    /* The owner's kind by its name; '' if the frame is free, null if it was
     * taken before the trace begins. */
    ownerAt(frame, moment) {
        const at = this.frameRecord(frame, moment);
        if (at < 0) return null;
        return this.trace.number(at, 2)
            ? this.trace.ownerName(this.trace.what(at)) || 'other'
            : '';
    }

    /* --- walks --- */

    /*
     * Walk the page as the processor does: { steps, end, frame }. A step is
     * { level, table, index, entry }. `end` is 'page', 'kept' (a frame, but no
     * access), or 'absent'; `frame` is that of this page, or -1.
     */
    walk(root, page, moment) {
        const steps = [];
        let table = root;
        for (let level = 4; ; level--) {
            const index = indexOf(page, level),
                entry = this.entryAt(table, index, moment);
            steps.push({ level, table, index, entry });
            if (!isTable(entry, level))
                return { steps, ...endOfWalk(entry, level, page) };
            table = frameOf(entry);
        }
    }

    /* --- processes --- */

    process(pid) {
        return this.history.processes.get(pid);
    }

    spaceAt(pid, moment) {
        const p = this.process(pid);
        return p && p.spaceAt(moment);
    }

    /* "demo (pid 4)". */
    name(pid, moment) {
        const p = this.process(pid);
        if (!pid) return 'the kernel';
        return p && p.nameAt(moment)
            ? `${p.nameAt(moment)} (pid ${pid})`
            : `process ${pid}`;
    }
}

function endOfWalk(entry, level, page) {
    const frame = frameOf(entry),
        span = spanOf(level);
    if (!(entry.low & (P | KEPT))) return { end: 'absent', frame: -1 };
    return {
        end: entry.low & P ? 'page' : 'kept',
        frame: frame - (frame % span) + (page % span),
    };
}
