/* curves.js - the way of a line from an entry to where it leads. */

function curve(layout, { from, to, side, kind }) {
    const y = middleOf(from);
    const end = to.uses ? to.y + HEAD / 2 : middleOf(to);
    const outline = kind === 'table' && !layout.wide && side < 2;
    if (layout.narrow || outline) return narrowCurve(from, to, y, end, kind);
    if (side === 2) return bulge(from.x + from.w, y, to.x + to.w, end, 26);
    const left = side === 1; /* it goes to the left */
    const points = [[left ? from.x : from.x + from.w, y]];
    const gaps = (kind === 'link' && layout.gaps.get(from)) || [];
    for (const { x, y: level, w } of gaps) {
        const ends = [x, x + w].map((end) => [end, level]);
        points.push(...(left ? ends.reverse() : ends));
    }
    points.push([left ? to.x + to.w : to.x, end]);
    const bends = points.slice(1).map((point, n) => bend(points[n], point));
    return `M${points[0].join(' ')}${bends.join('')}`;
}

/* From one point to another, level at both. */
function bend([x, y], [toX, toY]) {
    const half = (toX - x) / 2;
    return `C${x + half} ${y} ${toX - half} ${toY} ${toX} ${toY}`;
}

/* A curve that leaves to the right and comes back from there. */
function bulge(x, y, goal, end, by) {
    const out = Math.max(x, goal) + by;
    return `M${x} ${y}C${out} ${y} ${out} ${end} ${goal} ${end}`;
}

function narrowCurve(from, to, y, end, kind) {
    if (kind === 'table') {
        const x = from.x + 5;
        return `M${x} ${from.y + from.h}V${end}H${to.x}`;
    }
    if (kind === 'link') return bulge(from.x + from.w, y, to.x + to.w, end, 30);
    const x = from.x + from.w;
    return `M${x} ${y}` + bend([x, y], [to.x, end]);
}
