/*
 * entry.js - the entry that was clicked: its bits, and what is left of the
 * rights on each way to it.
 */

/* What bits 0 to 11 mean here, set and not. */
function meanings(level, leaf) {
    return [
        [
            'present: the walk goes on',
            'not present: a page fault, and no other bit counts',
        ],
        ['may be written, if all levels say so', 'read-only in any case'],
        ['user mode may use it', 'for the kernel alone'],
        ['write-through cache', 'ordinary cache'],
        ['not cached: a device', 'cached'],
        ['has been used', 'not used yet when this was written'],
        [
            'the page has been written to',
            leaf ? 'not written to yet when this was written' : 'of pages only',
        ],
        level === 1
            ? ['cache type', 'cache type']
            : [
                  `a page of ${SIZES[level]}`,
                  level === 4 ? 'must be 0' : 'a table follows, no big page',
              ],
        ['global: stays in the TLB at a CR3 load', 'goes at a CR3 load'],
        ['ours: copied before the first write', 'ours: no copy is needed'],
        ['ours: a frame that nobody may use now', 'ours: not kept'],
        ['ours: the table belongs to a shared object', 'ours: no link'],
    ];
}

/* [bit, name, value, meaning]. */
function bitRows(e, level) {
    const leaf = isLeaf(e, level),
        nx = e.high >= NX_HIGH;
    const rows = meanings(level, leaf).map(([set, unset], bit) => {
        const value = (e.low >>> bit) & 1,
            name = level === 1 && bit === 7 ? 'PAT' : BIT_NAMES[bit];
        return [bit, name, value, value ? set : unset];
    });
    const goal = leaf
        ? 'the frame of the page'
        : `the table of level ${level - 1}`;
    const leads = ['12–51', 'address', address(frameOf(e)), goal];
    if (!(e.low & P)) return absentRows(e, rows, leads);
    return [
        ...rows,
        leads,
        [
            63,
            'NX',
            Number(nx),
            nx
                ? 'no execution, whatever other levels say'
                : 'may be executed, if no level forbids it',
        ],
    ];
}

/* Of an entry that isn't present, what says something: that, and ours. */
function absentRows(e, rows, leads) {
    const ours = rows.slice(9).filter(([, , value]) => value);
    return [rows[0], ...ours, ...(isNothing(e) ? [] : [leads])];
}

function showEntry(root, app) {
    root.textContent = '';
    if (!app.slot) {
        root.append(hint('Click an entry in the picture to see its bits.'));
        return;
    }
    const { slot, level } = app.slot,
        e = app.machine.slotAt(slot, app.moment),
        value = (BigInt(e.high) << 32n) | BigInt(e.low);
    root.append(
        make('h3', '', `Level ${level}, entry ${slot % 512}`),
        terms([
            ['in the table', address(tableOf(slot))],
            ['holds', '0x' + value.toString(16).padStart(16, '0')],
            ['which is', entryInWords(e, level)],
            ['written by', writerOf(app, e)],
        ]),
        ...waysInWords(app, e),
        table('Its bits', ['bit', 'name', '', 'here'], bitRows(e, level)),
        e.low & P ? asWritten() : '',
    );
}

function asWritten() {
    return hint(
        'The bits are as the kernel has written them. The processor sets A and ' +
            'D by itself, and no trace sees that; in entries of pages the ' +
            'kernel has often set them in advance.',
    );
}

function writerOf(app, e) {
    if (e.at < 0) return 'nobody in this trace';
    const number = inThousands(app.machine.history.eventsBefore(e.at + 1));
    return action(`event ${number}`, () => app.go(e.at + 1));
}

const WAYS_AT_MOST = 4;

/* The ways to it, with what is left of the rights at each level. */
function waysInWords(app, e) {
    const { slot, level } = app.slot;
    const ways = waysTo(app.machine, tableOf(slot), level, app.moment);
    if (ways.length === 0)
        return [hint('No process has a way to this table now.')];
    return [
        ...ways.slice(0, WAYS_AT_MOST).map((way) => wayInWords(app, e, way)),
        hint('Each right holds only if every level on the way grants it.'),
    ];
}

/* Does an entry grant to write, to user mode, to execute? */
function grantsOf({ low, high }) {
    if (!(low & P)) return ['–', '–', '–'];
    return [low & W, low & U, high < NX_HIGH].map((is) => (is ? 'yes' : 'no'));
}

function wayInWords(app, e, way) {
    const m = app.machine,
        { slot, level } = app.slot,
        page = pageOf(way.base, slot % 512, level);
    const rows = m
        .walk(way.space.root, page, app.moment)
        .steps.filter((s) => s.level >= level)
        .map((s) => [`${s.level} [${s.index}]`, ...grantsOf(s.entry)]);
    const left =
        e.low & P ? rightsInWords(rightsBelow(way.rights, e)) : 'no access';
    return table(
        `${m.name(way.space.pid, app.moment)} at ${address(page)}: ${left}`,
        ['level', 'write', 'user', 'execute'],
        rows,
    );
}
