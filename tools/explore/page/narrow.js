/* narrow.js - two trees one above the other, frames on the right. */

const INDENT = 10,
    LINES = 44; /* room for them */

function placeNarrow(layout) {
    const w = Math.max(118, layout.width * 0.28),
        x = layout.width - w,
        treeWidth = x - LINES;
    let y = placeHalf(layout, 0, x, w, 0);
    const middle = y;
    for (const box of layout.shared) {
        putBox(box, INDENT, y, treeWidth - INDENT);
        y += box.h + BOX_GAP;
    }
    y = Math.max(y, placeMiddle(layout, x, w, middle));
    placeHalf(layout, 1, x, w, y + 8);
}

/* One process's tree, and its own frames. */
function placeHalf(layout, side, x, w, y) {
    return Math.max(
        placeTree(layout, side, y, x - LINES) + 8,
        placeFrames(framesIn(layout, side), x, w, 2, y),
    );
}

/* Those frames that shared tables lead to, then what else both have. */
function placeMiddle(layout, x, w, y) {
    const places = framesIn(layout, 2);
    const inTable = (p) => p.cells.some((c) => c.box.side === 2);
    const end = placeFrames(places.filter(inTable), x, w, 2, y);
    const others = places.filter((p) => !inTable(p));
    return placeFrames(others, x, w, 2, end);
}

/* A table, and below each entry the table that it leads to. */
function placeTree(layout, side, y, width, left = 0) {
    const put = (box) => {
        const x = (4 - box.level) * INDENT;
        const area = { x: left + x, w: width - x };
        Object.assign(box, { ...area, y, h: HEAD });
        y += HEAD;
        for (const cell of box.cells) {
            Object.assign(cell, { ...area, y, h: ROW });
            y += ROW;
            const below = layout.children.get(cell);
            if (below) put(below);
        }
        if (hasKernelRow(box)) y += ROW;
        box.end = y;
        y += 4;
    };
    layout.sides[side].filter((b) => !b.parent).forEach(put);
    return y;
}
