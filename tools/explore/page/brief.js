/* brief.js - each event in a few words, for the list. */

function briefEntry(m, t, i) {
    const now = t.entry(i, 2);
    const what = isNothing(now)
        ? '0'
        : `${address(frameOf(now))} ${bitsInWords(now)}`;
    return `level ${t.what(i)} [${t.slot(i) % 512}] = ${what}`;
}

function briefFlush(m, t, i) {
    const others = cpusIn(t.low(i, 2)).join(', '),
        page = 'page ' + address(t.page(i, 1)),
        what = [page, 'address space', 'kernel half'][t.what(i)] || '?';
    return what + (others ? `, asks cpu ${others}` : '');
}

function briefCall(m, t, i) {
    const result = m.history.partner.get(i);
    return (
        callInWords(m, i) +
        (result === undefined ? '' : ` = ${resultInWords(t, result)}`)
    );
}

function briefFaultEnd(m, t, i) {
    const error = -Number(t.signed(i, 1));
    const how = error ? `refused, ${errorName(t, error)}` : 'done';
    return `${hex(t.big(i, 0))}: ${how}`;
}

function briefFrame(m, t, i) {
    const verb = t.number(i, 2) ? 'take' : 'free',
        order = t.low(i, 1);
    return (
        `${verb} ${address(t.page(i, 0))} ${t.ownerName(t.what(i)) || '?'}` +
        (order ? ` ×${2 ** order}` : '')
    );
}

function briefProcess(m, t, i) {
    if (t.what(i) === FORK) return `fork: ${t.number(i, 0)}`;
    return t.what(i) === EXEC ? `exec: ${t.name(i)}` : 'exit';
}

function briefRegion(m, t, i) {
    const what = t.what(i),
        prot = what & 1 ? protInWords((what >> 1) & 7) : 'no';
    return `${prot} ${hex(t.big(i, 0))}–${hex(t.big(i, 1))}`;
}

const BRIEF = {
    [ENTRY]: briefEntry,
    [CR3]: (m, t, i) => `CR3 = ${address(t.page(i, 0))}`,
    [FLUSH]: briefFlush,
    [ANSWER]: () => 'dropped as asked',
    [SWITCH]: (m, t, i) =>
        t.pid(i) ? `to ${m.name(t.pid(i), i + 1)}` : 'to idle',
    [CALL]: briefCall,
    [RESULT]: (m, t, i) => `${callName(t, t.what(i))} = ${resultInWords(t, i)}`,
    [FAULT]: (m, t, i) => `${accessInWords(t.low(i, 1))} ${hex(t.big(i, 0))}`,
    [FAULT_END]: briefFaultEnd,
    [FRAME]: briefFrame,
    [PROCESS]: briefProcess,
    [REGION]: briefRegion,
    [SIGNAL]: (m, t, i) =>
        `signal ${t.what(i)} to ${t.low(i, 0)}: ${SIGNAL_WAYS[t.low(i, 3)] || '?'}`,
};

function brief(m, i) {
    const say = BRIEF[m.trace.kind(i)];
    return say ? say(m, m.trace, i) : '';
}
