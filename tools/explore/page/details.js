/*
 * details.js - the event of this moment: a sentence, its fields, and what one
 * can ask next.
 */

function showEvent(root, app) {
    const m = app.machine,
        t = m.trace,
        i = app.moment - 1;
    root.textContent = '';
    app.source.show(i);
    if (i < 0) {
        root.append(hint('This is the moment before the first event.'));
        return;
    }
    const number = inThousands(m.history.eventsBefore(app.moment)),
        title = `Event ${number}: ${KIND_NAMES[t.kind(i)]}`;
    root.append(
        make('h3', '', title),
        make('p', '', sentence(m, i)),
        terms([
            ['time', timeInWords(t, i)],
            ['processor', t.cpu(i)],
            ['process', m.name(t.pid(i), app.moment)],
            ...fieldsOf(m, t, i),
        ]),
    );
    const actions = make('p', 'actions');
    actions.append(...actionsOf(app, i));
    root.append(actions);
}

/* What a record holds besides: [[name, value]]. */
function fieldsOf(m, t, i) {
    const fields = FIELDS[t.kind(i)];
    return fields ? fields(m, t, i) : [];
}

const FIELDS = {
    [CALL]: callFields,
    [RESULT]: (m, t, i) => [['result', resultInWords(t, i)]],
    [ENTRY]: (m, t, i) => [
        ['slot', hex(t.big(i, 0))],
        ['address', hex(t.big(i, 3))],
        ['before', hex(t.big(i, 1))],
        ['now', hex(t.big(i, 2))],
    ],
    [CR3]: (m, t, i) => [
        ['CR3', hex(t.big(i, 2))],
        ['before', hex(t.big(i, 1))],
    ],
    [FLUSH]: (m, t, i) => [
        ['root', hex(t.big(i, 0))],
        ['address', hex(t.big(i, 1))],
        ['processors asked', hex(t.big(i, 2))],
    ],
    [FAULT]: (m, t, i) => [
        ['CR2', hex(t.big(i, 0))],
        ['error code', `${hex(t.big(i, 1))}: ${errorBits(t.low(i, 1))}`],
        ['RIP', hex(t.big(i, 2))],
    ],
};

function callFields(m, t, i) {
    const result = m.history.partner.get(i);
    return [
        ...callArguments(m, i).filter(([name]) => name),
        [
            'result',
            result === undefined
                ? 'none yet, or it never returns'
                : resultInWords(t, result),
        ],
    ];
}

/* Bits of a page fault's error code (SDM vol. 3A, 4.7). */
function errorBits(e) {
    return [
        e & 1 ? 'present' : 'not present',
        accessInWords(e),
        e & 4 ? 'user mode' : 'kernel mode',
        ...(e & 8 ? ['reserved bit'] : []),
    ].join(', ');
}

function actionsOf(app, i) {
    const m = app.machine,
        t = m.trace,
        kind = t.kind(i),
        partner = m.history.partner.get(i),
        found = [];
    const offer = (text, act) => found.push(action(text, act));
    if (partner !== undefined)
        offer(`Go to its ${partner > i ? 'end' : 'start'}`, () =>
            app.go(partner + 1),
        );
    if (kind === FAULT || kind === FAULT_END)
        offer('Walk the address', () => app.walkTo(hex(t.big(i, 0)), t.pid(i)));
    if (kind === FRAME) offer('Who maps it?', () => app.askFrame(t.page(i, 0)));
    if (kind === ENTRY)
        offer('Decode its bits', () => app.showSlot(t.slot(i), t.what(i)));
    return found;
}
