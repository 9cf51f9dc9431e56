/*
 * ways.js - who leads there: all ways from the roots of processes down to a
 * table or a frame, with what is left of the rights.
 *
 * A way is { space, base, rights, link }: `base` is the first page of what the
 * table covers there, `link` tells that a table on the way belongs to an object.
 */

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

/* Records of the entries that lead to a frame now. */
function leadsTo(machine, frame, moment) {
    const { history, trace } = machine;
    return (history.leads.get(frame) || []).filter(
        (at) => at < moment && machine.slotAt(trace.slot(at), moment).at === at,
    );
}

/* The spaces whose root this is. */
function spacesWith(machine, root, moment) {
    const spaces = machine.history.spaces.get(root) || [];
    return spaces.filter((s) => s.holds(moment));
}

/* All ways to a table. */
function waysTo(machine, table, level, moment) {
    const ways = spacesWith(machine, table, moment).map((space) => ({
        space,
        base: 0,
        rights: ALL_RIGHTS,
        link: false,
    }));
    if (level >= 4) return ways;
    for (const at of leadsTo(machine, table, moment))
        if (isTable(machine.trace.entry(at, 2), level + 1))
            ways.push(...waysThrough(machine, at, level + 1, moment));
    return ways;
}

/* ... through the entry that record `at` has written, if it is of `level`. */
function waysThrough(machine, at, level, moment) {
    const { trace } = machine;
    if (trace.what(at) !== level) return [];
    const slot = trace.slot(at),
        entry = trace.entry(at, 2);
    return waysTo(machine, tableOf(slot), level, moment).map((way) =>
        wayDown(way, slot % 512, level, entry),
    );
}

/* Who maps a frame in the user half: ways to its page, with the level of the
 * entry. The kernel's map of all memory, which every space has, tells nothing. */
function mappersOf(machine, frame, moment) {
    const found = [];
    for (const level of [1, 2, 3]) {
        const offset = frame % spanOf(level);
        for (const at of leadsTo(machine, frame - offset, moment)) {
            const entry = machine.trace.entry(at, 2);
            if (!isLeaf(entry, level) || !(entry.low & (P | KEPT))) continue;
            for (const way of waysThrough(machine, at, level, moment))
                if (way.base < KERNEL_HALF_PAGE)
                    found.push({ ...way, page: way.base + offset, level });
        }
    }
    return found;
}
