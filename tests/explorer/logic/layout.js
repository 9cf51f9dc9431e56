/* layout.js - a place for everything, and what is shared. */
'use strict';

const { ok, same } = require('../tap');
const { Maker } = require('../maker');
const { demo, noise, PING, PONG, AT_PING } = require('../play');
const page = require('./scripts');
const { machineOf, replay, big } = require('./replay');

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

module.exports = [testLayout, testSharing];
