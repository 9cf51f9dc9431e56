/* wide.js - two trees beside each other, what they share between them. */

const OWN = 1.1,
    SHARED = 1.5; /* widths of columns, in those of tables */

function placeWide(layout) {
    const columns = 8 + 2 * OWN + SHARED,
        gap = layout.width < 1350 ? 20 : 28;
    const w = Math.min(150, (layout.width - 10 * gap) / columns);
    const step = w + gap,
        whole = columns * w + 10 * gap;
    const left = (layout.width - whole) / 2,
        right = left + whole;
    const own = left + 4 * step,
        shared = own + OWN * w + gap;
    layout.tight = w < 105;
    placeSide(layout, 0, (level) => left + (4 - level) * step, w);
    placeSide(layout, 1, (level) => right - w - (4 - level) * step, w);
    placeShared(layout, shared, SHARED * w);
    placeFrames(framesIn(layout, 0), own, OWN * w, 0, 0);
    placeFrames(framesIn(layout, 1), right - 4 * step - OWN * w, OWN * w, 0, 0);
}

/* What stands in the column of `level`: boxes, and gaps through which the
 * lines of links from further out pass. { box or cell, base, h, above } */
function columnOf(layout, side, level) {
    const items = layout.sides[side]
        .filter((b) => b.level === level)
        .map((box) => ({
            box,
            base: box.base,
            h: heightOf(box),
            above: box.parent && box.parent.box,
        }));
    for (const cell of linkCells(layout, side))
        if (cell.box.level > level)
            items.push({
                cell,
                h: ROW,
                above: cell.box,
                base: pageOf(cell.box.base, cell.index, cell.box.level),
            });
    return items.sort((a, b) => a.base - b.base);
}

function linkCells(layout, side) {
    const cells = layout.pair.sides[side].links.map((l) =>
        layout.cells.get(`${side}/${l.box.key}:${l.index}`),
    );
    return [...new Set(cells)].filter((c) => c && !c.fold);
}

/* Leaf tables one below the other, then those above them. */
function placeSide(layout, side, x, w) {
    let below = [];
    for (let level = 1; level <= 4; level++) {
        const column = columnOf(layout, side, level);
        let y = 0;
        for (const item of column) {
            item.y = Math.max(y, heightBeside(item, below));
            y = item.y + item.h + BOX_GAP;
            const gap = { x: x(level), w, y: middleOf(item) };
            if (item.box) putBox(item.box, x(level), item.y, w);
            else listIn(layout.gaps, item.cell).unshift(gap);
        }
        below = column;
    }
}

/* A table stands beside the middle of what is below it; a line goes straight. */
function heightBeside(item, below) {
    if (item.cell) {
        const passing = below.find((c) => c.cell === item.cell);
        return passing ? passing.y : 0;
    }
    const children = below.filter((c) => c.above === item.box);
    return children.length ? mean(children.map(middleOf)) - item.h / 2 : 0;
}

/* Shared tables, each followed by its frames, beside where they are linked;
 * and the other frames that both have, beside their entries. */
function placeShared(layout, x, w) {
    const blocks = layout.shared.map((box) => sharedBlock(layout, box));
    const taken = new Set(blocks.flatMap((b) => b.places));
    for (const place of framesIn(layout, 2))
        if (!taken.has(place))
            blocks.push({
                places: [place],
                h: ROW,
                wish: mean(place.cells.map(middleOf)),
            });
    spread(blocks, FRAME_GAP + 4, 0);
    for (const block of blocks) putBlock(block, x, w);
}

function sharedBlock(layout, box) {
    const places = framesIn(layout, 2).filter((p) =>
        p.cells.some((c) => c.box === box),
    );
    const links = [0, 1]
        .flatMap((side) => linkCells(layout, side))
        .filter((cell) => linksTo(layout, cell, box));
    return {
        box,
        places,
        h: heightOf(box) + 8 + places.length * (ROW + FRAME_GAP),
        wish: mean(links.map((cell) => lastHeight(layout, cell))),
    };
}

/* Of the line from a link: where it comes into the middle. */
function lastHeight(layout, cell) {
    const gaps = layout.gaps.get(cell) || [];
    return gaps.length ? gaps[gaps.length - 1].y : middleOf(cell);
}

function linksTo(layout, cell, box) {
    const { links } = layout.pair.sides[cell.box.side];
    return links.some(
        (l) =>
            l.box.key === cell.box.uses.key &&
            l.index === cell.index &&
            box.lives.some((t) => t.table === l.table),
    );
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
