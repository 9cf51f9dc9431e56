/*
 * uses.js - what two processes' tables ever hold: the picture keeps a place
 * for each entry and frame, so that nothing jumps while time goes by.
 *
 * An entry holds a value from the record that writes it (`from`) to the next
 * one (`to`): at the moments m with from < m <= to. A frame or a shared table
 * is taken, used and freed: that is one life of it.
 */

/* The values other than 0 that a slot has between two records. */
function valuesOf(machine, slot, from, to) {
    const list = machine.history.writes.get(slot) || [],
        values = [];
    let n = countBefore(list, from + 1),
        start = from;
    let value = machine.slotAt(slot, from + 1);
    for (;;) {
        const end = n < list.length ? Math.min(list[n], to) : to;
        if (!isNothing(value) && end > start)
            values.push({ entry: value, from: start, to: end });
        if (end >= to) return values;
        start = list[n++];
        value = machine.trace.entry(start, 2);
    }
}

/* What one tree of tables ever holds: boxes, by level and first page, with the
 * indices in use; the frames that its pages lead to; its links. */
class Uses {
    constructor(machine, kernelToo) {
        this.machine = machine;
        this.kernelToo = kernelToo;
        this.boxes = new Map();
        this.mappings = []; /* { box, index, level, frame, from, to } */
        this.links = []; /* { box, index, level, table, from, to } */
    }

    visit(table, level, base, from, to, parent) {
        const key = `${level}:${base}`;
        if (!this.boxes.has(key))
            this.boxes.set(key, {
                key,
                level,
                base,
                parent,
                indices: new Set(),
            });
        const box = this.boxes.get(key);
        for (const index of this.machine.history.used.get(table) || [])
            if (level < 4 || index < 256 || this.kernelToo)
                this.visitSlot(box, table, index, from, to);
    }

    visitSlot(box, table, index, from, to) {
        const { level, base } = box;
        for (const v of valuesOf(this.machine, 512 * table + index, from, to)) {
            const down = { box, index, level, from: v.from, to: v.to };
            box.indices.add(index);
            if (isTable(v.entry, level) && v.entry.low & LINK)
                this.links.push({ ...down, table: frameOf(v.entry) });
            else if (isTable(v.entry, level))
                this.visit(
                    frameOf(v.entry),
                    level - 1,
                    pageOf(base, index, level),
                    v.from,
                    v.to,
                    { box, index },
                );
            else if (v.entry.low & (P | KEPT))
                this.mappings.push({ ...down, frame: frameOf(v.entry) });
        }
    }
}

/* The life of a frame in which something happens after record `from`. */
function lifeOf(machine, lives, frame, from) {
    const taken = machine.frameRecord(frame, from + 1);
    const key = taken < 0 ? -1 - frame : 512 * taken + (frame % 512);
    let life = lives.get(key);
    if (!life) {
        life = {
            key,
            frame,
            from: taken < 0 ? -1 : taken,
            users: [],
            to: machine.frameEnd(frame, Math.max(taken, from)),
        };
        lives.set(key, life);
    }
    return life;
}

/* What a shared table holds; those below it are shared tables, too. */
class SharedUses extends Uses {
    constructor(machine, box, add) {
        super(machine, true);
        this.boxes.set(box.key, box);
        this.add = add;
    }

    visit(table, level, base, from) {
        this.add(table, level, from);
    }
}

/* The tables that links lead to, and those below, each in its life:
 * { table, level, from, to, indices, mappings }. */
function sharedTables(machine, links) {
    const tables = new Map(),
        frames = new Map();
    const add = (table, level, at) => {
        const life = lifeOf(machine, frames, table, at);
        if (tables.has(life.key)) return;
        const { key, from, to } = life,
            box = { key, level, base: 0, indices: new Set() },
            uses = new SharedUses(machine, box, add);
        box.table = { table, level, from, to, uses, box };
        tables.set(key, box.table);
        for (const index of machine.history.used.get(table) || [])
            uses.visitSlot(box, table, index, from, to);
    };
    for (const l of links) add(l.table, l.level - 1, l.from);
    return [...tables.values()];
}

/* Do two lists of { from, to } ever hold at one moment? */
function overlap(some, others) {
    const [s, o] = [some, others].map((list) =>
        [...list].sort((a, b) => a.from - b.from),
    );
    for (let i = 0, j = 0; i < s.length && j < o.length;) {
        if (s[i].from < o[j].to && o[j].from < s[i].to) return true;
        if (s[i].to < o[j].to) i++;
        else j++;
    }
    return false;
}

/*
 * All that the picture of two spaces needs: { sides: [Uses, Uses], tables,
 * lives, kernelToo }. A life's `users` are the mappings of it, with `side` 0, 1 or 2:
 * by a shared table; `shared`: at some moment both processes reach it; `kind`:
 * the frame's owner.
 */
function usesOfPair(machine, spaces, kernelToo) {
    const end = machine.history.done,
        lives = new Map();
    const sides = spaces.map((space) => {
        const uses = new Uses(machine, kernelToo);
        if (space)
            uses.visit(space.root, 4, 0, space.built, Math.min(space.to, end));
        return uses;
    });
    const tables = sharedTables(
        machine,
        sides.flatMap((u) => u.links),
    );
    const add = (side, m) =>
        lifeOf(machine, lives, m.frame, m.from).users.push({ ...m, side });
    sides.forEach((uses, side) => uses.mappings.forEach((m) => add(side, m)));
    for (const t of tables) t.uses.mappings.forEach((m) => add(2, m));
    for (const life of lives.values()) {
        life.shared = isShared(life.users);
        life.kind = machine.ownerAt(life.frame, life.users[0].from + 1);
        trim(life);
    }
    return { sides, tables, lives: [...lives.values()], kernelToo };
}

/* Of a frame's life, the time that belongs in the picture: while somebody maps
 * it, and from when it was taken, if that was just before. */
const JUST = 64; /* records */

function trim(life) {
    const first = life.users.reduce((n, u) => Math.min(n, u.from), Infinity);
    const last = life.users.reduce((n, u) => Math.max(n, u.to), 0);
    life.from = first - life.from > JUST ? first : life.from;
    life.to = Math.min(life.to, last);
}

function isShared(users) {
    const by = [0, 1, 2].map((side) => users.filter((u) => u.side === side));
    return by[2].length > 0 || overlap(by[0], by[1]);
}
