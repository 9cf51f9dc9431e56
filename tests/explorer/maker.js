/*
 * maker.js - makes traces: a kernel of a hundred lines, which keeps page tables
 * and writes a record of whatever it does. What it makes is known, so the
 * page can be held against it.
 */
'use strict';

const { OWNERS, CALLS, SIGNATURES, sourcesAndSymbols } = require('./facts');

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

const P = 1n,
    W = 2n,
    U = 4n,
    COW = 512n,
    LINK = 2048n,
    NX = 1n << 63n;
const ADDRESS = 0xffffffffff000n;

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

    /* `which`: the argument that points to the text. */
    call(number, args, text, which = 0) {
        this.emit(KIND.CALL, number, args);
        if (text) {
            const b = Buffer.alloc(48);
            b.write(text);
            this.emit(
                KIND.TEXT,
                which,
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

module.exports = { Maker, KIND, P, W, U, LINK, NX, ADDRESS };
