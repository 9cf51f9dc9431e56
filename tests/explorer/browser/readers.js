/* readers.js - for those who hear the page, and those who want no motion. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const { panel, goTo } = require('./bench');

/* What can be reached and has no name. */
function nameless() {
    return [
        ...document.querySelectorAll(
            'button, select, input, [role], section, main, [tabindex]',
        ),
    ]
        .filter(
            (e) =>
                e.getClientRects().length &&
                !e.innerText.trim() &&
                !e.getAttribute('aria-label') &&
                !e.getAttribute('aria-labelledby') &&
                !(e.labels && e.labels.length) &&
                !e.closest('[aria-hidden]'),
        )
        .map((e) => e.outerHTML.slice(0, 90));
}

async function testNames(t) {
    const page = await t.openTrace(demo());
    same(await page.run(nameless), [], 'whatever one can reach has a name');
    same(
        await page.run(() =>
            ['header', 'main', '#say[aria-live=polite]'].map(
                (part) => document.querySelectorAll(part).length,
            ),
        ),
        [1, 1, 1],
        'there are landmarks, and each step is read out',
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
