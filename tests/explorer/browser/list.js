/* list.js - the list of events: its rows and the counts. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const { text, panel, moment, choose, goTo } = require('./bench');

/* What is wrong with the rows once the page is drawn: the moment's is not in
 * sight, or the list ends before its end. */
function wrongRows() {
    const box = (e) => e.getBoundingClientRect(),
        list = box(document.getElementById('list')),
        now = box(document.querySelector('.row.now')),
        rows = [...document.querySelectorAll('.row:not([hidden])')],
        low = Math.max(...rows.map((row) => box(row).bottom)),
        last = rows.at(-1).record === app.machine.history.done - 1;
    return [
        ...(now.top < list.top || now.bottom > list.bottom ? ['now'] : []),
        ...(low < list.bottom - 2 && !last ? ['empty'] : []),
    ];
}

const drawn = (page) =>
    page.run('new Promise((r) => requestAnimationFrame(() => setTimeout(r)))');

async function rows(t, width, height) {
    const page = await t.openTrace(demo(), { width, height }),
        wrong = [];
    await goTo(page, 'First attach');
    for (let n = 0; n < 30; n++) {
        await page.key('ArrowRight');
        await drawn(page);
        wrong.push(...(await page.run(wrongRows)));
    }
    same(
        wrong,
        [],
        `the event of the moment is in a full list, ${width} by ${height}`,
    );
    await page.key('Home');
    same(
        await page.run("document.getElementById('list').scrollTop"),
        0,
        'Home leads to the first row',
    );
    await t.close(page, `rows, ${width}`);
}

async function counts(t) {
    const maker = demo(),
        page = await t.openTrace(maker);
    const parts = await page.run(() => {
        const kinds = [...Array(app.machine.trace.count).keys()];
        return kinds.filter((i) => isPart(app.machine.trace.kind(i)));
    });
    const all = `${maker.count - parts.length} events`;
    same(await text(page, '#shown'), all, 'parts of calls are not counted');
    ok(
        (await text(page, '#about')).includes(` ${all} `),
        'nor are they anywhere',
    );
    await choose(page, 'slider', parts[0] + 1, 'input');
    same(await moment(page), parts[0], 'and have no moment');
    const [number] = (await text(page, '#position')).split(' ');
    same(
        /^Event (\d+):/.exec(await panel(page, 'event'))[1],
        number,
        'the number of an event is that of the moment',
    );
    await t.close(page, 'counts');
}

async function testList(t) {
    await rows(t, 1920, 1000);
    await rows(t, 1400, 900);
    await counts(t);
}

module.exports = testList;
