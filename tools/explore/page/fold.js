/*
 * fold.js - which entries are shown. Most of a process's entries are alike, so
 * runs of them are folded until there is room enough; a click unfolds them.
 */

const ROWS_AT_MOST = 18; /* of leaf tables, on one side */
const NOTABLE_AT_MOST = 24; /* entries, of all levels */
const SHARED_AT_MOST = 8; /* boxes of shared tables */
const FOLD_RUNS = [Infinity, 16, 8, 4, 2];

/* Which entries are shown one by one in any case: those on the way to what is
 * shared, as far as there is room, and those that were asked for. */
function notableCells(uses, pair, side, picks) {
    const notable = new Set();
    const mark = (box, index) => {
        for (
            ;
            box;
            index = box.parent && box.parent.index,
                box = box.parent && box.parent.box
        )
            notable.add(`${box.key}:${index}`);
    };
    const segments = pair.lives
        .filter((life) => life.kind === 'segment')
        .flatMap((life) => life.users.filter((u) => u.side === side));
    for (const { box, index } of [...uses.links, ...segments])
        if (notable.size < NOTABLE_AT_MOST) mark(box, index);
    for (const box of uses.boxes.values())
        for (const index of box.indices)
            if (picks.has(`${side}/${box.key}:${index}`)) mark(box, index);
    return notable;
}

/* The cells of a box: of each run of more than `most` ordinary entries one. */
function cellsOf(box, most, isNotable) {
    const cells = [];
    let run = [];
    const flush = () => {
        if (run.length > most) cells.push({ box, indices: run });
        else cells.push(...run.map((index) => ({ box, indices: [index] })));
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
    const boxes = [],
        shown = new Set();
    const all = [...uses.boxes.values()].sort(
        (a, b) => b.level - a.level || a.base - b.base,
    );
    for (const b of all) {
        if (b.parent && !shown.has(`${b.parent.box.key}:${b.parent.index}`))
            continue;
        const box = {
            id: `${side}/${b.key}`,
            side,
            level: b.level,
            base: b.base,
            uses: b,
        };
        box.cells = cellsOf(
            b,
            b.level > 1 ? Math.max(most, 4) : most,
            (index) => notable.has(`${b.key}:${index}`),
        );
        for (const cell of box.cells) {
            cell.box = box;
            cell.id = `${box.id}:${cell.index}`;
            if (!cell.fold) shown.add(`${b.key}:${cell.index}`);
        }
        box.parent = b.parent && {
            id: `${side}/${b.parent.box.key}`,
            index: b.parent.index,
        };
        boxes.push(box);
    }
    return boxes;
}

function foldedBoxes(uses, pair, side, picks) {
    const notable = notableCells(uses, pair, side, picks);
    let boxes;
    for (const most of FOLD_RUNS) {
        boxes = boxesOf(uses, side, most, notable);
        const rows = boxes
            .filter((b) => b.level === 1)
            .reduce((sum, b) => sum + b.cells.length + 2, 0);
        if (rows <= ROWS_AT_MOST) break;
    }
    return boxes;
}

/* The boxes of shared tables; a huge segment may have hundreds of them. */
function sharedBoxes(pair, picks) {
    const places = intoPlaces(pair.tables, (t) => t.level);
    return places.slice(0, SHARED_AT_MOST).map((place, n) => {
        const indices = new Set();
        place.lives.forEach((t) =>
            t.box.indices.forEach((i) => indices.add(i)),
        );
        const box = {
            id: `2/${n}`,
            side: 2,
            level: place.lives[0].level,
            base: 0,
            lives: place.lives,
            uses: { indices },
        };
        box.cells = cellsOf(box.uses, 6, (index) =>
            picks.has(`${box.id}:${index}`),
        );
        for (const cell of box.cells) {
            cell.box = box;
            cell.id = `${box.id}:${cell.index}`;
        }
        for (const t of place.lives) t.place = box;
        return box;
    });
}
