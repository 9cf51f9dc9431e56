/* story.js - whom the story is about, and its steps. */
'use strict';

const { ok, same } = require('../tap');
const { Maker, KIND } = require('../maker');
const { demo, PING, PONG, AT_PING, AT_PONG } = require('../play');
const page = require('./scripts');
const { machineOf } = require('./replay');

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
        page
            .regionsAt(machine, machine.spaceAt(pid, moment), moment)
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

module.exports = [testStory, testFork, testProcesses];
