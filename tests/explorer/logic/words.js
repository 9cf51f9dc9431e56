/* words.js - events and addresses as text. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const page = require('./scripts');
const { machineOf } = require('./replay');

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

module.exports = [testWords, testAddresses];
