/*
 * records.js - the records of a trace.
 *
 * A record is 64 bytes, kept as 16 words of 32 bits: JavaScript's numbers hold
 * 53 bits exactly, so addresses are handled as numbers of frames and pages
 * (52 bits), and entries as two words.
 *
 *   word 0, 1   time          word 2   kind, cpu, pid (8, 8, 16 bits)
 *   word 3      what, lap     word 4.. six arguments, low word first
 *
 * The numbers are those of kernel/cpu/trace_event.h. Read pte.js next.
 */
'use strict';

const WORDS = 16,
    RECORD_SIZE = 4 * WORDS;

const ENTRY = 1,
    CR3 = 2,
    FLUSH = 3,
    ANSWER = 4,
    SWITCH = 5,
    CALL = 6,
    RESULT = 7,
    TEXT = 8,
    FAULT = 9,
    FAULT_END = 10,
    FRAME = 11,
    PROCESS = 12,
    REGION = 13,
    SIGNAL = 14,
    DATA = 15,
    KINDS = 15;

/* Parts of the call before, and no events of their own. */
const isPart = (kind) => kind === TEXT || kind === DATA;

const FORK = 1,
    EXEC = 2,
    EXIT = 3; /* PROCESS's `what` */

const TWO_32 = 2 ** 32;

class Trace {
    constructor(facts = {}) {
        this.facts = facts;
        this.words = new Uint32Array(0);
        this.count = 0;
        this.first = facts.first || 0; /* number of record 0 */
    }

    /* Append whole records, given as bytes. */
    append(bytes) {
        const more = Math.floor(bytes.length / RECORD_SIZE);
        this.words = withRoom(this.words, (this.count + more) * WORDS);
        new Uint8Array(this.words.buffer).set(
            bytes.subarray(0, more * RECORD_SIZE),
            this.count * RECORD_SIZE,
        );
        this.count += more;
    }

    kind(i) {
        return this.words[i * WORDS + 2] & 0xff;
    }
    cpu(i) {
        return (this.words[i * WORDS + 2] >>> 8) & 0xff;
    }
    pid(i) {
        return this.words[i * WORDS + 2] >>> 16;
    }
    what(i) {
        return this.words[i * WORDS + 3] & 0xffff;
    }
    low(i, n) {
        return this.words[i * WORDS + 4 + 2 * n];
    }
    high(i, n) {
        return this.words[i * WORDS + 5 + 2 * n];
    }

    /* An argument as a number; exact below 2^53. */
    number(i, n) {
        return this.high(i, n) * TWO_32 + this.low(i, n);
    }

    /* ... exact, with and without a sign. */
    big(i, n) {
        return (BigInt(this.high(i, n)) << 32n) | BigInt(this.low(i, n));
    }
    signed(i, n) {
        return BigInt.asIntN(64, this.big(i, n));
    }

    /* ... as the number of its page or frame: shifted right by 12. */
    page(i, n) {
        return this.high(i, n) * 2 ** 20 + (this.low(i, n) >>> 12);
    }

    /* Of an ENTRY, the slot that it writes: 512 * table + index. */
    slot(i) {
        return 512 * this.page(i, 0) + ((this.low(i, 0) & 0xfff) >>> 3);
    }

    entry(i, n) {
        return { low: this.low(i, n), high: this.high(i, n) };
    }

    /* The bytes of the arguments from number `from` on. */
    bytes(i, from = 0) {
        const start = (i * WORDS + 4 + 2 * from) * 4;
        return new Uint8Array(this.words.buffer, start, 8 * (6 - from));
    }

    /* The name that an exec gives: 16 bytes. */
    name(i) {
        return textOf(upToZero(this.bytes(i, 2).subarray(0, 16)));
    }

    /* An owner of frames, by the kernel's number of its kind. */
    ownerName(number) {
        return (this.facts.owners || [])[number] || '';
    }

    /* Microseconds since the first record that is here; ticks if the length of
     * a tick isn't known. */
    time(i) {
        const at = (k) =>
            this.words[k * WORDS + 1] * TWO_32 + this.words[k * WORDS];
        const ticks = this.facts.ticks_per_second;
        return (at(i) - at(0)) / (ticks ? ticks / 1e6 : 1);
    }
}

/* --- texts ---------------------------------------------------------------- */

const textOf = (bytes) => new TextDecoder().decode(bytes);

function upToZero(bytes) {
    const end = bytes.indexOf(0);
    return end < 0 ? bytes : bytes.subarray(0, end);
}
