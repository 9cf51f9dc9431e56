/*
 * layout.js - a place for each entry and frame that two processes ever use.
 *
 * Wide: the tables of one process on the left, of the other on the right, from
 * level 4 inwards; between them what both share, and next to each side the
 * frames that are its own.
 *
 *     4   3   2   1   own | shared | own   1   2   3   4
 *
 * Medium: the same with each tree as an outline, levels indented. Narrow: one
 * outline above the other, frames on the right.
 * fold.js says which entries are shown, wide.js, medium.js and narrow.js
 * where. Read scene.js next.
 */

/* All in pixels. */
const ROW = 22,
    HEAD = 38,
    BOX_GAP = 14,
    FRAME_GAP = 6,
    WIDE = 1180,
    MEDIUM = 740;

/*
 * Lay out what two spaces use (usesOfPair) for a width in pixels. `picks`: ids
 * of cells that were unfolded. Result: { boxes, places, cells, width, height,
 * wide }; boxes, cells and places have x, y, w and h.
 */
function layOut(pair, picks, width) {
    const sides = pair.sides.map((uses, side) =>
        foldedBoxes(uses, pair, side, picks),
    );
    const shared = sharedBoxes(pair, picks);
    const boxes = [...sides[0], ...sides[1], ...shared];
    const cells = cellFinder(boxes);
    const places = framePlaces(pair, cells);
    const layout = { boxes, sides, shared, cells, places, width, pair };
    layout.wide = width >= WIDE;
    layout.narrow = width < MEDIUM;
    layout.gaps = new Map(); /* cell -> through which its line passes */
    layout.children = new Map(); /* cell -> the box that it leads to */
    for (const box of boxes)
        if (box.parent) layout.children.set(box.parent, box);
    if (layout.wide) placeWide(layout);
    else if (layout.narrow) placeNarrow(layout);
    else placeMedium(layout);
    const ends = [...boxes, ...places].map((t) => t.end || t.y + t.h);
    layout.height = Math.max(120, ...ends);
    return layout;
}

function heightOf(box) {
    return HEAD + ROW * box.cells.length + (hasKernelRow(box) ? ROW : 0);
}

/* The root's last row stands for the kernel's half. */
function hasKernelRow(box) {
    return box.level === 4 && box.side < 2;
}

function putBox(box, x, y, w) {
    Object.assign(box, { x, y, w, h: heightOf(box) });
    box.cells.forEach((cell, n) =>
        Object.assign(cell, { x, y: y + HEAD + n * ROW, w, h: ROW }),
    );
}

function middleOf(thing) {
    return thing.y + thing.h / 2;
}

/* Frames, each beside those of its cells that have their places already. */
function placeFrames(places, x, w, gap, from) {
    for (const place of places) {
        const wish = mean(place.cells.filter((c) => c.h).map(middleOf));
        Object.assign(place, { x, w, h: ROW, wish });
    }
    return spread(places, gap, from);
}

/* The places of frames that are one side's own, or (2) shared. */
function framesIn(layout, lane) {
    return layout.places.filter((p) => p.lane === lane);
}

/* Move things apart, downwards, in the order of the places that they wish. */
function spread(things, gap, from) {
    let y = from;
    for (const thing of [...things].sort((a, b) => a.wish - b.wish)) {
        thing.y = Math.max(y, thing.wish - thing.h / 2);
        y = thing.y + thing.h + gap;
    }
    return y;
}

function mean(numbers) {
    return numbers.reduce((sum, n) => sum + n, 0) / (numbers.length || 1);
}
