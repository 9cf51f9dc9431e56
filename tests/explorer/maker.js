/*
 * maker.js - makes traces: a kernel of a hundred lines, which keeps page tables
 * and writes a record of whatever it does. What it makes is known, so the
 * page can be held against it.
 */
'use strict';

const fs = require('fs');
const path = require('path');

const ROOT = path.join(__dirname, '..', '..');
const KIND = {
    ENTRY: 1,
    CR3: 2,
    FLUSH: 3,
    ANSWER: 4,
    SWITCH: 5,
    CALL: 6,
    RESULT: 7,
    TEXT: 8,
    FAULT: 9,
    FAULT_END: 10,
    FRAME: 11,
    PROCESS: 12,
    REGION: 13,
};
const OWNERS = [
    'reserved',
    'free',
    'kernel',
    'ramdisk',
    'table',
    'stack',
    'heap',
    'user',
    'segment',
    'file',
];
const CALLS = {
    1: 'write',
    2: 'open',
    12: 'brk',
    29: 'shmget',
    30: 'shmat',
    31: 'shmctl',
    57: 'fork',
    59: 'execve',
    60: 'exit',
    67: 'shmdt',
};
const SIGNATURES = {
    write: ['fd', 'buf', 'count'],
    open: ['pathname', 'flags', 'mode'],
    brk: ['addr'],
    shmget: ['key', 'size', 'shmflg'],
    shmat: ['shmid', 'shmaddr', 'shmflg'],
    shmctl: ['shmid', 'cmd', 'buf'],
    fork: [],
    execve: ['pathname', 'argv', 'envp'],
    exit: ['status'],
    shmdt: ['shmaddr'],
};

const P = 1n,
    W = 2n,
    U = 4n,
    COW = 512n,
    LINK = 2048n,
    NX = 1n << 63n;
const ADDRESS = 0xffffffffff000n;

/* Who writes the records: a place in a file of the kernel, by its text. */
const PLACES = {
    pt: ['table_add', 'kernel/mm/pt.c', 'pte_set(slot, table |'],
    link: ['link_enter', 'kernel/vm/link.c', 'pte_set(slot, table |'],
    page: ['page_bring', 'kernel/vm/fault.c', 'pte_set(slot, frame |'],
    own: [
        'page_own',
        'kernel/vm/fault.c',
        'pte_set(slot, frame | region_entry_bits(r, false), 1',
    ],
    fault: ['page_fault', 'kernel/vm/fault.c', 'err = space_fault('],
    clear: ['table_clear', 'kernel/mm/pt.c', 'pte_set(&table[i], 0'],
    object: ['page_enter', 'kernel/vm/object.c', 'pte_set(slot, frame |'],
};

function sourcesAndSymbols() {
    const sources = {},
        symbols = {},
        at = {};
    let next = 0xffffffff80101000n;
    for (const [name, [func, file, text]] of Object.entries(PLACES)) {
        sources[file] ||= fs.readFileSync(path.join(ROOT, file), 'utf8');
        const lines = sources[file].split('\n');
        const line = lines.findIndex((l) => l.includes(text)) + 1;
        at[name] = next;
        symbols[next.toString(16)] = [
            { function: func, file, line: line || 1 },
        ];
        next += 64n;
    }
    return { sources, symbols, at };
}

class Maker {
    constructor() {
        Object.assign(this, sourcesAndSymbols());
        this.bytes = Buffer.alloc(1 << 20);
        this.count = 0;
        this.time = 1000000n;
        this.cpu = 0;
        this.pid = 0;
        this.free = [];
        this.next = 0x400n; /* frame */
        this.tables = new Map(); /* frame -> 512 entries */
        this.roots = new Map(); /* pid -> root */
    }

    emit(kind, what = 0, args = [], who = 'fault') {
        if ((this.count + 1) * 64 > this.bytes.length)
            this.bytes = Buffer.concat([
                this.bytes,
                Buffer.alloc(this.bytes.length),
            ]);
        const at = this.count * 64,
            b = this.bytes;
        this.time += 700n;
        b.writeBigUInt64LE(this.time, at);
        b[at + 8] = kind;
        b[at + 9] = this.cpu;
        b.writeUInt16LE(this.pid, at + 10);
        b.writeUInt16LE(what, at + 12);
        b.writeUInt16LE(1, at + 14);
        const all = [...args];
        if (kind !== KIND.CALL && kind !== KIND.TEXT && kind !== KIND.RESULT) {
            all[4] = this.at[who];
            all[5] = this.at.fault;
        }
        for (let n = 0; n < 6; n++)
            b.writeBigUInt64LE(
                BigInt.asUintN(64, BigInt(all[n] || 0)),
                at + 16 + 8 * n,
            );
        this.count++;
    }

    /* --- frames and tables --- */

    take(owner) {
        const frame = this.free.length ? this.free.pop() : this.next++;
        this.emit(
            KIND.FRAME,
            OWNERS.indexOf(owner),
            [frame << 12n, 0, 1],
            'page',
        );
        if (owner === 'table') this.tables.set(frame, new BigUint64Array(512));
        return frame;
    }

    give(frame, owner) {
        this.emit(
            KIND.FRAME,
            OWNERS.indexOf(owner),
            [frame << 12n, 0, 0],
            'clear',
        );
        this.tables.delete(frame);
        this.free.push(frame);
    }

    set(table, index, entry, level, va, who) {
        const entries = this.tables.get(table),
            old = entries[index];
        entries[index] = BigInt.asUintN(64, entry);
        this.emit(
            KIND.ENTRY,
            level,
            [(table << 12n) + 8n * BigInt(index), old, entry, va],
            who,
        );
    }

    static index(va, level) {
        return Number((va >> BigInt(12 + 9 * (level - 1))) & 511n);
    }

    /* The table of `level` for `va`, made if it is missing. */
    table(root, va, level) {
        let table = root;
        for (let l = 4; l > level; l--) {
            const index = Maker.index(va, l);
            if (!(this.tables.get(table)[index] & P))
                this.set(
                    table,
                    index,
                    (this.take('table') << 12n) | P | W | U,
                    l,
                    va,
                    'pt',
                );
            table = (this.tables.get(table)[index] & ADDRESS) >> 12n;
        }
        return table;
    }

    enter(root, va, entry, level = 1, who = 'page') {
        this.set(
            this.table(root, va, level),
            Maker.index(va, level),
            entry,
            level,
            va,
            who,
        );
    }

    entry(root, va) {
        let table = root;
        for (let l = 4; l > 1; l--) {
            const e = this.tables.get(table)[Maker.index(va, l)];
            if (!(e & P)) return 0n;
            table = (e & ADDRESS) >> 12n;
        }
        return this.tables.get(table)[Maker.index(va, 1)];
    }

    /* Clear a tree; `freed(frame)` says which pages' frames go. */
    teardown(table, level, base, freed) {
        this.tables.get(table).forEach((e, index) => {
            const va = base + (BigInt(index) << BigInt(12 + 9 * (level - 1)));
            if (e === 0n) return;
            const frame = (e & ADDRESS) >> 12n;
            if (level > 1 && !(e & LINK))
                this.teardown(frame, level - 1, va, freed);
            this.set(table, index, 0n, level, va, 'clear');
            if (level > 1 && !(e & LINK)) this.give(frame, 'table');
            else if (!(e & LINK) && freed(frame)) this.give(frame, 'user');
        });
    }

    /* --- processes --- */

    run(pid, cpu = 0) {
        this.cpu = cpu;
        this.pid = pid;
        this.emit(KIND.SWITCH);
        this.emit(KIND.CR3, 0, [
            this.roots.get(pid) << 12n,
            0,
            this.roots.get(pid) << 12n,
        ]);
    }

    call(number, args, text) {
        this.emit(KIND.CALL, number, args);
        if (text) {
            const b = Buffer.alloc(48);
            b.write(text);
            this.emit(
                KIND.TEXT,
                0,
                [0, 8, 16, 24, 32, 40].map((n) => b.readBigUInt64LE(n)),
            );
        }
    }

    result(number, value) {
        this.emit(KIND.RESULT, number, [value]);
    }

    region(root, start, pages, prot, owner = 0, object = 0, there = 1) {
        this.emit(KIND.REGION, there | (prot << 1) | (owner << 8), [
            start,
            start + BigInt(pages) * 4096n,
            object,
            root << 12n,
        ]);
    }

    fault(va, error, work, result = 0) {
        this.emit(KIND.FAULT, 0, [va, error, 0x401234n]);
        work();
        this.emit(KIND.FAULT_END, 0, [va, result]);
    }

    exec(name) {
        const root = this.take('table'),
            b = Buffer.alloc(16);
        b.write(name);
        this.emit(KIND.PROCESS, 2, [
            root << 12n,
            (this.roots.get(this.pid) || 0n) << 12n,
            b.readBigUInt64LE(0),
            b.readBigUInt64LE(8),
        ]);
        this.roots.set(this.pid, root);
        return root;
    }

    /* A child that shares all frames until it writes. */
    fork(child) {
        const from = this.roots.get(this.pid),
            root = this.take('table');
        this.call(57, []);
        const copy = (table, level, base) =>
            this.tables.get(table).forEach((e, index) => {
                const va =
                    base + (BigInt(index) << BigInt(12 + 9 * (level - 1)));
                if (e && level > 1) copy((e & ADDRESS) >> 12n, level - 1, va);
                else if (e) this.share(table, index, root, va);
            });
        copy(from, 4, 0n);
        this.emit(KIND.PROCESS, 1, [child, root << 12n]);
        this.roots.set(child, root);
        this.result(57, child);
        return root;
    }

    share(table, index, root, va) {
        let e = this.tables.get(table)[index];
        if (e & W) {
            e = (e & ~W) | COW;
            this.set(table, index, e, 1, va, 'own');
        }
        this.enter(root, va, e, 1, 'own');
    }

    /* --- what comes out --- */

    get records() {
        return this.bytes.subarray(0, this.count * 64);
    }

    facts(more = {}) {
        return {
            first: 0,
            lost: 0,
            cut: 0,
            ticks_per_second: 1e9,
            command: 'demo',
            version: 'Commons 0.1',
            processors: 2,
            memory: 128 << 20,
            live: false,
            calls: CALLS,
            signatures: SIGNATURES,
            errors: { 13: 'EACCES', 14: 'EFAULT', 22: 'EINVAL' },
            owners: OWNERS,
            symbols: this.symbols,
            sources: this.sources,
            functions: {
                shmat: {
                    function: 'shm_attach',
                    file: 'kernel/vm/link.c',
                    line: 1,
                },
            },
            ...more,
        };
    }
}

/* --- the play ------------------------------------------------------------- */

const PING = 4,
    PONG = 5,
    AT_PING = 0x7fffff400000n,
    AT_PONG = 0x200000000000n;

/* A program's memory: code, data, heap and stack. */
function program(m, root, pages) {
    m.region(root, 0x400000n, 12, 5, 9, 3);
    m.region(root, 0x410000n, 8, 3);
    m.region(root, 0x7ffffffe0000n, 31, 3);
    for (let n = 0n; n < 12n; n++)
        m.fault(0x400000n + n * 4096n, 0x14, () =>
            m.enter(root, 0x400000n + n * 4096n, (pages[n] << 12n) | P | U),
        );
    for (let n = 0n; n < 8n; n++)
        m.fault(0x410000n + n * 4096n, 6, () =>
            m.enter(
                root,
                0x410000n + n * 4096n,
                (m.take('user') << 12n) | P | W | U | NX,
            ),
        );
    for (const va of [0x7fffffffd000n, 0x7fffffffe000n])
        m.fault(va, 6, () =>
            m.enter(root, va, (m.take('user') << 12n) | P | W | U | NX),
        );
}

/* Its own copy of a page that was shared since fork. */
function write(m, pid, va) {
    const root = m.roots.get(pid);
    m.fault(va, 7, () => {
        m.enter(root, va, (m.take('user') << 12n) | P | W | U | NX, 1, 'own');
        m.emit(KIND.FLUSH, 0, [root << 12n, va, 0], 'own');
    });
}

/* How a process gets to the segment's frame: by a link to its leaf table, or,
 * as at an address that isn't aligned, by an entry of its own. */
function attach(m, root, va, leaf, link) {
    if (link)
        m.enter(
            root,
            va,
            (leaf.table << 12n) | P | W | U | LINK | NX,
            2,
            'link',
        );
    else m.enter(root, va, (leaf.frame << 12n) | P | W | U | NX);
}

function detach(m, root, va, link) {
    const level = link ? 2 : 1;
    m.set(
        m.table(root, va, level),
        Maker.index(va, level),
        0n,
        level,
        va,
        'clear',
    );
}

/* Two processes and a segment: what the demonstration does. `between` may add
 * events where both are attached. */
function demo(between = () => {}, { link = true } = {}) {
    const m = new Maker();
    m.pid = 3;
    const pages = Array.from({ length: 12 }, () => m.take('file'));
    const parent = m.exec('demo');
    m.run(3);
    program(m, parent, pages);
    m.call(29, [0x4301007dn, 4096, 0o3600]);
    m.result(29, 0);
    m.fork(PING);
    m.fork(PONG);

    m.run(PING, 0);
    write(m, PING, 0x7fffffffe000n);
    m.call(30, [0, 0, 0]);
    const ping = m.roots.get(PING),
        pong = m.roots.get(PONG);
    m.region(ping, AT_PING, 1, 3, 8, 7);
    m.result(30, AT_PING);
    const leaf = { frame: 0n };
    m.fault(AT_PING, 4, () => {
        leaf.table = m.take('table');
        leaf.frame = m.take('segment');
        m.set(
            leaf.table,
            0,
            (leaf.frame << 12n) | P | W | U | NX,
            1,
            0n,
            'object',
        );
        attach(m, ping, AT_PING, leaf, link);
    });
    m.leaf = leaf;
    m.call(1, [1, 0x410000n, 5], 'ping\n');
    m.result(1, 5);

    m.run(PONG, 1);
    write(m, PONG, 0x7fffffffe000n);
    m.call(30, [0, AT_PONG, 0]);
    m.region(pong, AT_PONG, 1, 3, 8, 7);
    attach(m, pong, AT_PONG, leaf, link);
    m.result(30, AT_PONG);
    between(m, { ping, pong, leaf });

    m.run(PONG, 1);
    m.call(67, [AT_PONG]);
    detach(m, pong, AT_PONG, link);
    m.emit(KIND.FLUSH, 1, [pong << 12n, 0, 1], 'clear');
    m.cpu = 0;
    m.pid = PING;
    m.emit(KIND.ANSWER);
    m.cpu = 1;
    m.pid = PONG;
    m.region(pong, AT_PONG, 1, 3, 8, 7, 0);
    m.result(67, 0);
    m.fault(AT_PONG, 4, () => {}, -14);

    m.run(PING, 0);
    m.call(67, [AT_PING]);
    detach(m, ping, AT_PING, link);
    m.emit(KIND.FLUSH, 1, [ping << 12n, 0, 0], 'clear');
    m.region(ping, AT_PING, 1, 3, 8, 7, 0);
    m.result(67, 0);
    m.run(3, 0);
    m.call(31, [0, 0, 0]);
    m.set(leaf.table, 0, 0n, 1, 0n, 'clear');
    m.give(leaf.frame, 'segment');
    m.give(leaf.table, 'table');
    m.result(31, 0);
    for (const pid of [PING, PONG]) {
        m.run(pid, 0);
        m.call(60, [0]);
        m.emit(KIND.PROCESS, 3, [0]);
        m.teardown(m.roots.get(pid), 4, 0n, () => false);
        m.give(m.roots.get(pid), 'table');
    }
    return m;
}

/* A generator of numbers by chance, the same from the same seed. */
function chance(seed) {
    let state = seed >>> 0 || 1;
    return (below) => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) % below;
    };
}

/* Between attach and detach, some `count` events of all kinds by chance. */
function noise(count, seed = 1) {
    const pick = chance(seed);
    return (m) => {
        const end = m.count + count;
        while (m.count < end) {
            const pid = [PING, PONG][pick(2)],
                root = m.roots.get(pid);
            const va = 0x10000000n + BigInt(pick(700)) * 4096n;
            if (pick(20) === 0 || m.pid !== pid) m.run(pid, pick(2));
            noiseStep(m, root, va, pick);
        }
    };
}

function noiseStep(m, root, va, pick) {
    const old = m.entry(root, va);
    if (old && pick(3) === 0) {
        m.call(12, [va]);
        m.enter(root, va, 0n, 1, 'clear');
        m.emit(KIND.FLUSH, 0, [root << 12n, va, pick(3)], 'clear');
        m.give((old & ADDRESS) >> 12n, 'user');
        m.result(12, va);
    } else if (old) {
        m.enter(root, va, old ^ W, 1, 'own');
    } else {
        m.fault(va, 6, () =>
            m.enter(root, va, (m.take('user') << 12n) | P | W | U | NX),
        );
    }
}

module.exports = {
    Maker,
    KIND,
    demo,
    noise,
    chance,
    PING,
    PONG,
    AT_PING,
    AT_PONG,
};
