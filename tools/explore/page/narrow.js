/* narrow.js - two trees one above the other, frames on the right. */

const INDENT = 10;

function placeNarrow(layout) {
    const frameWidth = Math.max(118, layout.width * 0.28);
    const treeWidth = layout.width - frameWidth - 44;
    const x = layout.width - frameWidth;
    let y = 26; /* below the name of the process */
    y = placeTree(layout, 0, y, treeWidth) + 8;
    y = placeOwn(layout, 0, x, frameWidth, y);
    for (const box of layout.shared) {
        putBox(box, INDENT, y, treeWidth - INDENT);
        box.wish = y;
        y += box.h + BOX_GAP;
    }
    y = Math.max(y, placeMiddle(layout, x, frameWidth, y)) + 34;
    layout.second = y - 26; /* where the second's name stands */
    const from = y;
    y = placeTree(layout, 1, y, treeWidth) + 8;
    layout.height = placeOwn(layout, 1, x, frameWidth, y, from);
}

/* A table, and below each entry the table that it leads to. */
function placeTree(layout, side, y, width, left = 0) {
    const boxes = layout.sides[side].filter((b) => !b.parent);
    const put = (box) => {
        const x = (4 - box.level) * INDENT;
        const area = { x: left + x, w: width - x };
        Object.assign(box, { ...area, y, h: HEAD });
        y += HEAD;
        for (const cell of box.cells) {
            Object.assign(cell, { ...area, y, h: ROW });
            y += ROW;
            const below = layout.sides[side].find(
                (b) =>
                    b.parent &&
                    b.parent.id === box.id &&
                    b.parent.index === cell.index,
            );
            if (below) put(below);
        }
        if (hasKernelRow(box)) y += ROW;
        box.end = y;
        y += 4;
    };
    boxes.forEach(put);
    return y;
}

function placeOwn(layout, side, x, w, y, from = 26) {
    const places = layout.places.filter((p) => p.lane === side);
    for (const place of places)
        Object.assign(place, {
            x,
            w,
            h: ROW,
            wish: mean(place.cells.map(middleOf)),
        });
    return Math.max(y, spread(places, 2, from));
}

function placeMiddle(layout, x, w, y) {
    const places = layout.places.filter((p) => p.lane === 2);
    const top = layout.shared.length ? layout.shared[0].y : y;
    for (const place of places)
        Object.assign(place, {
            x,
            w,
            h: ROW,
            wish: mean(place.cells.map(middleOf)),
        });
    for (const place of places)
        if (!place.cells.some((c) => c.box.side === 2))
            place.wish += 1e6; /* after the shared tables' frames */
    for (const place of places)
        place.wish = Math.min(place.wish, 1e6 + (place.wish % 1e6));
    let at = top;
    for (const place of [...places].sort((a, b) => a.wish - b.wish)) {
        place.y = Math.max(at, place.wish < 1e6 ? place.wish - ROW / 2 : at);
        at = place.y + ROW + 2;
    }
    return at;
}
