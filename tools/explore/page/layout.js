/*
 * layout.js - a place for each entry and frame that two processes ever use.
 *
 * Wide: the tables of one process on the left, of the other on the right, from
 * level 4 inwards; between them what both share, and next to each side the
 * frames that are its own.
 *
 *     4   3   2   1   own | shared | own   1   2   3   4
 *
 * Narrow: one tree above the other, each level indented, frames on the right.
 * Runs of entries that are alike are folded until there is room enough; a
 * click unfolds them. Read draw.js next.
 */

const ROW = 22, HEAD = 38, BOX_GAP = 14, FRAME_GAP = 6;
const WIDE = 1180;                      /* pixels */
const ROWS_AT_MOST = 18;                /* of leaf tables, on one side */
const NOTABLE_AT_MOST = 24;              /* entries, of all levels */
const SHARED_AT_MOST = 8;               /* boxes of shared tables */
const FOLD_RUNS = [Infinity, 16, 8, 4, 2];

/* --- cells and folds ------------------------------------------------------------- */

/* Which entries are shown one by one in any case: those on the way to what is
 * shared, as far as there is room, and those that were asked for. */
function notableCells(uses, pair, side, picks) {
    const notable = new Set();
    const mark = (box, index) => {
        for (; box; index = box.parent && box.parent.index,
                    box = box.parent && box.parent.box)
            notable.add(`${box.key}:${index}`);
    };
    const segments = pair.lives.filter((life) => life.kind === 'segment')
        .flatMap((life) => life.users.filter((u) => u.side === side));
    for (const { box, index } of [...uses.links, ...segments])
        if (notable.size < NOTABLE_AT_MOST)
            mark(box, index);
    for (const box of uses.boxes.values())
        for (const index of box.indices)
            if (picks.has(`${side}/${box.key}:${index}`))
                mark(box, index);
    return notable;
}

/* The cells of a box: of each run of more than `most` ordinary entries one. */
function cellsOf(box, most, isNotable) {
    const cells = [];
    let run = [];
    const flush = () => {
        if (run.length > most)
            cells.push({ box, indices: run });
        else
            cells.push(...run.map((index) => ({ box, indices: [index] })));
        run = [];
    };
    for (const index of [...box.indices].sort((a, b) => a - b)) {
        if (!isNotable(index)) {
            run.push(index);
            continue;
        }
        flush();
        cells.push({ box, indices: [index] });
    }
    flush();
    for (const cell of cells) {
        cell.index = cell.indices[0];
        cell.fold = cell.indices.length > 1;
    }
    return cells;
}

/* The boxes of one side with their cells; what is below a fold has none. */
function boxesOf(uses, side, most, notable) {
    const boxes = [], shown = new Set();
    const all = [...uses.boxes.values()]
        .sort((a, b) => b.level - a.level || a.base - b.base);
    for (const b of all) {
        if (b.parent && !shown.has(`${b.parent.box.key}:${b.parent.index}`))
            continue;
        const box = { id: `${side}/${b.key}`, side, level: b.level,
                      base: b.base, uses: b };
        box.cells = cellsOf(b, b.level > 1 ? Math.max(most, 4) : most,
                            (index) => notable.has(`${b.key}:${index}`));
        for (const cell of box.cells) {
            cell.box = box;
            cell.id = `${box.id}:${cell.index}`;
            if (!cell.fold)
                shown.add(`${b.key}:${cell.index}`);
        }
        box.parent = b.parent && { id: `${side}/${b.parent.box.key}`,
                                   index: b.parent.index };
        boxes.push(box);
    }
    return boxes;
}

function foldedBoxes(uses, pair, side, picks) {
    const notable = notableCells(uses, pair, side, picks);
    let boxes;
    for (const most of FOLD_RUNS) {
        boxes = boxesOf(uses, side, most, notable);
        const rows = boxes.filter((b) => b.level === 1)
            .reduce((sum, b) => sum + b.cells.length + 2, 0);
        if (rows <= ROWS_AT_MOST)
            break;
    }
    return boxes;
}

/* --- places that are used again ---------------------------------------------------- */

/* Put each thing with a life (`from`, `to`) into the first place that is free
 * then and liked, or into a new one. Places: { lives }. */
function intoPlaces(things, group) {
    const places = [];
    for (const thing of [...things].sort((a, b) => a.from - b.from)) {
        const wanted = group(thing);
        let place = places.find((p) => p.group === wanted &&
            p.lives[p.lives.length - 1].to <= thing.from);
        if (!place)
            places.push(place = { group: wanted, lives: [] });
        place.lives.push(thing);
    }
    return places;
}

/* The boxes of shared tables; a huge segment may have hundreds of them. */
function sharedBoxes(pair, picks) {
    const places = intoPlaces(pair.tables, (t) => t.level);
    return places.slice(0, SHARED_AT_MOST).map((place, n) => {
        const indices = new Set();
        place.lives.forEach((t) => t.box.indices.forEach((i) => indices.add(i)));
        const box = { id: `2/${n}`, side: 2, level: place.lives[0].level,
                      base: 0, lives: place.lives, uses: { indices } };
        box.cells = cellsOf(box.uses, 6,
                            (index) => picks.has(`${box.id}:${index}`));
        for (const cell of box.cells) {
            cell.box = box;
            cell.id = `${box.id}:${cell.index}`;
        }
        for (const t of place.lives)
            t.place = box;
        return box;
    });
}

/* --- frames -------------------------------------------------------------------------- */

/* The cell through which a mapping goes, or undefined if it is hidden. */
function cellFinder(boxes) {
    const cells = new Map();
    for (const box of boxes)
        for (const cell of box.cells)
            for (const index of cell.indices)
                cells.set(`${box.id}:${index}`, cell);
    return cells;
}

function cellOfUser(cells, { side, box, index }) {
    if (side === 2 && !box.table.place)
        return undefined;
    const id = side < 2 ? `${side}/${box.key}` : box.table.place.id;
    return cells.get(`${id}:${index}`);
}

/* Places for frames: one for each cell's own, one (a pile) for all that a
 * fold leads to. { lane, cell, pile, lives }. */
function framePlaces(pair, cells) {
    const shown = [];
    for (const life of pair.lives) {
        life.cells = [...new Set(life.users
            .map((u) => cellOfUser(cells, u)).filter(Boolean))];
        life.home = life.cells.find((c) => !c.fold) || life.cells[0];
        life.lane = life.shared ? 2 : life.home && life.home.box.side;
        if (life.home)
            shown.push(life);
    }
    const single = shown.filter((life) => !life.home.fold);
    const places = intoPlaces(single, (life) => `${life.lane} ${life.home.id}`);
    const piles = new Map();
    for (const life of shown.filter((l) => l.home.fold))
        listIn(piles, `${life.lane} ${life.home.id}`).push(life);
    for (const [group, lives] of piles)
        places.push({ group, lives, pile: true });
    for (const place of places) {
        place.id = `frame ${place.group} ${place.lives[0].key}`;
        place.lane = place.lives[0].lane;
        place.cells = [...new Set(place.lives.flatMap((l) => l.cells))];
        place.lives.forEach((life) => { life.place = place; });
    }
    return places;
}

/* --- the picture ------------------------------------------------------------------------ */

/*
 * Lay out what two spaces use (usesOfPair) for a width in pixels. `picks`: ids of cells
 * that were unfolded. Result: { boxes, places, cells, width, height, wide };
 * boxes, cells and places have x, y, w and h.
 */
function layOut(pair, picks, width) {
    const sides = pair.sides.map((uses, side) =>
        foldedBoxes(uses, pair, side, picks));
    const shared = sharedBoxes(pair, picks);
    const boxes = [...sides[0], ...sides[1], ...shared];
    const cells = cellFinder(boxes);
    const places = framePlaces(pair, cells);
    const layout = { boxes, sides, shared, cells, places, width, pair,
                     wide: width >= WIDE, byId: new Map(), children: new Map(), gaps: new Map(),
                     kernel: pair.sides.map((u) => u.kernel) };
    for (const box of boxes) {
        layout.byId.set(box.id, box);
        if (box.parent)
            layout.children.set(`${box.parent.id}:${box.parent.index}`, box);
    }
    (layout.wide ? placeWide : placeNarrow)(layout);
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
    box.cells.forEach((cell, n) => Object.assign(cell,
        { x, y: y + HEAD + n * ROW, w, h: ROW }));
}

function middleOf(thing) {
    return thing.y + thing.h / 2;
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

/* --- wide -------------------------------------------------------------------------------- */

const OWN = 1.1, SHARED = 1.5;          /* widths of columns, in those of tables */

function placeWide(layout) {
    const columns = 8 + 2 * OWN + SHARED, gap = layout.width < 1350 ? 20 : 28;
    const w = Math.min(150, (layout.width - 10 * gap) / columns);
    const step = w + gap, whole = columns * w + 10 * gap;
    const left = (layout.width - whole) / 2, right = left + whole;
    const own = left + 4 * step, shared = own + OWN * w + gap;
    layout.tight = w < 105;
    placeSide(layout, 0, (level) => left + (4 - level) * step, w);
    placeSide(layout, 1, (level) => right - w - (4 - level) * step, w);
    placeShared(layout, shared, SHARED * w);
    placeOwnFrames(layout, 0, own, OWN * w);
    placeOwnFrames(layout, 1, right - 4 * step + gap - OWN * w - gap, OWN * w);
    const things = [...layout.boxes, ...layout.places];
    layout.height = Math.max(120, ...things.map((t) => t.y + t.h));
}

/* What stands in the column of `level`: boxes, and gaps through which the
 * lines of links from further out pass. { box or cell, base, h, parent } */
function columnOf(layout, side, level) {
    const items = layout.sides[side].filter((b) => b.level === level)
        .map((box) => ({ box, base: box.base, h: heightOf(box), parent: box.parent }));
    for (const cell of linkCells(layout, side))
        if (cell.box.level > level)
            items.push({ cell, h: ROW, parent: { id: cell.box.id, index: cell.index },
                         base: pageOf(cell.box.base, cell.index, cell.box.level) });
    return items.sort((a, b) => a.base - b.base);
}

function linkCells(layout, side) {
    const cells = layout.pair.sides[side].links.map((l) =>
        layout.cells.get(`${side}/${l.box.key}:${l.index}`));
    return [...new Set(cells)].filter((c) => c && !c.fold);
}

/* Leaf tables one below the other; each table beside the middle of what is
 * below it. */
function placeSide(layout, side, x, w) {
    let below = [];
    for (let level = 1; level <= 4; level++) {
        const column = columnOf(layout, side, level);
        let y = 0;
        for (const item of column) {
            const children = below.filter((c) => item.box && c.parent &&
                                                 c.parent.id === item.box.id);
            const passing = below.find((c) => item.cell && c.cell === item.cell);
            const wish = passing ? passing.y : children.length
                ? mean(children.map(middleOf)) - item.h / 2 : y;
            item.y = Math.max(y, wish);
            y = item.y + item.h + BOX_GAP;
            if (item.box)
                putBox(item.box, x(level), item.y, w);
            else
                listIn(layout.gaps, item.cell).unshift(
                    { x: x(level), w, y: middleOf(item) });
        }
        below = column;
    }
}

/* Shared tables, each followed by its frames, beside where they are linked;
 * and the other frames that both have, beside their entries. */
function placeShared(layout, x, w) {
    const places = layout.places.filter((p) => p.lane === 2);
    const links = [0, 1].flatMap((side) => linkCells(layout, side));
    const blocks = layout.shared.map((box) => {
        const own = places.filter((p) => p.cells.some((c) => c.box === box));
        const from = links.filter((cell) => linksTo(layout, cell, box));
        return { box, places: own, h: heightOf(box) + 8 +
                     own.length * (ROW + FRAME_GAP),
                 wish: mean(from.map((cell) => layout.gaps.get(cell)[0].y)) };
    });
    const taken = new Set(blocks.flatMap((b) => b.places));
    for (const place of places.filter((p) => !taken.has(p)))
        blocks.push({ places: [place], h: ROW, wish: mean(place.cells.map(middleOf)) });
    spread(blocks, FRAME_GAP + 4, 0);
    for (const block of blocks)
        putBlock(block, x, w);
}

function linksTo(layout, cell, box) {
    const { links } = layout.pair.sides[cell.box.side];
    return links.some((l) => l.box.key === cell.box.uses.key &&
        l.index === cell.index && box.lives.some((t) => t.table === l.table));
}

function putBlock(block, x, w) {
    let { y } = block;
    if (block.box) {
        putBox(block.box, x, y, w);
        y += block.box.h + FRAME_GAP + 8;
    }
    for (const place of block.places) {
        Object.assign(place, { x: x + w * 0.1, y, w: w * 0.8, h: ROW });
        y += ROW + FRAME_GAP;
    }
}

/* Frames of one's own stand beside their entries. */
function placeOwnFrames(layout, side, x, w) {
    const places = layout.places.filter((p) => p.lane === side);
    for (const place of places)
        Object.assign(place, { x, w, h: ROW, wish: mean(place.cells.map(middleOf)) });
    spread(places, 0, 0);
}

/* --- narrow -------------------------------------------------------------------------------- */

const INDENT = 10;

function placeNarrow(layout) {
    const frameWidth = Math.max(118, layout.width * 0.28);
    const treeWidth = layout.width - frameWidth - 44;
    const x = layout.width - frameWidth;
    let y = 26;                         /* below the name of the process */
    y = placeTree(layout, 0, y, treeWidth) + 8;
    y = placeOwn(layout, 0, x, frameWidth, y);
    for (const box of layout.shared) {
        putBox(box, INDENT, y, treeWidth - INDENT);
        box.wish = y;
        y += box.h + BOX_GAP;
    }
    y = Math.max(y, placeMiddle(layout, x, frameWidth, y)) + 34;
    layout.second = y - 26;             /* where the second's name stands */
    const from = y;
    y = placeTree(layout, 1, y, treeWidth) + 8;
    layout.height = placeOwn(layout, 1, x, frameWidth, y, from);
}

/* A table, and below each entry the table that it leads to. */
function placeTree(layout, side, y, width) {
    const boxes = layout.sides[side].filter((b) => !b.parent);
    const put = (box) => {
        const x = (4 - box.level) * INDENT;
        Object.assign(box, { x, y, w: width - x, h: HEAD });
        y += HEAD;
        for (const cell of box.cells) {
            Object.assign(cell, { x, y, w: width - x, h: ROW });
            y += ROW;
            const below = layout.sides[side].find((b) => b.parent &&
                b.parent.id === box.id && b.parent.index === cell.index);
            if (below)
                put(below);
        }
        if (hasKernelRow(box))
            y += ROW;
        box.end = y;
        y += 4;
    };
    boxes.forEach(put);
    return y;
}

function placeOwn(layout, side, x, w, y, from = 26) {
    const places = layout.places.filter((p) => p.lane === side);
    for (const place of places)
        Object.assign(place, { x, w, h: ROW,
                               wish: mean(place.cells.map(middleOf)) });
    return Math.max(y, spread(places, 2, from));
}

function placeMiddle(layout, x, w, y) {
    const places = layout.places.filter((p) => p.lane === 2);
    const top = layout.shared.length ? layout.shared[0].y : y;
    for (const place of places)
        Object.assign(place, { x, w, h: ROW,
                               wish: mean(place.cells.map(middleOf)) });
    for (const place of places)
        if (!place.cells.some((c) => c.box.side === 2))
            place.wish += 1e6;          /* after the shared tables' frames */
    for (const place of places)
        place.wish = Math.min(place.wish, 1e6 + place.wish % 1e6);
    let at = top;
    for (const place of [...places].sort((a, b) => a.wish - b.wish)) {
        place.y = Math.max(at, place.wish < 1e6 ? place.wish - ROW / 2 : at);
        at = place.y + ROW + 2;
    }
    return at;
}
