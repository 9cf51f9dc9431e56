/* places.js - places for frames: each is used again when its frame is gone. */

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
