/*
 * play.js - the traces that the tests use: what the demonstration does, and
 * much by chance between.
 */
'use strict';

const { Maker, KIND, P, W, U, LINK, NX, ADDRESS } = require('./maker');

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
    m.call(1, [1, 0x410000n, 5], 'ping\n', 1);
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

module.exports = { demo, noise, chance, PING, PONG, AT_PING, AT_PONG };
