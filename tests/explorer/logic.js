/*
 * logic.js - what the page computes, without a browser: the state that is
 * looked up in the history equals that of a machine on which all records are
 * played, one after the other.
 */
'use strict';

const { ok, same } = require('./tap');
const {
    Maker,
    KIND,
    demo,
    noise,
    chance,
    PING,
    PONG,
    AT_PING,
    AT_PONG,
} = require('./maker');
const { load } = require('./page');

const page = load(
    [
        'records.js',
        'decode.js',
        'history.js',
        'machine.js',
        'uses.js',
        'fold.js',
        'layout.js',
        'wide.js',
        'medium.js',
        'narrow.js',
        'scene.js',
        'calls.js',
        'words.js',
        'brief.js',
        'cast.js',
        'story.js',
        'walk.js',
    ],
    [
        'Trace',
        'Machine',
        'Scene',
        'usesOfPair',
        'layOut',
        'story',
        'firstPair',
        'heroes',
        'overlap',
        'rightsInWords',
        'attachments',
        'sentence',
        'brief',
        'callInWords',
        'typedAddress',
        'splitAddress',
        'isCanonical',
        'frameOf',
        'isTable',
        'address',
        'knownRecords',
        'problemOf',
        'readFacts',
        'isPart',
    ],
);

function machineOf(maker, pieces = [1e9], facts = {}) {
    const trace = new page.Trace(maker.facts(facts)),
        machine = new page.Machine(trace);
    let at = 0;
    for (const piece of pieces) {
        const end = Math.min(maker.count, at + piece);
        trace.append(maker.records.subarray(at * 64, end * 64));
        machine.history.advance(piece);
        at = end;
    }
    return machine;
}

/* Play the records up to a moment: slot -> entry, frame -> owner. */
function replay(maker, moment) {
    const slots = new Map(),
        frames = new Map(),
        b = maker.records;
    for (let i = 0; i < moment; i++) {
        const at = i * 64,
            kind = b[at + 8];
        const arg = (n) => b.readBigUInt64LE(at + 16 + 8 * n);
        if (kind === 1) slots.set(Number(arg(0) / 8n), arg(2));
        else if (kind === 11)
            frames.set(
                Number(arg(0) >> 12n),
                arg(2) ? b.readUInt16LE(at + 12) : 0,
            );
    }
    return { slots, frames };
}

const big = (e) => (BigInt(e.high) << 32n) | BigInt(e.low);

function stateDiffers(machine, maker, moment) {
    const { slots, frames } = replay(maker, moment);
    const wrong = [];
    for (const slot of machine.history.writes.keys())
        if (big(machine.slotAt(slot, moment)) !== (slots.get(slot) || 0n))
            wrong.push(`slot ${slot} at ${moment}`);
    for (const [frame, owner] of frames)
        if (
            (machine.ownerAt(frame, moment) || '') !==
            (owner ? maker.facts().owners[owner] : '')
        )
            wrong.push(`frame ${frame} at ${moment}`);
    return wrong;
}

/* All pages of a process, found by looking everywhere: page -> frame. */
function pagesOf(slots, table, level = 4, base = 0n, found = new Map()) {
    for (let index = 0; index < 512; index++) {
        const e = slots.get(table * 512 + index) || 0n;
        const page = base + (BigInt(index) << BigInt(9 * (level - 1)));
        const frame = Number((e & 0xffffffffff000n) >> 12n);
        if (e & 1n && level > 1) pagesOf(slots, frame, level - 1, page, found);
        else if (e & 1n) found.set(Number(page), frame);
    }
    return found;
}

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

function testMappers() {
    const maker = demo(noise(2000, 5)),
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
            const is = machine
                .mappersOf(frame, moment)
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

function overlaps(things) {
    const hits = [];
    things.forEach((a, n) =>
        things.slice(n + 1).forEach((b) => {
            if (
                a.x < b.x + b.w - 0.5 &&
                b.x < a.x + a.w - 0.5 &&
                a.y < b.y + b.h - 0.5 &&
                b.y < a.y + a.h - 0.5
            )
                hits.push([a.id, b.id]);
        }),
    );
    return hits;
}

function testLayout() {
    const maker = demo(noise(2000, 4)),
        machine = machineOf(maker);
    const spaces = [PING, PONG].map((pid) => machine.spaceAt(pid, 1000));
    const pair = page.usesOfPair(machine, spaces, false);
    for (const width of [340, 740, 800, 1170, 1250, 1900]) {
        const layout = page.layOut(pair, new Set(), width);
        const cells = [...new Set(layout.cells.values())];
        same(
            overlaps([...cells, ...layout.places]),
            [],
            `nothing covers anything at a width of ${width}`,
        );
        const all = [...layout.boxes, ...cells, ...layout.places];
        same(
            all
                .filter((t) => t.x < -0.5 || t.x + t.w > width + 0.5)
                .map((t) => t.id),
            [],
            'or sticks out',
        );
    }
    const layout = page.layOut(pair, new Set(), 1250);
    const clash = layout.places.filter(
        (p) =>
            !p.pile &&
            p.lives.some((l, n) => n > 0 && l.from < p.lives[n - 1].to),
    );
    ok(
        clash.length === 0,
        'frames that share a place live one after the other',
    );
    const wrong = [];
    for (let moment = 200; moment < maker.count; moment += 97) {
        const scene = new page.Scene(machine, layout, spaces, moment);
        const { slots } = replay(maker, moment);
        for (const [cell, { entry }] of scene.cells)
            if (
                !cell.fold &&
                big(entry) !==
                    (slots.get(512 * scene.tables.get(cell.box) + cell.index) ||
                        0n)
            )
                wrong.push(`${cell.id} at ${moment}`);
    }
    same(wrong.slice(0, 5), [], 'cells hold what a replay says, at any moment');
}

function testStory() {
    const maker = demo(),
        machine = machineOf(maker);
    same(
        page.firstPair(machine, page.heroes(machine)),
        [PING, PONG],
        'the two that share a segment are shown first',
    );
    const steps = page.story(machine, page.heroes(machine));
    same(
        steps.map((s) => s.title),
        [
            'A segment',
            'First attach',
            'First touch',
            'A frame',
            'Second attach',
            'They meet',
            'Detach',
            'A forbidden touch',
            'Last detach',
            'Removed',
        ],
        'the story has its steps in order',
    );
    const meet = steps.find((s) => s.title === 'They meet').at;
    const frames = (moment) =>
        [
            [PING, AT_PING],
            [PONG, AT_PONG],
        ].map(
            ([pid, va]) =>
                machine.walk(
                    machine.spaceAt(pid, moment).root,
                    Number(va >> 12n),
                    moment,
                ).frame,
        );
    const [a, b] = frames(meet + 1);
    ok(a > 0 && a === b, 'after the meeting both walks end in one frame');
    same(frames(meet)[1], -1, 'and not before');
    const empty = machineOf(demo(), [50]);
    same(
        page.story(empty, page.heroes(empty)).map((s) => s.title),
        [],
        'a trace without a story has none',
    );
}

/* A child that has the segment from birth. */
function testFork() {
    const maker = demo((m) => {
        m.run(PING, 0);
        m.fork(9);
    });
    const machine = machineOf(maker);
    const born = machine.process(9).born;
    const all = page.attachments(machine).filter((a) => a.pid === 9);
    same(
        all.map((a) => [a.page, a.from.pid, a.call]),
        [[Number(AT_PING >> 12n), PING, born]],
        'a fork inherits what is attached',
    );
    const regions = (pid, moment) =>
        machine
            .regionsAt(machine.spaceAt(pid, moment), moment)
            .map((r) => [r.start, r.end]);
    same(regions(9, born + 1), regions(PING, born + 1), 'and the regions');
}

/* Without shared memory it is a story of fork and exec. */
function testProcesses() {
    const m = new Maker();
    m.pid = 2;
    const root = m.exec('sh');
    m.run(2);
    m.enter(root, 0x400000n, (m.take('user') << 12n) | 7n);
    m.fork(8);
    m.run(8);
    m.fault(0x400000n, 7, () => {});
    m.exec('ls');
    m.emit(KIND.PROCESS, 3, [0]);
    m.run(2);
    const machine = machineOf(m);
    const cast = page.heroes(machine);
    same(page.firstPair(machine, cast), [2, 8], 'parent and child are shown');
    same(
        page.story(machine, cast).map((s) => s.title),
        ['Fork', 'A copy', 'Exec', 'Exit'],
        'and their story is told',
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
            machine
                .mappersOf(Number(maker.leaf.frame), moment - 6)
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

/* Shared is what two have at one moment, not one after the other. */
function testSharing() {
    const machine = machineOf(demo(noise(4000, 8)));
    const spaces = [PING, PONG].map((pid) => machine.spaceAt(pid, 1000));
    const pair = page.usesOfPair(machine, spaces, false);
    const of = (life, side) => life.users.filter((u) => u.side === side);
    const wrong = pair.lives.filter((life) => {
        const both = of(life, 0).some((a) =>
            of(life, 1).some((b) => a.from < b.to && b.from < a.to),
        );
        return life.shared !== (both || of(life, 2).length > 0);
    });
    ok(wrong.length === 0, 'what is shared is what both have at one moment');
    const kinds = new Set(pair.lives.map((life) => life.shared));
    same(kinds.size, 2, 'and there is both');

    const at = (...times) => times.map(([from, to]) => ({ from, to }));
    same(
        [
            page.overlap(at([0, 10]), at([10, 20])),
            page.overlap(at([20, 30]), at([0, 10])),
            page.overlap(at([0, 5], [20, 30]), at([6, 19], [29, 40])),
        ],
        [false, false, true],
        'one who comes after the other shares nothing',
    );
    const m = new Maker();
    for (const pid of [21, 22]) {
        m.pid = pid;
        m.exec('alone');
        m.run(pid);
        m.call(30, [7, 0, 0]);
        m.result(30, AT_PING);
        m.call(67, [AT_PING]);
        m.result(67, 0);
    }
    const cast = page.heroes(machineOf(m));
    same(
        [cast.a.pid, cast.b],
        [21, undefined],
        'who attach in turn do not meet',
    );
}

function testWords() {
    const maker = demo(),
        machine = machineOf(maker),
        t = machine.trace;
    const all = [...Array(t.count).keys()].filter(
        (i) => !page.isPart(t.kind(i)),
    );
    const texts = all.map((i) => page.sentence(machine, i));
    ok(
        texts.every(
            (s) => /^[A-Z].*\.$/.test(s) && !/undefined|NaN|\[object/.test(s),
        ),
        'each event has a sentence',
        texts.find((s) => !/^[A-Z].*\.$/.test(s)),
    );
    ok(
        all.every(
            (i) =>
                page.brief(machine, i) &&
                !/undefined|NaN/.test(page.brief(machine, i)),
        ),
        'and a few words',
    );
    const calls = all.map((i) => page.brief(machine, i));
    for (const call of [
        'shmget(0x4301007d, 4096, IPC_CREAT|IPC_EXCL|0600) = 0',
        'shmat(0, NULL, 0) = 0x7fffff400000',
        'shmat(0, 0x200000000000, 0) = 0x200000000000',
        'shmctl(0, IPC_RMID, NULL) = 0',
        'shmdt(0x200000000000) = 0',
        'exit(0)',
        'fork() = 4',
        '0x200000000000: -EFAULT',
    ])
        ok(calls.includes(call), `the list says ${call}`);
    const bare = machineOf(demo(), [1e9], {
        calls: undefined,
        signatures: undefined,
        errors: undefined,
        owners: undefined,
        symbols: undefined,
    });
    ok(
        all.every(
            (i) =>
                !/undefined|NaN/.test(
                    page.sentence(bare, i) + page.brief(bare, i),
                ),
        ),
        'also when the facts are missing',
    );
}

function testAddresses() {
    same(
        String(page.typedAddress(' 0x7fff_ff40_0000 ')),
        String(0x7fffff400000n),
        'an address is read',
    );
    same(
        [
            page.typedAddress('xyz'),
            page.typedAddress(''),
            page.typedAddress('1'.repeat(17)),
        ],
        [null, null, null],
        'what is none is refused',
    );
    same(
        page.splitAddress(0x7fffff400abcn).map((p) => p[2]),
        [255, 511, 506, 0, 0xabc],
        'and cut in its five pieces',
    );
    same(
        page.splitAddress(0xffffffff80100000n).map((p) => p[2]),
        [511, 510, 0, 256, 0],
        "in the kernel's half, too",
    );
    ok(
        page.isCanonical(0x7fffffffffffn) &&
            !page.isCanonical(0x800000000000n) &&
            page.isCanonical(0xffff800000000000n),
        'canonical or not',
    );
}

function testDamage() {
    const maker = demo(),
        bytes = new Uint8Array(maker.records);
    same(
        page.knownRecords(bytes),
        maker.count,
        'all records of a good trace are known',
    );
    same(
        page.problemOf(bytes, true, maker.count),
        '',
        'and nothing is said of it',
    );
    const odd = bytes.slice();
    odd[64 * 7 + 8] = 99;
    same(page.knownRecords(odd), 7, 'an unknown kind ends what is shown');
    ok(
        /Event 7 is of the kind 99/.test(page.problemOf(odd, true, 7)),
        'with a sentence',
    );
    ok(
        /ends within an event/.test(
            page.problemOf(bytes.slice(0, 100), true, 1),
        ),
        'so does a part of an event',
    );
    for (const text of [null, '', 'null', '[1]', '{'])
        ok(
            page.readFacts(text).problem !== '',
            `facts that are ${text} are missed`,
        );
}

function logic() {
    testHistory();
    testMappers();
    testLayout();
    testStory();
    testFork();
    testProcesses();
    testRights();
    testSharing();
    testWords();
    testAddresses();
    testDamage();
}

module.exports = { logic, replay };
