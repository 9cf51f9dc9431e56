/*
 * calls.js - system calls as one writes them: shmat(0, NULL, SHM_RDONLY). The
 * names of calls and arguments come with the facts; how an argument is shown
 * goes by its name.
 */

/* Arguments that are plain numbers; those that point to one are others. */
const NUMBERS = new RegExp(
    '^(size|len|length|count|nbytes|bufsiz|buflen|seconds|nsems|nsops|nfds|' +
        'iovcnt|sigsetsize|cpusetsize|status|sig|signum|semnum|whence|which|' +
        'who|how|owner|group|val|option|code|offset|' +
        '[a-z]*id|(old|new|dir)?fd)$',
);
/* ... and bits, or what depends on others. */
const WORDS_OF_BITS = /^(flags|options|request|cmd|arg[0-9]?|advice|futex_op)$/;

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
    if (name === 'options' && FLAGS[call])
        return flagsInWords(low, FLAGS[call], String);
    const named = VALUES[`${call} ${name}`];
    if (named && named[low] !== undefined) return named[low];
    if (name === 'key')
        return low ? hex(BigInt.asUintN(32, value)) : 'IPC_PRIVATE';
    if (/fd$/.test(name) && low === -100) return 'AT_FDCWD';
    if (name === 'mode' || call === 'umask') return octal(low & 0o7777);
    if (NUMBERS.test(name) && !/^getres/.test(call))
        return String(
            value < 2n ** 31n || value >> 32n ? BigInt.asIntN(64, value) : low,
        );
    if (value) return hex(value);
    return WORDS_OF_BITS.test(name) ? '0' : 'NULL';
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

/* What is behind an argument, if that is in the trace: of what is long, the
 * beginning. An array of texts comes in one piece, one after the other. */
function textOfArgument(machine, i, parameter, n) {
    const t = machine.trace,
        parts = machine.history.texts.get(i) || [];
    const part = parts.find(
        (k) => t.what(k) === n && (t.kind(k) === TEXT || parameter === 'argv'),
    );
    if (part === undefined) return '';
    const bytes = t.bytes(part),
        length = lengthOfText(machine, i, parameter, n);
    if (parameter === 'argv') return textsInWords(bytes);
    return length === undefined
        ? contentInWords(upToZero(bytes), !bytes.includes(0))
        : contentInWords(bytes.subarray(0, length), length > bytes.length);
}

function textsInWords(bytes) {
    const texts = textOf(bytes).replace(/\0+$/, '').split('\0');
    const dots = bytes.at(-1) ? '...' : '';
    return `[${texts.map(textInWords).join(', ')}${dots}]`;
}

const FEW = 8;

/* Bytes as text; of what is none, a few. */
function contentInWords(bytes, cut) {
    const text = textOf(bytes).replace(cut ? /\ufffd$/ : '', '');
    if (!/[\0\ufffd]/.test(text)) return textInWords(text) + (cut ? '...' : '');
    const few = [...bytes.subarray(0, FEW)].map(
        (byte) => '\\x' + byte.toString(16).padStart(2, '0'),
    );
    return `"${few.join('')}"${cut || bytes.length > FEW ? '...' : ''}`;
}

/* The bytes in a buffer: as many as shall be written, or were read. Other texts
 * end with a zero: undefined. */
function lengthOfText(machine, i, parameter, n) {
    const t = machine.trace,
        name = callName(t, t.what(i)),
        result = machine.history.partner.get(i);
    if (parameter !== 'buf' || name === 'getcwd') return undefined;
    if (/write/.test(name)) return t.number(i, n + 1);
    return result === undefined ? 0 : t.number(result, 0);
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
