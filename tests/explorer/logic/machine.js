/*
 * machine.js - the state that is looked up in the history equals that of a
 * machine on which all records are played.
 */
'use strict';

const { ok, same } = require('../tap');
const { P } = require('../maker');
const { demo, noise, chance, PING, PONG, AT_PONG } = require('../play');
const page = require('./scripts');
const { machineOf, replay, stateDiffers, pagesOf } = require('./replay');

const KERNEL = 0xffff800000000000n,
    HALF = 2 ** 35; /* pages */

function testHistory() {
    for (const seed of [1, 2, 3]) {
        const maker = demo(noise(3000, seed)),
            pick = chance(seed + 9);
        const machine = machineOf(maker);
        const moments = Array.from({ length: 12 }, () => pick(maker.count));
        moments.push(0, 1, maker.count, maker.count - 1);
        const wrong = moments.flatMap((m) => stateDiffers(machine, maker, m));
        same(
            wrong.slice(0, 5),
            [],
            `forwards and backwards, the state is that of a replay (seed ${seed})`,
        );
        const pieces = machineOf(maker, [1, 7, 500, 13, 1e9]);
        same(
            stateDiffers(pieces, maker, maker.count >> 1).slice(0, 5),
            [],
            'also when the records come in pieces',
        );
    }
}

/* The kernel's map of all memory: in the same half of each space. */
function kernelMap(m, { ping, pong, leaf }) {
    for (const root of [ping, pong])
        m.enter(root, KERNEL + (leaf.frame << 12n), (leaf.frame << 12n) | P);
}

function testMappers() {
    const maker = demo((m, made) => {
            kernelMap(m, made);
            noise(2000, 5)(m);
        }),
        machine = machineOf(maker),
        pick = chance(5);
    const wrong = [];
    for (let n = 0; n < 5; n++) {
        const moment = 300 + pick(2000),
            { slots } = replay(maker, moment);
        const found = new Map();
        for (const pid of [PING, PONG])
            for (const [p, frame] of pagesOf(
                slots,
                machine.spaceAt(pid, moment).root,
            )) {
                if (p >= HALF) continue;
                found.set(frame, [...(found.get(frame) || []), `${pid}:${p}`]);
                const walk = machine.walk(
                    machine.spaceAt(pid, moment).root,
                    p,
                    moment,
                );
                if (walk.frame !== frame || walk.end !== 'page')
                    wrong.push(`walk of ${p} at ${moment}`);
            }
        for (const [frame, users] of found) {
            const is = page
                .mappersOf(machine, frame, moment)
                .filter((x) => x.space.pid >= PING)
                .map((x) => `${x.space.pid}:${x.page}`);
            if (is.sort().join() !== users.sort().join())
                wrong.push(`frame ${frame} at ${moment}: ${is}, not ${users}`);
        }
    }
    same(
        wrong.slice(0, 5),
        [],
        'walks and "who maps this frame" are what a search of all tables finds',
    );
}

/* What is left of the rights: each level may take some away. */
function testRights() {
    const bits = { P: 1n, W: 2n, U: 4n, LINK: 2048n, NX: 1n << 63n };
    const change = (level, entry) => {
        const maker = demo((m, { pong }) => {
            const table = m.table(pong, AT_PONG, level);
            const index = Number(
                (AT_PONG >> BigInt(12 + 9 * (level - 1))) & 511n,
            );
            m.set(
                table,
                index,
                entry(m.tables.get(table)[index]),
                level,
                AT_PONG,
            );
        });
        const machine = machineOf(maker);
        const moment = machine.history.shmCalls.find(
            (i) => machine.trace.what(i) === 67,
        );
        return Object.fromEntries(
            page
                .mappersOf(machine, Number(maker.leaf.frame), moment - 6)
                .map((x) => [x.space.pid, page.rightsInWords(x.rights)]),
        );
    };
    const all = 'read, write';
    same(
        change(2, (e) => e),
        { 4: all, 5: all },
        'both may read and write',
    );
    same(
        change(2, (e) => e & ~bits.W),
        { 4: all, 5: 'read' },
        'an entry above without W makes it read-only, for one of two',
    );
    same(
        change(3, (e) => e & ~bits.U),
        { 4: all, 5: 'kernel only, read, write' },
        'one without U keeps user mode out',
    );
    same(
        change(4, (e) => e & ~bits.P),
        { 4: all },
        'and one that is absent is no way',
    );
}

module.exports = [testHistory, testMappers, testRights];
