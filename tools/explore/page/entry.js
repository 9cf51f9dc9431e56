/*
 * entry.js - the entry that was clicked: its bits, and what is left of the
 * rights on each way to it.
 */

/* What each bit means here: [bit, name, set, meaning]. */
function bitRows(e, level) {
    const leaf = isLeaf(e, level),
        there = (e.low & P) !== 0;
    const rows = [
        [
            0,
            'P',
            'present: the walk goes on here',
            'not present: the walk ends in a page fault',
        ],
        [
            1,
            'W',
            'may be written, if all levels say so',
            'read-only, whatever other levels say',
        ],
        [2, 'U', 'user mode may use it', 'for the kernel alone'],
        [3, 'PWT', 'write-through cache', 'ordinary cache'],
        [4, 'PCD', 'not cached: a device', 'cached'],
        [
            5,
            'A',
            'marked as used by the kernel',
            'not marked as used by the kernel',
        ],
        [
            6,
            'D',
            'marked as written by the kernel',
            leaf ? 'not marked as written by the kernel' : 'of pages only',
        ],
        [
            7,
            level === 1 ? 'PAT' : 'PS',
            level === 1 ? 'cache type' : `a page of ${SIZES[level]}`,
            level === 1
                ? 'cache type'
                : level === 4
                  ? 'must be 0'
                  : 'a table follows, no big page',
        ],
        [
            8,
            'G',
            'global: stays in the TLB at a CR3 load',
            'goes at a CR3 load',
        ],
        [
            9,
            'COW',
            'ours: copied before the first write',
            'ours: no copy is needed',
        ],
        [10, 'KEPT', 'ours: a frame that nobody may use now', 'ours: not kept'],
        [
            11,
            'LINK',
            'ours: the table belongs to a shared object',
            'ours: no link',
        ],
    ].map(([bit, name, yes, no]) => [
        bit,
        name,
        (e.low >>> bit) & 1 ? 1 : 0,
        (e.low >>> bit) & 1 ? yes : no,
    ]);
    rows.push([
        '12–51',
        'address',
        address(frameOf(e)),
        !there && isNothing(e)
            ? 'none'
            : leaf
              ? 'the frame of the page'
              : `the table of level ${level - 1}`,
    ]);
    const nx = e.high >= NX_HIGH ? 1 : 0;
    rows.push([
        63,
        'NX',
        nx,
        nx
            ? 'no execution, whatever other levels say'
            : 'may be executed, if no level forbids it',
    ]);
    return rows;
}

function showEntry(root, app) {
    const slot = app.slot,
        m = app.machine;
    root.textContent = '';
    if (!slot) {
        root.append(
            make('p', 'hint', 'Click an entry in the picture to see its bits.'),
        );
        return;
    }
    const e = m.slotAt(slot.slot, app.moment),
        level = slot.level;
    const tableFrame = Math.floor(slot.slot / 512);
    root.append(make('h3', '', `Level ${level}, entry ${slot.slot % 512}`));
    root.append(
        terms([
            ['in the table', address(tableFrame)],
            [
                'holds',
                '0x' +
                    ((BigInt(e.high) << 32n) | BigInt(e.low))
                        .toString(16)
                        .padStart(16, '0'),
            ],
            ['which is', entryLabel(e, level)],
            [
                'written by',
                e.at < 0
                    ? 'nobody in this trace'
                    : action(
                          `event ${(m.trace.first + e.at).toLocaleString('en')}`,
                          () => app.go(e.at + 1),
                      ),
            ],
        ]),
    );
    showWays(root, app, slot, e);
    root.append(
        table('Its bits', ['bit', 'name', '', 'here'], bitRows(e, level)),
    );
}

/* The ways to it, with what is left of the rights at each level. */
function showWays(root, app, slot, e) {
    const m = app.machine,
        level = slot.level;
    const ways = m.waysTo(Math.floor(slot.slot / 512), level, app.moment);
    if (ways.length === 0)
        root.append(
            make('p', 'hint', 'No process has a way to this table now.'),
        );
    for (const way of ways.slice(0, 4)) {
        const page = pageOf(way.base, slot.slot % 512, level);
        const { steps } = m.walk(way.space.root, page, app.moment);
        const rows = steps
            .filter((s) => s.level >= level)
            .map((s) => [
                `${s.level} [${s.index}]`,
                s.entry.low & W ? 'yes' : 'no',
                s.entry.low & U ? 'yes' : 'no',
                s.entry.high < NX_HIGH ? 'yes' : 'no',
            ]);
        root.append(
            table(
                `${m.name(way.space.pid, app.moment)} at ${address(page)}: ` +
                    (e.low & P
                        ? rightsInWords(rightsBelow(way.rights, e))
                        : 'no access'),
                ['level', 'write', 'user', 'execute'],
                rows,
            ),
        );
    }
    if (ways.length)
        root.append(
            make(
                'p',
                'hint',
                'Each right holds only if every level on the way grants it.',
            ),
        );
}
