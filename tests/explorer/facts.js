/* facts.js - what is known of the machine that maker.js plays, as of a real one. */
'use strict';

const fs = require('fs');
const path = require('path');

const ROOT = path.join(__dirname, '..', '..');

const OWNERS = [
    'reserved',
    'free',
    'kernel',
    'ramdisk',
    'table',
    'stack',
    'heap',
    'user',
    'segment',
    'file',
];
const CALLS = {
    1: 'write',
    2: 'open',
    12: 'brk',
    29: 'shmget',
    30: 'shmat',
    31: 'shmctl',
    57: 'fork',
    59: 'execve',
    60: 'exit',
    67: 'shmdt',
};
const SIGNATURES = {
    write: ['fd', 'buf', 'count'],
    open: ['pathname', 'flags', 'mode'],
    brk: ['addr'],
    shmget: ['key', 'size', 'shmflg'],
    shmat: ['shmid', 'shmaddr', 'shmflg'],
    shmctl: ['shmid', 'cmd', 'buf'],
    fork: [],
    execve: ['pathname', 'argv', 'envp'],
    exit: ['status'],
    shmdt: ['shmaddr'],
};

/* Who writes the records: a place in a file of the kernel, by its text. */
const PLACES = {
    pt: ['table_add', 'kernel/mm/pt.c', 'pte_set(slot, table |'],
    link: ['link_enter', 'kernel/vm/link.c', 'pte_set(slot, table |'],
    page: ['page_bring', 'kernel/vm/fault.c', 'pte_set(slot, frame |'],
    own: [
        'page_own',
        'kernel/vm/fault.c',
        'pte_set(slot, frame | region_entry_bits(r, false), 1',
    ],
    fault: ['page_fault', 'kernel/vm/fault.c', 'err = space_fault('],
    clear: ['table_clear', 'kernel/mm/pt.c', 'pte_set(&table[i], 0'],
    object: ['page_enter', 'kernel/vm/object.c', 'pte_set(slot, frame |'],
};

function sourcesAndSymbols() {
    const sources = {},
        symbols = {},
        at = {};
    let next = 0xffffffff80101000n;
    for (const [name, [func, file, text]] of Object.entries(PLACES)) {
        sources[file] ||= fs.readFileSync(path.join(ROOT, file), 'utf8');
        const lines = sources[file].split('\n');
        const line = lines.findIndex((l) => l.includes(text)) + 1;
        at[name] = next;
        symbols[next.toString(16)] = [
            { function: func, file, line: line || 1 },
        ];
        next += 64n;
    }
    return { sources, symbols, at };
}

module.exports = { OWNERS, CALLS, SIGNATURES, sourcesAndSymbols };
