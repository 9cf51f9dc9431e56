/*
 * details.js - the panels beside the picture: the event of this moment, the
 * entry that was clicked, and the picture in words.
 */

/* --- the event -------------------------------------------------------------------------- */

function showEvent(root, app) {
    const m = app.machine, t = m.trace, i = app.moment - 1;
    root.textContent = '';
    if (i < 0) {
        root.append(make('p', 'hint', 'This is the moment before the first event.'));
        app.source.show(-1);
        return;
    }
    root.append(make('h3', '', `Event ${(t.first + i).toLocaleString('en')}: ` +
                     KIND_NAMES[t.kind(i)]));
    root.append(make('p', '', sentence(m, i)));
    root.append(terms([['time', timeInWords(t, i)],
                       ['processor', t.cpu(i)],
                       ['process', m.name(t.pid(i), app.moment)],
                       ...fieldsOf(m, i)]));
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
    case CALL: return callFields(m, i);
    case RESULT: return [['result', resultInWords(t, i)]];
    case ENTRY: return [['slot', hex(t.big(i, 0))], ['address', hex(t.big(i, 3))],
                        ['before', hex(t.big(i, 1))], ['now', hex(t.big(i, 2))]];
    case CR3: return [['CR3', hex(t.big(i, 2))], ['before', hex(t.big(i, 1))]];
    case FLUSH: return [['root', hex(t.big(i, 0))], ['address', hex(t.big(i, 1))],
                        ['processors asked', hex(t.big(i, 2))]];
    case FAULT: return [['CR2', hex(t.big(i, 0))],
                        ['error code', `${hex(t.big(i, 1))}: ${errorBits(t.low(i, 1))}`],
                        ['RIP', hex(t.big(i, 2))]];
    default: return [];
    }
}

function callFields(m, i) {
    const result = m.history.partner.get(i);
    return [...callArguments(m, i).filter(([name]) => name),
            ['result', result === undefined ? 'none yet, or it never returns'
                                            : resultInWords(m.trace, result)]];
}

/* Bits of a page fault's error code (SDM vol. 3A, 4.7). */
function errorBits(e) {
    return [e & 1 ? 'present' : 'not present', ACCESS(e),
            e & 4 ? 'user mode' : 'kernel mode', e & 8 ? 'reserved bit' : '']
        .filter(Boolean).join(', ');
}

function actionsOf(app, i) {
    const m = app.machine, t = m.trace, found = [], kind = t.kind(i);
    const partner = m.history.partner.get(i);
    if (partner !== undefined)
        found.push(action(partner > i ? 'Go to its end' : 'Go to its begin',
                          () => app.go(partner + 1)));
    if (kind === FAULT || kind === FAULT_END)
        found.push(action('Walk the address',
                          () => app.walkTo(hex(t.big(i, 0)), t.pid(i))));
    if (kind === FRAME)
        found.push(action('Who maps it?', () => app.askFrame(t.page(i, 0))));
    if (kind === ENTRY)
        found.push(action('Decode its bits', () => app.showSlot(m.slotOf(i), t.what(i))));
    return found;
}

/* --- an entry ------------------------------------------------------------------------------ */

/* What each bit means here: [bit, name, set, meaning]. */
function bitRows(e, level) {
    const leaf = isLeaf(e, level), there = (e.low & P) !== 0;
    const rows = [
        [0, 'P', 'present: the walk goes on here', 'not present: the walk ends in a page fault'],
        [1, 'W', 'may be written, if all levels say so', 'read-only, whatever other levels say'],
        [2, 'U', 'user mode may use it', 'for the kernel alone'],
        [3, 'PWT', 'write-through cache', 'ordinary cache'],
        [4, 'PCD', 'not cached: a device', 'cached'],
        [5, 'A', 'marked as used by the kernel', 'not marked as used by the kernel'],
        [6, 'D', 'marked as written by the kernel', leaf ? 'not marked as written by the kernel' : 'of pages only'],
        [7, level === 1 ? 'PAT' : 'PS', level === 1 ? 'cache type' : `a page of ${SIZES[level]}`,
         level === 1 ? 'cache type' : level === 4 ? 'must be 0' : 'a table follows, no big page'],
        [8, 'G', 'global: stays in the TLB at a CR3 load', 'goes at a CR3 load'],
        [9, 'COW', "ours: copied before the first write", 'ours: no copy is needed'],
        [10, 'KEPT', 'ours: a frame that nobody may use now', 'ours: not kept'],
        [11, 'LINK', 'ours: the table belongs to a shared object', 'ours: no link'],
    ].map(([bit, name, yes, no]) => [bit, name, e.low >>> bit & 1 ? 1 : 0,
                                     e.low >>> bit & 1 ? yes : no]);
    rows.push(['12–51', 'address', address(frameOf(e)), !there && isNothing(e) ? 'none'
        : leaf ? 'the frame of the page' : `the table of level ${level - 1}`]);
    const nx = e.high >= NX_HIGH ? 1 : 0;
    rows.push([63, 'NX', nx, nx ? 'no execution, whatever other levels say'
                                : 'may be executed, if no level forbids it']);
    return rows;
}

function showEntry(root, app) {
    const slot = app.slot, m = app.machine;
    root.textContent = '';
    if (!slot) {
        root.append(make('p', 'hint', 'Click an entry in the picture to see its bits.'));
        return;
    }
    const e = m.slotAt(slot.slot, app.moment), level = slot.level;
    const tableFrame = Math.floor(slot.slot / 512);
    root.append(make('h3', '', `Level ${level}, entry ${slot.slot % 512}`));
    root.append(terms([['in the table', address(tableFrame)],
        ['holds', '0x' + (BigInt(e.high) << 32n | BigInt(e.low)).toString(16).padStart(16, '0')],
        ['which is', entryLabel(e, level)],
        ['written by', e.at < 0 ? 'nobody in this trace'
            : action(`event ${(m.trace.first + e.at).toLocaleString('en')}`,
                     () => app.go(e.at + 1))]]));
    showWays(root, app, slot, e);
    root.append(table('Its bits', ['bit', 'name', '', 'here'], bitRows(e, level)));
}

/* The ways to it, with what is left of the rights at each level. */
function showWays(root, app, slot, e) {
    const m = app.machine, level = slot.level;
    const ways = m.waysTo(Math.floor(slot.slot / 512), level, app.moment);
    if (ways.length === 0)
        root.append(make('p', 'hint', 'No process has a way to this table now.'));
    for (const way of ways.slice(0, 4)) {
        const page = pageOf(way.base, slot.slot % 512, level);
        const { steps } = m.walk(way.space.root, page, app.moment);
        const rows = steps.filter((s) => s.level >= level).map((s) => [
            `${s.level} [${s.index}]`, s.entry.low & W ? 'yes' : 'no',
            s.entry.low & U ? 'yes' : 'no', s.entry.high < NX_HIGH ? 'yes' : 'no']);
        root.append(table(
            `${m.name(way.space.pid, app.moment)} at ${address(page)}: ` +
            (e.low & P ? rightsInWords(rightsBelow(way.rights, e)) : 'no access'),
            ['level', 'write', 'user', 'execute'], rows));
    }
    if (ways.length)
        root.append(make('p', 'hint', 'Each right holds only if every level on the way grants it.'));
}

/* --- in words ---------------------------------------------------------------------------------- */

function showWords(root, app) {
    const m = app.machine;
    root.textContent = '';
    app.pids.forEach((pid) => {
        const space = m.spaceAt(pid, app.moment);
        if (!space) {
            root.append(make('p', 'hint', `${m.name(pid, app.moment)} does not exist now.`));
            return;
        }
        const regions = m.regionsAt(space, app.moment);
        const rows = regions.slice(0, REGIONS_AT_MOST).map((r) =>
            regionRow(m, space, r, app.moment));
        root.append(table(`${m.name(pid, app.moment)}, root table ${address(space.root)}`,
                          ['addresses', 'memory', 'rights', 'pages', 'also mapped by'], rows));
        if (regions.length > rows.length)
            root.append(make('p', 'hint', `The first ${rows.length} of ` +
                `${count(regions.length, 'region')} are listed.`));
    });
}

const REGIONS_AT_MOST = 100, PAGES_AT_MOST = 2048;

function regionRow(m, space, r, moment) {
    const others = new Set(), end = Math.min(r.end, r.start + PAGES_AT_MOST);
    let there = 0;
    for (let page = r.start; page < end; page++) {
        const walk = m.walk(space.root, page, moment);
        if (walk.end !== 'page')
            continue;
        there++;
        if (there <= 16)
            m.mappersOf(walk.frame, moment)
                .filter((x) => x.space !== space)
                .forEach((x) => others.add(x.space.pid));
    }
    const owner = (m.trace.facts.owners || [])[r.owner];
    const note = end < r.end ? ` of the first ${PAGES_AT_MOST}` : '';
    return [`${address(r.start)} – ${address(r.end)}`,
            r.object ? `${owner || 'object'} ${r.object}` : 'private',
            protInWords(r.rights), `${there} of ${r.end - r.start}${note}`,
            [...others].map((pid) => m.name(pid, moment)).join(', ') || '–'];
}
