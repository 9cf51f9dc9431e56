/* words.js - events and addresses as text. */
'use strict';

const { ok, same } = require('../tap');
const { Maker, KIND } = require('../maker');
const { demo } = require('../play');
const page = require('./scripts');
const { machineOf } = require('./replay');

/* The name of a program is as it is. */
const SENTENCE = /^([A-Z]|demo \(pid \d\) ).*\.$/;

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
            (s) => SENTENCE.test(s) && !/undefined|NaN|\[object/.test(s),
        ),
        'each event has a sentence',
        texts.find((s) => !SENTENCE.test(s)),
    );
    ok(
        texts.some((s) =>
            / is refused \(EFAULT, no region is there\), and a signal comes\./.test(
                s,
            ),
        ),
        'also what is refused',
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
        'write(1, "ping\\n", 5) = 5',
        'exit(0)',
        'fork() = 4',
        '0x200000000000: refused, EFAULT',
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

function testArguments() {
    const shown = (call, name, value) =>
        page.argumentInWords(call, name, BigInt(value));
    same(
        [
            shown('pipe', 'pipefd', 0x7fffffffeb38),
            shown('getresuid', 'ruid', 0x7fffffffeb38),
            shown('sched_setaffinity', 'mask', 0x7fffffffeb38),
            shown('clone', 'child_tid', 0x7fffffffeb38),
        ],
        Array(4).fill('0x7fffffffeb38'),
        'an address is hexadecimal',
    );
    same(
        [
            shown('dup2', 'newfd', 1),
            shown('lseek', 'offset', 2n ** 64n - 89n),
            shown('umask', 'mask', 0o22),
            shown('wait4', 'options', 0),
        ],
        ['1', '-89', '022', '0'],
        'a number is not',
    );
    same(
        [
            shown('ioctl', 'request', 0x5413),
            shown('fcntl', 'cmd', 0x406),
            shown('semctl', 'cmd', 16),
            shown('shmctl', 'cmd', 12),
        ],
        ['TIOCGWINSZ', 'F_DUPFD_CLOEXEC', 'SETVAL', 'SHM_UNLOCK'],
        'values have their names',
    );
}

/* What the kernel notes of a long text is its beginning. */
function testTexts() {
    const m = new Maker(),
        long = 'x'.repeat(60),
        written = [
            ['ab\n', 3],
            [long, 60],
            [long.slice(0, 48), 48],
            ['\x01\0\0\0', 4],
            ['\0', 48],
        ];
    for (const [text, length] of written) m.call(1, [1, 0, length], text, 1);
    m.call(2, [0, 0, 0], 'a/path');
    m.call(2, [0, 0, 0], long);
    const machine = machineOf(m);
    const texts = [...Array(m.count).keys()]
        .filter((i) => machine.trace.kind(i) === KIND.CALL)
        .map((i) => /".*?"(\.\.\.)?/.exec(page.callInWords(machine, i))[0]);
    same(
        texts,
        [
            '"ab\\n"',
            `"${long.slice(0, 48)}"...`,
            `"${long.slice(0, 48)}"`,
            '"\\x01\\x00\\x00\\x00"',
            `"${'\\x00'.repeat(8)}"...`,
            '"a/path"',
            `"${long.slice(0, 48)}"...`,
        ],
        'texts end where they do, or in dots',
    );
}

function testOwners() {
    const of = (...kinds) => {
        const lives = kinds.map((kind, frame) => ({ kind, frame }));
        return Object.values(page.framesInWords(lives)).slice(0, 3);
    };
    same(
        [
            of('user'),
            of('file', 'user'),
            of('stack', 'kernel'),
            of('file', null, 'heap', 'user'),
        ],
        [
            ['user', 'P', '0x0'],
            ['mixed', 'F/P', '2 frames'],
            ['mixed', 'K', '2 frames'],
            ['mixed', '…', '4 frames'],
        ],
        'frames bear the letters of their owners, which are no word',
    );
}

function testBits() {
    const said = (low) =>
        page.bitRows({ low, high: 0 }, 1).map(([bit, , , text]) => [bit, text]);
    same(
        [said(0), said(0x5000 | page.W | page.KEPT)],
        [
            [[0, 'not present: a page fault, and no other bit counts']],
            [
                [0, 'not present: a page fault, and no other bit counts'],
                [10, 'ours: a frame that nobody may use now'],
                ['12–51', 'the frame of the page'],
            ],
        ],
        'of an entry that is not present no other bit is explained',
    );
    same(said(page.P).length, 14, 'of others each is');
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

module.exports = [
    testWords,
    testArguments,
    testTexts,
    testOwners,
    testBits,
    testAddresses,
];
