/* brief.js - each event in a few words, for the list. */

const BRIEF = [];
BRIEF[ENTRY] = (m, i) => {
    const t = m.trace,
        now = t.entry(i, 2),
        level = t.what(i);
    const index = (t.low(i, 0) & 0xfff) >>> 3;
    const what = isNothing(now)
        ? '0'
        : `${address(frameOf(now))} ${bitsInWords(now)}`;
    return `level ${level} [${index}] = ${what}`;
};
BRIEF[CR3] = (m, i) => `CR3 = ${address(m.trace.page(i, 0))}`;
BRIEF[FLUSH] = (m, i) => {
    const t = m.trace,
        others = cpusIn(t.low(i, 2));
    return (
        ['page ' + address(t.page(i, 1)), 'address space', 'kernel half'][
            t.what(i)
        ] + (others.length ? `, asks cpu ${others.join(', ')}` : '')
    );
};
BRIEF[ANSWER] = () => 'dropped as asked';
BRIEF[SWITCH] = (m, i) =>
    m.trace.pid(i) ? `to ${m.name(m.trace.pid(i), i + 1)}` : 'to idle';
BRIEF[CALL] = (m, i) => {
    const result = m.history.partner.get(i);
    return (
        callInWords(m, i) +
        (result === undefined ? '' : ` = ${resultInWords(m.trace, result)}`)
    );
};
BRIEF[RESULT] = (m, i) =>
    `${callName(m.trace, m.trace.what(i))} = ${resultInWords(m.trace, i)}`;
BRIEF[FAULT] = (m, i) =>
    `${ACCESS(m.trace.low(i, 1))} ${hex(m.trace.big(i, 0))}`;
BRIEF[FAULT_END] = (m, i) => {
    const error = -Number(m.trace.signed(i, 1));
    return `${hex(m.trace.big(i, 0))}: ${error ? '-' + errorName(m.trace, error) : 'done'}`;
};
BRIEF[FRAME] = (m, i) => {
    const t = m.trace,
        owner = (t.facts.owners || [])[t.what(i)] || '?';
    return (
        `${t.number(i, 2) ? 'take' : 'free'} ${address(t.page(i, 0))} ${owner}` +
        (t.low(i, 1) ? ` ×${2 ** t.low(i, 1)}` : '')
    );
};
BRIEF[PROCESS] = (m, i) => {
    const t = m.trace;
    return t.what(i) === FORK
        ? `fork: ${t.number(i, 0)}`
        : t.what(i) === EXEC
          ? `exec: ${t.name(i)}`
          : 'exit';
};
BRIEF[REGION] = (m, i) => {
    const t = m.trace,
        what = t.what(i);
    return (
        `${what & 1 ? protInWords((what >> 1) & 7) : 'no'} ` +
        `${hex(t.big(i, 0))}–${hex(t.big(i, 1))}`
    );
};
BRIEF[SIGNAL] = (m, i) =>
    `signal ${m.trace.what(i)} to ` +
    `${m.trace.low(i, 0)}: ${WAYS[m.trace.low(i, 3)] || '?'}`;

function brief(machine, i) {
    const say = BRIEF[machine.trace.kind(i)];
    return say ? say(machine, i) : '';
}
