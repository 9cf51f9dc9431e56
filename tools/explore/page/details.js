/*
 * details.js - the event of this moment: a sentence, its fields, and what one
 * can ask next.
 */

function showEvent(root, app) {
    const m = app.machine,
        t = m.trace,
        i = app.moment - 1;
    root.textContent = '';
    if (i < 0) {
        root.append(
            make('p', 'hint', 'This is the moment before the first event.'),
        );
        app.source.show(-1);
        return;
    }
    root.append(
        make(
            'h3',
            '',
            `Event ${(t.first + i).toLocaleString('en')}: ` +
                KIND_NAMES[t.kind(i)],
        ),
    );
    root.append(make('p', '', sentence(m, i)));
    root.append(
        terms([
            ['time', timeInWords(t, i)],
            ['processor', t.cpu(i)],
            ['process', m.name(t.pid(i), app.moment)],
            ...fieldsOf(m, i),
        ]),
    );
    const more = actionsOf(app, i);
    if (more.length) {
        const row = make('p', 'actions');
        row.append(...more);
        root.append(row);
    }
    app.source.show(i);
}

function fieldsOf(m, i) {
    const t = m.trace;
    switch (t.kind(i)) {
        case CALL:
            return callFields(m, i);
        case RESULT:
            return [['result', resultInWords(t, i)]];
        case ENTRY:
            return [
                ['slot', hex(t.big(i, 0))],
                ['address', hex(t.big(i, 3))],
                ['before', hex(t.big(i, 1))],
                ['now', hex(t.big(i, 2))],
            ];
        case CR3:
            return [
                ['CR3', hex(t.big(i, 2))],
                ['before', hex(t.big(i, 1))],
            ];
        case FLUSH:
            return [
                ['root', hex(t.big(i, 0))],
                ['address', hex(t.big(i, 1))],
                ['processors asked', hex(t.big(i, 2))],
            ];
        case FAULT:
            return [
                ['CR2', hex(t.big(i, 0))],
                [
                    'error code',
                    `${hex(t.big(i, 1))}: ${errorBits(t.low(i, 1))}`,
                ],
                ['RIP', hex(t.big(i, 2))],
            ];
        default:
            return [];
    }
}

function callFields(m, i) {
    const result = m.history.partner.get(i);
    return [
        ...callArguments(m, i).filter(([name]) => name),
        [
            'result',
            result === undefined
                ? 'none yet, or it never returns'
                : resultInWords(m.trace, result),
        ],
    ];
}

/* Bits of a page fault's error code (SDM vol. 3A, 4.7). */
function errorBits(e) {
    return [
        e & 1 ? 'present' : 'not present',
        ACCESS(e),
        e & 4 ? 'user mode' : 'kernel mode',
        e & 8 ? 'reserved bit' : '',
    ]
        .filter(Boolean)
        .join(', ');
}

function actionsOf(app, i) {
    const m = app.machine,
        t = m.trace,
        found = [],
        kind = t.kind(i);
    const partner = m.history.partner.get(i);
    if (partner !== undefined)
        found.push(
            action(partner > i ? 'Go to its end' : 'Go to its begin', () =>
                app.go(partner + 1),
            ),
        );
    if (kind === FAULT || kind === FAULT_END)
        found.push(
            action('Walk the address', () =>
                app.walkTo(hex(t.big(i, 0)), t.pid(i)),
            ),
        );
    if (kind === FRAME)
        found.push(action('Who maps it?', () => app.askFrame(t.page(i, 0))));
    if (kind === ENTRY)
        found.push(
            action('Decode its bits', () =>
                app.showSlot(m.slotOf(i), t.what(i)),
            ),
        );
    return found;
}
