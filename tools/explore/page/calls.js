/*
 * calls.js - system calls as one writes them: shmat(0, NULL, SHM_RDONLY). The
 * names of calls and arguments come with the facts; how an argument is shown
 * goes by its name. Values are Linux's (x86-64).
 */

const FLAGS = {
    shmget: {
        IPC_CREAT: 0o1000,
        IPC_EXCL: 0o2000,
        SHM_HUGETLB: 0o4000,
        SHM_NORESERVE: 0o10000,
    },
    semget: { IPC_CREAT: 0o1000, IPC_EXCL: 0o2000 },
    shmat: {
        SHM_RDONLY: 0o10000,
        SHM_RND: 0o20000,
        SHM_REMAP: 0o40000,
        SHM_EXEC: 0o100000,
    },
    prot: { PROT_READ: 1, PROT_WRITE: 2, PROT_EXEC: 4 },
    mmap: {
        MAP_SHARED: 1,
        MAP_PRIVATE: 2,
        MAP_FIXED: 16,
        MAP_ANONYMOUS: 32,
        MAP_NORESERVE: 0x4000,
        MAP_POPULATE: 0x8000,
    },
    open: {
        O_WRONLY: 1,
        O_RDWR: 2,
        O_CREAT: 0o100,
        O_EXCL: 0o200,
        O_TRUNC: 0o1000,
        O_APPEND: 0o2000,
        O_NONBLOCK: 0o4000,
        O_DIRECTORY: 0o200000,
        O_CLOEXEC: 0o2000000,
    },
};
FLAGS.openat = FLAGS.open;

const IPC_COMMANDS = {
    0: 'IPC_RMID',
    1: 'IPC_SET',
    2: 'IPC_STAT',
    3: 'IPC_INFO',
    11: 'SHM_LOCK',
    12: 'SHM_UNLOCK',
    13: 'SHM_STAT',
    14: 'SHM_INFO',
    15: 'SHM_STAT_ANY',
};

/* Arguments that are plain numbers, besides those that end in pid, id or fd. */
const NUMBERS = new RegExp(
    '^(size|len|length|count|nbytes|bufsiz|buflen|seconds|nsems|nsops|nfds|' +
        'iovcnt|sigsetsize|cpusetsize|status|sig|signum|semnum|whence|which|' +
        'who|how|owner|group|val|option|code|.*pid|.*id|.*fd)$',
);
const OCTAL = /^(mode|mask)$/;

function flagsInWords(value, names, rest) {
    const found = [];
    for (const [name, bit] of Object.entries(names))
        if (value & bit) {
            found.push(name);
            value &= ~bit;
        }
    if (value || found.length === 0) found.push(rest(value));
    return found.join('|');
}

const octal = (n) => (n ? '0' + n.toString(8) : '0');

/* One argument: `value` is a BigInt. */
function argumentInWords(call, name, value) {
    const low = Number(BigInt.asIntN(32, value));
    if (name === 'shmflg' || name === 'semflg')
        return flagsInWords(low, FLAGS[call] || {}, octal);
    if (name === 'prot')
        return low ? flagsInWords(low, FLAGS.prot, hex) : 'PROT_NONE';
    if (name === 'flags' && FLAGS[call])
        return flagsInWords(
            low,
            FLAGS[call],
            call === 'mmap'
                ? hex
                : low & 3
                  ? octal
                  : (n) => (n ? octal(n) : 'O_RDONLY'),
        );
    if (name === 'cmd' && /^(shm|sem)ctl$/.test(call))
        return IPC_COMMANDS[low & 0xff] || String(low);
    if (name === 'key')
        return low ? hex(BigInt.asUintN(32, value)) : 'IPC_PRIVATE';
    if (/fd$/.test(name) && low === -100) return 'AT_FDCWD';
    if (OCTAL.test(name)) return octal(low & 0o7777);
    if (NUMBERS.test(name))
        return String(
            value < 2n ** 31n || value >> 32n ? BigInt.asIntN(64, value) : low,
        );
    return value ? hex(value) : 'NULL';
}

function textInWords(text) {
    return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, '\\x$1');
}

/* The name of call `number`. */
function callName(trace, number) {
    return (trace.facts.calls || {})[number] || `call ${number}`;
}

/* A CALL record as [[name of the argument, its value in words]]. */
function callArguments(machine, i) {
    const t = machine.trace,
        name = callName(t, t.what(i));
    const names = (t.facts.signatures || {})[name] || ['', '', '', '', '', ''];
    return names
        .slice(0, 6)
        .map((parameter, n) => [
            parameter,
            textOfArgument(machine, i, parameter, n) ||
                argumentInWords(name, parameter, t.big(i, n)),
        ]);
}

/* The text behind an argument; of an array of texts they come in one piece,
 * one after the other. */
function textOfArgument(machine, i, parameter, n) {
    const t = machine.trace,
        parts = machine.history.texts.get(i) || [];
    const part = parts.find(
        (k) => t.what(k) === n && (t.kind(k) === TEXT || parameter === 'argv'),
    );
    if (part === undefined) return '';
    if (parameter !== 'argv') return t.text(part) && textInWords(t.text(part));
    const texts = t.text(part, true).replace(/\0+$/, '').split('\0');
    return `[${texts.map(textInWords).join(', ')}]`;
}

function callInWords(machine, i) {
    const t = machine.trace;
    const args = callArguments(machine, i).map(([, value]) => value);
    return `${callName(t, t.what(i))}(${args.join(', ')})`;
}

const RETURNS_ADDRESS = /^(mmap|mremap|shmat|brk)$/;

/* What a RESULT says: "-ENOENT", an address, a number. */
function resultInWords(trace, i) {
    const value = trace.signed(i, 0);
    if (value < 0n && value > -4096n)
        return '-' + errorName(trace, Number(-value));
    return RETURNS_ADDRESS.test(callName(trace, trace.what(i)))
        ? hex(trace.big(i, 0))
        : String(value);
}

function errorName(trace, number) {
    return (trace.facts.errors || {})[number] || `error ${number}`;
}
