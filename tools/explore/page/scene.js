/*
 * scene.js - what the picture shows at a moment: which table lies in each
 * box, what each cell holds, and a line from each entry to where it leads.
 *
 * { tables: box -> table, cells: cell -> { entry, count }, frames: place ->
 *   [life], lines: [{ from, to, kind, side, shared }] }
 */

/* Is it that life's time? */
function holds(life, moment) {
    return life.from < moment && moment <= life.to;
}

function lifeNow(lives, moment) {
    return lives.find((life) => holds(life, moment));
}

class Scene {
    constructor(machine, layout, spaces, moment) {
        this.machine = machine;
        this.layout = layout;
        this.moment = moment;
        this.tables = new Map();
        this.cells = new Map();
        this.frames = new Map();
        this.lines = [];
        this.boxOfTable = new Map(); /* shared table -> box */
        this.placeOfFrame = new Map();
        this.whose = [
            ...spaces.map((s) => (s ? machine.name(s.pid, moment) : '')),
            'a shared table',
        ];
        this.setFrames();
        for (const box of layout.shared) this.setShared(box);
        layout.sides.forEach((boxes, side) =>
            boxes.forEach((box) => this.setOwn(box, spaces[side])),
        );
        for (const [box, table] of this.tables)
            box.cells.forEach((cell) => this.setCell(cell, table));
    }

    setFrames() {
        for (const place of this.layout.places) {
            const now = place.lives.filter((l) => holds(l, this.moment));
            if (now.length) this.frames.set(place, now);
            now.forEach((life) => this.placeOfFrame.set(life.frame, place));
        }
    }

    setShared(box) {
        const life = lifeNow(box.lives, this.moment);
        if (!life) return;
        this.tables.set(box, life.table);
        this.boxOfTable.set(life.table, box);
    }

    /* Boxes come from level 4 down, so what leads here is known. */
    setOwn(box, space) {
        if (!box.parent) {
            if (space && space.built < this.moment && this.moment <= space.to)
                this.tables.set(box, space.root);
            return;
        }
        const { box: above, index } = box.parent;
        if (!this.tables.has(above)) return;
        const table = this.tables.get(above),
            entry = this.machine.entryAt(table, index, this.moment);
        if (isTable(entry, above.level) && !(entry.low & LINK))
            this.tables.set(box, frameOf(entry));
    }

    setCell(cell, table) {
        const goals = new Set();
        let count = 0,
            entry;
        for (const index of cell.indices) {
            entry = this.machine.entryAt(table, index, this.moment);
            if (isNothing(entry)) continue;
            count++;
            goals.add(this.goalOf(cell, entry));
        }
        goals.delete(undefined);
        this.cells.set(cell, { entry, count });
        for (const to of goals) this.lines.push(this.line(cell, to, entry));
    }

    /* The box or the place of frames to which an entry leads. */
    goalOf(cell, entry) {
        const { box } = cell;
        if (!(entry.low & (P | KEPT))) return undefined;
        if (!isTable(entry, box.level))
            return this.placeOfFrame.get(frameOf(entry));
        if (entry.low & LINK || box.side === 2)
            return this.boxOfTable.get(frameOf(entry));
        return this.layout.children.get(cell);
    }

    line(cell, to, entry) {
        const link = isTable(entry, cell.box.level) && (entry.low & LINK) !== 0;
        const lives = this.frames.get(to);
        return {
            from: cell,
            to,
            side: cell.box.side,
            kind: link ? 'link' : lives ? 'page' : 'table',
            shared:
                link ||
                cell.box.side === 2 ||
                (lives !== undefined &&
                    to.lane === 2 &&
                    lives.some((l) => l.kind === 'segment')),
        };
    }

    /* The cell that shows a slot now, or undefined. */
    cellOf(slot) {
        const box = this.boxOfFrame(tableOf(slot));
        return box && this.layout.cells.get(`${box.id}:${slot % 512}`);
    }

    /* The box in which a table lies now, or undefined. */
    boxOfFrame(frame) {
        for (const [box, table] of this.tables) if (table === frame) return box;
        return undefined;
    }

    /* Add what a walk goes through to the set `marks`: cells, the boxes they
     * are in, and the place of the frame (-1: none). */
    markWalk(marks, steps, frame) {
        for (const step of steps) {
            marks.add(this.cellOf(512 * step.table + step.index));
            marks.add(this.boxOfFrame(step.table));
        }
        marks.add(this.placeOfFrame.get(frame));
        marks.delete(undefined);
    }
}
