/* inwords.js - the picture in words: what each process has where. */

const REGIONS_AT_MOST = 100,
    PAGES_AT_MOST = 2048 /* of a region, to look at */,
    FRAMES_ASKED = 16; /* of them, to ask who else maps them */

function showWords(root, app) {
    root.textContent = '';
    for (const pid of app.pids)
        root.append(...processInWords(app.machine, pid, app.moment));
}

function processInWords(m, pid, moment) {
    const name = m.name(pid, moment),
        space = m.spaceAt(pid, moment);
    if (!space) return [hint(`${name} does not exist now.`)];
    const regions = regionsAt(m, space, moment),
        listed = regions.slice(0, REGIONS_AT_MOST);
    const found = table(
        `${name}, root table ${address(space.root)}`,
        ['addresses', 'memory', 'rights', 'pages', 'also mapped by'],
        listed.map((r) => regionRow(m, space, r, moment)),
    );
    if (listed.length === regions.length) return [found];
    const all = count(regions.length, 'region');
    return [found, hint(`The first ${listed.length} of ${all} are listed.`)];
}

function regionRow(m, space, r, moment) {
    const { there, others, looked } = pagesInWords(m, space, r, moment),
        size = r.end - r.start;
    return [
        `${address(r.start)} – ${address(r.end)}`,
        r.object ? `${r.owner || 'object'} ${r.object}` : 'private',
        protInWords(r.rights),
        `${there} of ${size}` +
            (looked < size ? ` of the first ${looked}` : ''),
        others.map((pid) => m.name(pid, moment)).join(', ') || '–',
    ];
}

/* How many of its pages are there, and who else maps the first of them. */
function pagesInWords(m, space, r, moment) {
    const looked = Math.min(r.end - r.start, PAGES_AT_MOST),
        frames = [];
    for (let page = r.start; page < r.start + looked; page++) {
        const walk = m.walk(space.root, page, moment);
        if (walk.end === 'page') frames.push(walk.frame);
    }
    const others = frames
        .slice(0, FRAMES_ASKED)
        .flatMap((frame) => mappersOf(m, frame, moment))
        .filter((x) => x.space !== space)
        .map((x) => x.space.pid);
    return { there: frames.length, others: [...new Set(others)], looked };
}
