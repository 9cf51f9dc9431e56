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
        notable.add(`${box.key}:${index}`);
        if (box.parent) mark(box.parent.box, box.parent.index);
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

/* The indices one by one, but runs of more than `most` ordinary ones whole. */
function runsOf(indices, most, isNotable) {
    const runs = [[]];
    for (const index of [...indices].sort((a, b) => a - b))
        if (isNotable(index)) runs.push([index], []);
        else runs[runs.length - 1].push(index);
    return runs.flatMap((run) =>
        run.length > most ? [run] : run.map((index) => [index]),
    );
}

/* A cell for each run. */
function putCells(box, most, isNotable) {
    box.cells = runsOf(box.uses.indices, most, isNotable).map((indices) => ({
        box,
        indices,
        index: indices[0],
        id: `${box.id}:${indices[0]}`,
        fold: indices.length > 1,
    }));
}

/* The boxes of one side with their cells; what is below a fold has none. A
 * box's `parent` is the cell that leads to it. */
function boxesOf(uses, side, most, notable) {
    const cells = new Map(); /* that stand for one entry, by its id */
    const all = [...uses.boxes.values()].sort(
        (a, b) => b.level - a.level || a.base - b.base,
    );
    const boxes = [];
    for (const used of all) {
        const { key, level, base, parent: above } = used,
            parent =
                above && cells.get(`${side}/${above.box.key}:${above.index}`);
        if (above && !parent) continue;
        const box = { id: `${side}/${key}`, side, level, base, parent };
        box.uses = used;
        putCells(box, level > 1 ? Math.max(most, 4) : most, (index) =>
            notable.has(`${key}:${index}`),
        );
        for (const cell of box.cells) if (!cell.fold) cells.set(cell.id, cell);
        boxes.push(box);
    }
    return boxes;
}

/* ... with runs folded until there is room enough. */
function foldedBoxes(uses, pair, side, picks) {
    const notable = notableCells(uses, pair, side, picks);
    const rows = (box) => (box.level === 1 ? box.cells.length + 2 : 0);
    let boxes;
    for (const most of FOLD_RUNS) {
        boxes = boxesOf(uses, side, most, notable);
        if (boxes.reduce((sum, b) => sum + rows(b), 0) <= ROWS_AT_MOST) break;
    }
    return boxes;
}

/* The boxes of shared tables; a huge segment may have hundreds of them. */
function sharedBoxes(pair, picks) {
    const places = intoPlaces(pair.tables, (t) => t.level);
    return places.slice(0, SHARED_AT_MOST).map(({ lives }, n) => {
        const box = { id: `2/${n}`, side: 2, base: 0, lives };
        box.level = lives[0].level;
        box.uses = {
            indices: new Set(lives.flatMap((t) => [...t.box.indices])),
        };
        putCells(box, 6, (index) => picks.has(`${box.id}:${index}`));
        for (const t of lives) t.place = box;
        return box;
    });
}
