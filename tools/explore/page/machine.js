/*
 * machine.js - the machine at a moment: what an entry holds, whose a frame
 * is, where a walk ends, and who maps a frame. All of it is looked up in the
 * history; nothing is kept.
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
        const names = this.trace.facts.owners || [];
        return this.trace.number(at, 2)
            ? names[this.trace.what(at)] || 'other'
            : '';
    }

    /* --- walks --- */

    /*
     * Walk the page as the processor does: { steps, end, frame, level }. A
     * step is { level, table, index, entry, link }; `link`: the table belongs
     * to an object. `end` is 'page', 'kept' (a frame, but no access), or
     * 'absent'; `frame` is that of this page.
     */
    walk(root, page, moment) {
        const steps = [];
        let table = root,
            link = false;
        for (let level = 4; ; level--) {
            const index = indexOf(page, level);
            const entry = this.entryAt(table, index, moment);
            steps.push({ level, table, index, entry, link });
            if (!isTable(entry, level))
                return this.walkEnd(steps, entry, level, page);
            link = link || (entry.low & LINK) !== 0;
            table = frameOf(entry);
        }
    }

    walkEnd(steps, entry, level, page) {
        const end =
            entry.low & P ? 'page' : entry.low & KEPT ? 'kept' : 'absent';
        const frame =
            end === 'absent'
                ? -1
                : frameOf(entry) -
                  (frameOf(entry) % spanOf(level)) +
                  (page % spanOf(level));
        return { steps, end, frame, level };
    }

    /* --- who leads there --- */

    /* Records of the entries that lead to a frame now. */
    leadsTo(frame, moment) {
        const list = this.history.leads.get(frame) || [];
        return list.filter(
            (at) =>
                at < moment && this.slotAt(this.slotOf(at), moment).at === at,
        );
    }

    slotOf(at) {
        return (
            512 * this.trace.page(at, 0) +
            ((this.trace.low(at, 0) & 0xfff) >>> 3)
        );
    }

    /*
     * All ways from a root of a process to a table: [{ space, base, rights,
     * link }]. `base` is the first page of what the table covers there.
     */
    waysTo(table, level, moment, depth = 0) {
        const ways = this.spacesWith(table, moment).map((space) => ({
            space,
            base: 0,
            rights: ALL_RIGHTS,
            link: false,
        }));
        if (level >= 4 || depth > 4) return ways;
        for (const at of this.leadsTo(table, moment)) {
            const entry = this.trace.entry(at, 2),
                above = this.trace.what(at);
            if (!isTable(entry, above) || above !== level + 1) continue;
            const slot = this.slotOf(at);
            for (const way of this.waysTo(
                Math.floor(slot / 512),
                above,
                moment,
                depth + 1,
            ))
                ways.push(wayDown(way, slot % 512, above, entry));
        }
        return ways;
    }

    /* The spaces whose root this is. */
    spacesWith(root, moment) {
        const found = [];
        for (const p of this.history.processes.values()) {
            const s = p.spaceAt(moment);
            if (s && s.root === root) found.push(s);
        }
        return found;
    }

    /* Who maps a frame: [{ space, page, rights, link, level, at }]. */
    mappersOf(frame, moment) {
        const found = [];
        for (const level of [1, 2, 3]) {
            const base = frame - (frame % spanOf(level));
            for (const at of this.leadsTo(base, moment))
                if (this.trace.what(at) === level)
                    found.push(...this.mappersBy(at, frame - base, moment));
        }
        return found;
    }

    mappersBy(at, offset, moment) {
        const level = this.trace.what(at),
            entry = this.trace.entry(at, 2);
        if (!isLeaf(entry, level) || !(entry.low & (P | KEPT))) return [];
        const slot = this.slotOf(at);
        return this.waysTo(Math.floor(slot / 512), level, moment).map((way) => {
            const down = wayDown(way, slot % 512, level, entry);
            return {
                space: down.space,
                page: down.base + offset,
                level,
                at,
                rights: down.rights,
                link: down.link,
            };
        });
    }

    /* --- processes and regions --- */

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

    /* The regions of a space: [{ start, end, rights, object, owner }] in
     * pages, by address. A child begins with those of its parent. */
    regionsAt(space, moment) {
        const records = this.history.regions.get(space.root) || [];
        const from = countBefore(records, space.built);
        const to = countBefore(records, moment);
        const inherits =
            space.parent &&
            space.parent !== space &&
            !(records[from] < this.process(space.pid).born);
        const born = this.process(space.pid).born;
        const regions = inherits
            ? this.regionsAt(space.parent, Math.min(moment, born))
            : [];
        for (let n = from; n < to; n++) this.changeRegions(regions, records[n]);
        return regions;
    }

    /* What record `i` says is so now, whatever was there: cut and replace. */
    changeRegions(regions, i) {
        const t = this.trace,
            what = t.what(i);
        const start = t.page(i, 0),
            end = t.page(i, 1);
        const first = firstRegion(regions, (r) => r.end > start);
        const after = firstRegion(regions, (r) => r.start >= end);
        const parts = [];
        if (first < after && regions[first].start < start)
            parts.push({ ...regions[first], end: start });
        if (what & 1)
            parts.push({
                start,
                end,
                rights: (what >> 1) & 7,
                owner: what >> 8,
                object: t.number(i, 2),
            });
        if (first < after && regions[after - 1].end > end)
            parts.push({ ...regions[after - 1], start: end });
        regions.splice(first, Math.max(0, after - first), ...parts);
    }

    regionAt(space, page, moment) {
        return this.regionsAt(space, moment).find(
            (r) => r.start <= page && page < r.end,
        );
    }
}

/* The index of the first region that `is`; from there on all are. */
function firstRegion(regions, is) {
    let low = 0,
        high = regions.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (is(regions[middle])) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* --- rights --------------------------------------------------------------- */

const ALL_RIGHTS = { write: true, user: true, execute: true };

/* What is left of them below an entry: the processor ANDs W and U of all
 * levels, and ORs NX (SDM vol. 3A, 4.6). */
function rightsBelow(rights, entry) {
    return {
        write: rights.write && (entry.low & W) !== 0,
        user: rights.user && (entry.low & U) !== 0,
        execute: rights.execute && entry.high < NX_HIGH,
    };
}

function wayDown(way, index, level, entry) {
    return {
        space: way.space,
        base: pageOf(way.base, index, level),
        rights: rightsBelow(way.rights, entry),
        link: way.link || (entry.low & LINK) !== 0,
    };
}
