/* readers.js - for those who hear the page, and those who want no motion. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const { panel, goTo } = require('./bench');

const REACHED =
    /^(button|combobox|slider|textbox|tab|link|listbox|option|region|dialog|table)$/;

async function testNames(t) {
    const page = await t.openTrace(demo());
    await goTo(page, 'They meet');
    const heard = await page.heard();
    const reached = heard.filter(({ role }) => REACHED.test(role));
    ok(reached.length > 60, 'a screen reader finds things to reach');
    same(
        reached.filter(({ name }) => !name),
        [],
        'each of which has a name',
    );
    const count = (wanted) =>
        heard.filter(({ role }) => role === wanted).length;
    same(
        ['banner', 'main', 'status'].map(count),
        [1, 1, 1],
        'there are landmarks, and each step is read out, once',
    );
    const names = await page.run(() =>
        [
            ...document.querySelectorAll('#picture button.cell:not([hidden])'),
        ].map((button) => button.getAttribute('aria-label')),
    );
    same(
        names.filter((name, n) => names.indexOf(name) !== n),
        [],
        'and no two entries have one name',
    );
    await t.close(page, 'readers');
}

const animation = (page) =>
    page.run("getComputedStyle(document.querySelector('.line')).animationName");

async function testMotion(t) {
    const still = await t.openTrace(demo());
    same(await animation(still), 'none', 'who wants no motion gets none');
    await t.close(still, 'no motion');
    const page = await t.openTrace(demo(), {
        media: { 'prefers-reduced-motion': 'no-preference' },
    });
    await goTo(page, 'They meet');
    ok((await animation(page)) !== 'none', 'others see lines appear');
    await page.run("app.walkTo('0x7fffff400000', 4)");
    ok(
        await page.run(
            "document.querySelectorAll('#panel-walk tbody tr').length < 4",
        ),
        'and a walk go level by level',
    );
    ok(
        await page.until(
            "/physical address/.test(document.getElementById('panel-walk').innerText)",
        ),
        'to its end',
        await panel(page, 'walk'),
    );
    await t.close(page, 'motion');
}

async function testReaders(t) {
    await testNames(t);
    await testMotion(t);
}

module.exports = testReaders;
