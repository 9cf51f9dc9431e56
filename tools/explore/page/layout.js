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

/* --- places that are used again ------------------------------------------- */

/* Put each thing with a life (`from`, `to`) into the first place that is free
 * then and liked, or into a new one. Places: { lives }. */
function intoPlaces(things, group) {
    const places = [];
    for (const thing of [...things].sort((a, b) => a.from - b.from)) {
        const wanted = group(thing);
        let place = places.find(
            (p) =>
                p.group === wanted &&
                p.lives[p.lives.length - 1].to <= thing.from,
        );
        if (!place) places.push((place = { group: wanted, lives: [] }));
        place.lives.push(thing);
    }
    return places;
}

/* --- frames --------------------------------------------------------------- */

/* The cells by the ids of all entries that they show. */
function cellFinder(boxes) {
    const cells = new Map();
    for (const box of boxes)
        for (const cell of box.cells)
            for (const index of cell.indices)
                cells.set(`${box.id}:${index}`, cell);
    return cells;
}

/* The cell through which a mapping goes, or undefined if it is hidden. */
function cellOfUser(cells, { side, box, index }) {
    if (side === 2 && !box.table.place) return undefined;
    const id = side < 2 ? `${side}/${box.key}` : box.table.place.id;
    return cells.get(`${id}:${index}`);
}

/* Of a frame's life, the cells that lead to it, and the one it stands beside. */
function settle(life, cells) {
    const found = life.users.map((u) => cellOfUser(cells, u)).filter(Boolean);
    life.cells = [...new Set(found)];
    life.home = life.cells.find((c) => !c.fold) || life.cells[0];
    life.lane = life.shared ? 2 : life.home && life.home.box.side;
}

/* Places for frames: one for each cell's own, one (a pile) for all that a
 * fold leads to. { lane, cells, pile, lives }. */
function framePlaces(pair, cells) {
    for (const life of pair.lives) settle(life, cells);
    const shown = pair.lives.filter((life) => life.home),
        group = (life) => `${life.lane} ${life.home.id}`,
        piles = new Map();
    const places = intoPlaces(
        shown.filter((life) => !life.home.fold),
        group,
    );
    for (const life of shown.filter((l) => l.home.fold))
        listIn(piles, group(life)).push(life);
    for (const [key, lives] of piles)
        places.push({ group: key, lives, pile: true });
    for (const place of places) {
        place.id = `frame ${place.group} ${place.lives[0].key}`;
        place.lane = place.lives[0].lane;
        place.cells = [...new Set(place.lives.flatMap((l) => l.cells))];
    }
    return places;
}

/* --- the picture ---------------------------------------------------------- */

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
    const layout = {
        boxes,
        sides,
        shared,
        cells,
        places,
        width,
        pair,
        wide: width >= WIDE,
        narrow: width < MEDIUM,
        byId: new Map(),
        children: new Map(),
        gaps: new Map(),
    };
    for (const box of boxes) {
        layout.byId.set(box.id, box);
        if (box.parent)
            layout.children.set(`${box.parent.id}:${box.parent.index}`, box);
    }
    const place = layout.wide
        ? placeWide
        : layout.narrow
          ? placeNarrow
          : placeMedium;
    place(layout);
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
