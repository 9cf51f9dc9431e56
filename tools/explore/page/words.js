/*
 * words.js - each event in a sentence, for the line above the picture and for
 * those who hear it.
 */

const KIND_NAMES = [
    '',
    'entry',
    'CR3',
    'flush',
    'answer',
    'switch',
    'call',
    'result',
    'text',
    'fault',
    'fault end',
    'frame',
    'process',
    'region',
    'signal',
    'data',
];

/* The groups by which one filters: name and kinds. */
const GROUPS = [
    { id: 'calls', name: 'System calls', kinds: [CALL, RESULT] },
    { id: 'faults', name: 'Page faults', kinds: [FAULT, FAULT_END] },
    { id: 'entries', name: 'Table entries', kinds: [ENTRY] },
    { id: 'regions', name: 'Regions', kinds: [REGION] },
    { id: 'frames', name: 'Frames', kinds: [FRAME] },
    { id: 'flushes', name: 'TLB flushes', kinds: [FLUSH, ANSWER] },
    { id: 'switches', name: 'Switches, CR3', kinds: [SWITCH, CR3] },
    { id: 'processes', name: 'Processes', kinds: [PROCESS, SIGNAL] },
];

const groupOf = (kind) => GROUPS.find((g) => g.kinds.includes(kind));

const OWNER_NAMES = {
    segment: 'a shared-memory segment',
    user: 'private memory',
    file: 'a file',
    table: 'a page table',
    stack: 'a kernel stack',
    heap: "the kernel's heap",
    kernel: 'the kernel',
    ramdisk: 'the RAM disk',
};

const LEVEL_NAMES = ['', 'PT', 'PD', 'PDPT', 'PML4'];
const SIZES = ['', '4 KiB', '2 MiB', '1 GiB'];

function bytesInWords(bytes) {
    const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
    let n = 0;
    for (; bytes >= 1024 && bytes % 1024 === 0 && n < 4; n++) bytes /= 1024;
    return `${bytes} ${bytes === 1 ? 'byte' : units[n]}`;
}

function count(n, one, many = one + 's') {
    return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/* The rights in an entry, as the kernel's walk prints them. */
function bitsInWords(e) {
    const names = [
        [P, 'P'],
        [W, 'W'],
        [U, 'U'],
        [8, 'PWT'],
        [16, 'PCD'],
        [A, 'A'],
        [D, 'D'],
        [PS, 'PS'],
        [256, 'G'],
        [COW, 'COW'],
        [KEPT, 'KEPT'],
        [LINK, 'LINK'],
    ];
    const found = names.filter(([bit]) => e.low & bit).map(([, name]) => name);
    if (e.high >= NX_HIGH) found.push('NX');
    return found.join(' ') || 'none';
}

function rightsInWords(r) {
    return [
        r.user ? '' : 'kernel only, ',
        'read',
        r.write ? ', write' : '',
        r.execute ? ', execute' : '',
    ].join('');
}

const protInWords = (p) =>
    (p & 1 ? 'r' : '-') + (p & 2 ? 'w' : '-') + (p & 4 ? 'x' : '-');

/* Whose table it is: "of demo (pid 4)", "of the segment". */
function tableOwner(machine, i) {
    const t = machine.trace,
        level = t.what(i),
        table = t.page(i, 0);
    if (t.page(i, 3) >= KERNEL_HALF_PAGE) return 'for the kernel';
    const ways = machine.waysTo(table, level, i + 1);
    const pids = [...new Set(ways.map((w) => w.space.pid))];
    if (ways.length && !ways[0].link)
        return `of ${machine.name(ways[0].space.pid, i)}`;
    return pids.length > 1
        ? `that ${pids.map((p) => machine.name(p, i)).join(' and ')} share`
        : 'of a shared object';
}

/* --- one function for each kind: a sentence, without who did it ----------- */

function sayEntry(machine, i) {
    const t = machine.trace,
        level = t.what(i);
    const before = t.entry(i, 1),
        now = t.entry(i, 2);
    const where =
        `entry ${(t.low(i, 0) & 0xfff) >>> 3} of the level-${level} ` +
        `table ${tableOwner(machine, i)}`;
    if (isNothing(now)) return `clears ${where}: ${sayGone(before, level)}`;
    const what = sayNew(machine, now, level, i);
    if (isNothing(before)) return `writes ${where}: ${what}`;
    if (frameOf(before) !== frameOf(now))
        return `changes ${where}, which led to ${address(frameOf(before))}: now ${what}`;
    return (
        `changes the bits of ${where}: ` +
        `${bitsInWords(before)} before, ${bitsInWords(now)} now`
    );
}

function sayGone(before, level) {
    if (isTable(before, level))
        return before.low & LINK
            ? `the link to the shared table ${address(frameOf(before))} is gone`
            : `the table ${address(frameOf(before))} below it is gone`;
    return `nothing is mapped at this address any more`;
}

function sayNew(machine, e, level, i) {
    const to = address(frameOf(e));
    if (isTable(e, level))
        return e.low & LINK
            ? `a link to the shared table ${to}, with the rights ${bitsInWords(e)}`
            : `the table ${to} stands below it`;
    if (!(e.low & P)) return `the frame ${to} is kept, but nobody may use it`;
    const owner = machine.ownerAt(frameOf(e), i + 1);
    return (
        `${SIZES[level]} at ${address(machine.trace.page(i, 3))} lead to the ` +
        `frame ${to}${owner ? ` of ${OWNER_NAMES[owner] || owner}` : ''} (${bitsInWords(e)})`
    );
}

function sayCr3(machine, i) {
    const root = machine.trace.page(i, 0);
    const [space] = machine.spacesWith(root, i + 1);
    return (
        `loads CR3 with ${address(root)}: from now on processor ` +
        `${machine.trace.cpu(i)} walks the tables of ` +
        (space ? machine.name(space.pid, i) : 'the kernel')
    );
}

function sayFlush(machine, i) {
    const t = machine.trace,
        others = cpusIn(t.low(i, 2));
    const what =
        [
            'of ' + address(t.page(i, 1)),
            'of a whole address space',
            "of the kernel's half",
        ][t.what(i)] || '';
    const asked = others.length
        ? ` and asks processor ${others.join(', ')} to do the same (shootdown)`
        : '';
    return `drops the translations ${what} from the TLB${asked}`;
}

function cpusIn(mask) {
    return [...Array(32).keys()].filter((n) => (mask >>> n) & 1);
}

function sayAnswer(machine, i) {
    return (
        `answers on processor ${machine.trace.cpu(i)}: the translations that ` +
        `another asked about are dropped here`
    );
}

function saySwitch(machine, i) {
    const t = machine.trace;
    return t.pid(i)
        ? `runs on processor ${t.cpu(i)} from here on`
        : `runs on processor ${t.cpu(i)}: no process does`;
}

function sayCall(machine, i) {
    return `calls ${callInWords(machine, i)}`;
}

function sayResult(machine, i) {
    const name = callName(machine.trace, machine.trace.what(i));
    return `gets ${resultInWords(machine.trace, i)} from ${name}()`;
}

const ACCESS = (error) =>
    error & 16 ? 'execute' : error & 2 ? 'write' : 'read';

function sayFault(machine, i) {
    const t = machine.trace,
        error = t.low(i, 1);
    return (
        `wants to ${ACCESS(error)} at ${hex(t.big(i, 0))}, and the processor ` +
        `finds ${error & 1 ? 'an entry that forbids it' : 'no entry'}: a page fault`
    );
}

function sayFaultEnd(machine, i) {
    const t = machine.trace,
        error = -Number(t.signed(i, 1));
    return error
        ? `may not: the fault at ${hex(t.big(i, 0))} ends with ` +
              `${errorName(t, error)}, and a signal comes`
        : `goes on: the fault at ${hex(t.big(i, 0))} is done`;
}

function sayFrame(machine, i) {
    const t = machine.trace,
        owner = (t.facts.owners || [])[t.what(i)] || 'unknown';
    const size = 2 ** t.low(i, 1);
    const what =
        size === 1
            ? `the frame ${address(t.page(i, 0))}`
            : `${size} frames from ${address(t.page(i, 0))} on`;
    return t.number(i, 2)
        ? `takes ${what} for ${OWNER_NAMES[owner] || owner}`
        : `gives ${what} back: free again`;
}

function sayProcess(machine, i) {
    const t = machine.trace,
        status = t.low(i, 0);
    if (t.what(i) === FORK)
        return (
            `forks: process ${t.number(i, 0)} begins, with tables of its own ` +
            `below ${address(t.page(i, 1))}`
        );
    if (t.what(i) === EXEC)
        return (
            `becomes the program ${t.name(i)}, with new tables ` +
            `below ${address(t.page(i, 0))}`
        );
    return status & 0x7f
        ? `ends by signal ${status & 0x7f}`
        : `ends with status ${(status >> 8) & 0xff}`;
}

function sayRegion(machine, i) {
    const t = machine.trace,
        what = t.what(i);
    const owner = (t.facts.owners || [])[what >> 8];
    const range = `${hex(t.big(i, 0))} to ${hex(t.big(i, 1))}`;
    if (!(what & 1)) return `has no region any more from ${range}`;
    const of = !t.number(i, 2)
        ? 'private memory'
        : OWNER_NAMES[owner] || 'a shared object';
    return `has a region of ${of} from ${range}, ${protInWords((what >> 1) & 7)}`;
}

const WAYS = ['ignored', 'by default', 'handled'];

function saySignal(machine, i) {
    const t = machine.trace,
        way = WAYS[t.low(i, 3)] || '';
    return (
        `causes signal ${t.what(i)} for ` +
        `${machine.name(t.low(i, 0), i + 1)}: ${way}`
    );
}

const SAY = [];
SAY[ENTRY] = sayEntry;
SAY[CR3] = sayCr3;
SAY[FLUSH] = sayFlush;
SAY[ANSWER] = sayAnswer;
SAY[SWITCH] = saySwitch;
SAY[CALL] = sayCall;
SAY[RESULT] = sayResult;
SAY[FAULT] = sayFault;
SAY[FAULT_END] = sayFaultEnd;
SAY[FRAME] = sayFrame;
SAY[PROCESS] = sayProcess;
SAY[REGION] = sayRegion;
SAY[SIGNAL] = saySignal;

/* Event `i` as a sentence. */
function sentence(machine, i) {
    const t = machine.trace,
        say = SAY[t.kind(i)];
    const who = machine.name(t.pid(i), i + 1);
    const text = say
        ? `${who} ${say(machine, i)}.`
        : 'Nothing has happened yet.';
    return text[0].toUpperCase() + text.slice(1);
}
