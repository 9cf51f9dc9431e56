/*
 * regions.js - the regions of a space at a moment: [{ start, end, rights,
 * object, owner }] in pages, by address.
 */

/* A child begins with those of its parent. */
function regionsAt(machine, space, moment) {
    const records = machine.history.regions.get(space.root) || [],
        from = countBefore(records, space.built),
        to = countBefore(records, moment),
        { born } = machine.process(space.pid);
    const inherits =
        space.parent && space.parent !== space && !(records[from] < born);
    const regions = inherits
        ? regionsAt(machine, space.parent, Math.min(moment, born))
        : [];
    for (let n = from; n < to; n++)
        changeRegions(regions, machine.trace, records[n]);
    return regions;
}

/* What record `i` says is so now, whatever was there: cut and replace. */
function changeRegions(regions, t, i) {
    const start = t.page(i, 0),
        end = t.page(i, 1),
        what = t.what(i),
        first = firstIndex(regions, (r) => r.end > start),
        after = firstIndex(regions, (r) => r.start >= end),
        parts = [];
    if (first < after && regions[first].start < start)
        parts.push({ ...regions[first], end: start });
    if (what & 1)
        parts.push({
            start,
            end,
            rights: (what >> 1) & 7,
            owner: t.ownerName(what >> 8),
            object: t.number(i, 2),
        });
    if (first < after && regions[after - 1].end > end)
        parts.push({ ...regions[after - 1], start: end });
    regions.splice(first, Math.max(0, after - first), ...parts);
}
