/* names.js - what kinds, owners, levels, bits and numbers are called. */

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
    unknown: 'somebody from before the trace',
};

const ownerInWords = (owner) => OWNER_NAMES[owner] || owner;

const LEVEL_NAMES = ['', 'PT', 'PD', 'PDPT', 'PML4'];
const SIZES = ['', '4 KiB', '2 MiB', '1 GiB', '512 GiB'];

function capital(text) {
    return text[0].toUpperCase() + text.slice(1);
}

/* --- numbers -------------------------------------------------------------- */

function hex(number) {
    return '0x' + number.toString(16);
}

/* The address of a page or frame. */
function address(page) {
    return hex(BigInt(page) << 12n);
}

function inThousands(n) {
    return n.toLocaleString('en');
}

function count(n, one, many = one + 's') {
    return `${inThousands(n)} ${n === 1 ? one : many}`;
}

function bytesInWords(bytes) {
    const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
    let n = 0;
    for (; bytes >= 1024 && bytes % 1024 === 0 && n < 4; n++) bytes /= 1024;
    return `${bytes} ${bytes === 1 ? 'byte' : units[n]}`;
}

function timeInWords(trace, i) {
    const time = trace.time(i);
    if (!trace.facts.ticks_per_second) return String(time);
    if (time < 1e4) return `${time.toFixed(1)} µs`;
    return time < 1e7
        ? `${(time / 1e3).toFixed(1)} ms`
        : `${(time / 1e6).toFixed(2)} s`;
}

/* --- bits ----------------------------------------------------------------- */

/* From bit 0 on. */
const BIT_NAMES = 'P W U PWT PCD A D PS G COW KEPT LINK'.split(' ');

/* The bits of an entry, as the kernel's walk prints them. */
function bitsInWords(e) {
    const found = BIT_NAMES.filter((_, bit) => (e.low >>> bit) & 1);
    if (e.high >= NX_HIGH) found.push('NX');
    return found.join(' ') || 'none';
}

/* What an entry is, for those who hear it. */
function entryInWords(e, level) {
    if (isNothing(e)) return 'nothing';
    const table = e.low & LINK ? 'link to shared table' : 'table',
        what = isTable(e, level) ? table : 'frame';
    return `${what} ${address(frameOf(e))}, ${bitsInWords(e)}`;
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

/* What a fault's error code says that was wanted. */
const accessInWords = (error) =>
    error & 16 ? 'execute' : error & 2 ? 'write' : 'read';

/* Of a mask, the numbers of the processors. */
function cpusIn(mask) {
    return [...Array(32).keys()].filter((n) => (mask >>> n) & 1);
}

const SIGNAL_WAYS = ['ignored', 'by default', 'handled'];
