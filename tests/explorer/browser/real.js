/* real.js - the page that tools/explore has made of a real machine. */
'use strict';

const path = require('path');
const { ok, same } = require('../tap');
const {
    READY,
    text,
    panel,
    goTo,
    segmentFrames,
    sharedFrames,
} = require('./bench');

/* The first text of an event in which something is missing. */
function oddText() {
    const m = app.machine;
    for (let i = 0; i < m.history.done; i++) {
        if (isPart(m.trace.kind(i))) continue;
        const said = sentence(m, i) + brief(m, i);
        if (/undefined|NaN|\[object|^Nothing/.test(said)) return said;
    }
    return '';
}

/* `file`: of the demonstration. */
async function testReal(t, file) {
    const page = await t.chrome.open(`file://${path.resolve(file)}`);
    ok(await page.until(READY), 'the page of a real machine opens');
    same(await text(page, '#problem'), '', 'and has nothing to complain of');
    await goTo(page, 'They meet');
    const [left, right] = await sharedFrames(page);
    ok(
        /^S0x[0-9a-f]+$/.test(left) && left === right,
        'both lines end in one frame of the segment',
        [left, right],
    );
    await page.click('#picture .frame.of-segment');
    ok(
        /0x7fffff400000[^]*0x200000000000/.test(await panel(page, 'frame')),
        'which both map',
        await panel(page, 'frame'),
    );
    await page.click('#tab-event');
    ok(
        /pte_set/.test(await text(page, 'pre .here')),
        'the line that wrote the entry is there',
    );
    same(await page.run(oddText), '', 'each event has its sentence');
    await page.run('app.view.unfold({ kernel: true })');
    same(
        await page.run(() =>
            [...document.querySelectorAll('#picture .frame span')]
                .filter((e) => e.scrollWidth > e.clientWidth + 1)
                .map((e) => e.parentElement.innerText),
        ),
        [],
        "what the kernel's half leads to is legible, too",
    );
    await goTo(page, 'Removed');
    same(await segmentFrames(page), 0, 'in the end the frame is free again');
    await t.close(page, 'a real machine');
}

module.exports = testReal;
