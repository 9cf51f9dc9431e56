/* replay.js - the records played one after the other, to compare with. */
'use strict';

const page = require('./scripts');

function machineOf(maker, pieces = [1e9], facts = {}) {
    const trace = new page.Trace(maker.facts(facts)),
        machine = new page.Machine(trace);
    let at = 0;
    for (const piece of pieces) {
        const end = Math.min(maker.count, at + piece);
        trace.append(maker.records.subarray(at * 64, end * 64));
        machine.history.advance(piece);
        at = end;
    }
    return machine;
}

/* Play the records up to a moment: slot -> entry, frame -> owner. */
function replay(maker, moment) {
    const slots = new Map(),
        frames = new Map(),
        b = maker.records;
    for (let i = 0; i < moment; i++) {
        const at = i * 64,
            kind = b[at + 8];
        const arg = (n) => b.readBigUInt64LE(at + 16 + 8 * n);
        if (kind === 1) slots.set(Number(arg(0) / 8n), arg(2));
        else if (kind === 11)
            frames.set(
                Number(arg(0) >> 12n),
                arg(2) ? b.readUInt16LE(at + 12) : 0,
            );
    }
    return { slots, frames };
}

const big = (e) => (BigInt(e.high) << 32n) | BigInt(e.low);

function stateDiffers(machine, maker, moment) {
    const { slots, frames } = replay(maker, moment);
    const wrong = [];
    const known = machine.history.writes.keys();
    for (const slot of new Set([...known, ...slots.keys()]))
        if (big(machine.slotAt(slot, moment)) !== (slots.get(slot) || 0n))
            wrong.push(`slot ${slot} at ${moment}`);
    for (const [frame, owner] of frames)
        if (
            (machine.ownerAt(frame, moment) || '') !==
            (owner ? maker.facts().owners[owner] : '')
        )
            wrong.push(`frame ${frame} at ${moment}`);
    return wrong;
}

/* All pages of a process, found by looking everywhere: page -> frame. */
function pagesOf(slots, table, level = 4, base = 0n, found = new Map()) {
    for (let index = 0; index < 512; index++) {
        const e = slots.get(table * 512 + index) || 0n;
        const page = base + (BigInt(index) << BigInt(9 * (level - 1)));
        const frame = Number((e & 0xffffffffff000n) >> 12n);
        if (e & 1n && level > 1) pagesOf(slots, frame, level - 1, page, found);
        else if (e & 1n) found.set(Number(page), frame);
    }
    return found;
}

module.exports = { machineOf, replay, big, stateDiffers, pagesOf };
