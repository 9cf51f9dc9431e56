/* inwords.js - the picture in words: what each process has where. */

function showWords(root, app) {
    const m = app.machine;
    root.textContent = '';
    app.pids.forEach((pid) => {
        const space = m.spaceAt(pid, app.moment);
        if (!space) {
            root.append(
                make(
                    'p',
                    'hint',
                    `${m.name(pid, app.moment)} does not exist now.`,
                ),
            );
            return;
        }
        const regions = m.regionsAt(space, app.moment);
        const rows = regions
            .slice(0, REGIONS_AT_MOST)
            .map((r) => regionRow(m, space, r, app.moment));
        root.append(
            table(
                `${m.name(pid, app.moment)}, root table ${address(space.root)}`,
                ['addresses', 'memory', 'rights', 'pages', 'also mapped by'],
                rows,
            ),
        );
        if (regions.length > rows.length)
            root.append(
                make(
                    'p',
                    'hint',
                    `The first ${rows.length} of ` +
                        `${count(regions.length, 'region')} are listed.`,
                ),
            );
    });
}

const REGIONS_AT_MOST = 100,
    PAGES_AT_MOST = 2048;

function regionRow(m, space, r, moment) {
    const others = new Set(),
        end = Math.min(r.end, r.start + PAGES_AT_MOST);
    let there = 0;
    for (let page = r.start; page < end; page++) {
        const walk = m.walk(space.root, page, moment);
        if (walk.end !== 'page') continue;
        there++;
        if (there <= 16)
            m.mappersOf(walk.frame, moment)
                .filter((x) => x.space !== space)
                .forEach((x) => others.add(x.space.pid));
    }
    const owner = (m.trace.facts.owners || [])[r.owner];
    const note = end < r.end ? ` of the first ${PAGES_AT_MOST}` : '';
    return [
        `${address(r.start)} – ${address(r.end)}`,
        r.object ? `${owner || 'object'} ${r.object}` : 'private',
        protInWords(r.rights),
        `${there} of ${r.end - r.start}${note}`,
        [...others].map((pid) => m.name(pid, moment)).join(', ') || '–',
    ];
}
