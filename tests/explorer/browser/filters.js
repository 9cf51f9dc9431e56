/* filters.js - which events, and which processes, one chooses to see. */
'use strict';

const { ok } = require('../tap');
const { demo } = require('../play');
const { text, choose } = require('./bench');

const rows = (page) =>
    page.run(() =>
        [...document.querySelectorAll('.row:not([hidden])')].map(
            (r) => r.innerText,
        ),
    );

async function testFilters(t) {
    const page = await t.openTrace(demo());
    ok(
        (await rows(page)).some((r) => /entry/.test(r)),
        'the list shows entries',
    );
    await page.click('.group.entries');
    ok(
        (await rows(page)).length > 0 &&
            !(await rows(page)).some((r) => /entry/.test(r)),
        'unless they are not wanted',
    );
    await page.key('Home');
    await page.run('document.activeElement.blur()');
    const kinds = [];
    for (let n = 0; n < 40; n++) {
        await page.key('ArrowRight', { shift: true });
        kinds.push(await page.run('app.machine.trace.kind(app.moment - 1)'));
    }
    ok(
        !kinds.includes(1) && new Set(kinds).size > 1,
        'and jumps pass over them',
    );
    await choose(page, 'of-pid', 5);
    await page.key('End');
    ok(
        (await rows(page)).length > 0 &&
            (await rows(page)).every((r) => /(^|\n|\s)5 ?@/.test(r)),
        'one process can be chosen',
        await rows(page),
    );
    await choose(page, 'of-cpu', 1);
    await page.key('End');
    ok(
        (await rows(page)).length > 0 &&
            (await rows(page)).every((r) => /5 ?@1/.test(r)),
        'and one processor',
    );
    await choose(page, 'pid0', 3);
    ok(
        /demo \(pid 3\)/.test(await text(page, '#pid0 option:checked')) &&
            (await text(page, '#picture .box.side0')) !== '',
        'other processes can be shown',
    );
    await t.close(page, 'filters');
}

module.exports = testFilters;
