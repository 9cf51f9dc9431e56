/* keys.js - all of it by keys. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const { moment, panel, focused, goTo } = require('./bench');

async function inTime(page) {
    await page.key('Tab');
    same(await focused(page), 'skip', 'Tab begins with the way to the events');
    const start = await moment(page);
    await page.key('ArrowRight');
    await page.key('.');
    same(await moment(page), start + 2, 'arrow and dot step forward');
    await page.key(',');
    await page.key('Home');
    same(await moment(page), 0, 'Home goes to the start');
    await page.key('End');
    same(
        await moment(page),
        await page.run('app.machine.history.done'),
        'End to the end',
    );
}

async function helpAndTheme(page) {
    await page.key('?');
    ok(
        await page.run(
            "document.getElementById('help').open && " +
                "document.querySelectorAll('#keys dt').length >= 15",
        ),
        '? shows all keys',
    );
    same(await focused(page), 'help-title', 'from its beginning on');
    await page.key('Escape');
    await page.key('t');
    await page.key('t');
    same(
        await page.run('document.documentElement.dataset.theme'),
        'dark',
        't changes the theme',
    );
}

async function inPicture(page) {
    await goTo(page, 'They meet');
    await page.key('p');
    const first = await focused(page);
    await page.key('ArrowRight');
    const second = await focused(page);
    ok(
        /^Level 4, entry/.test(first) &&
            /^Level/.test(second) &&
            first !== second,
        'p and arrows go about in the picture',
        [first, second],
    );
    await page.key('Enter');
    ok(
        await page.run(
            "document.getElementById('tab-entry').getAttribute('aria-selected') === 'true'",
        ),
        'Enter decodes the entry',
    );
}

async function inTabs(page) {
    await page.run("document.getElementById('tab-entry').focus()");
    await page.key('ArrowLeft');
    await page.key('ArrowLeft');
    same(await focused(page), 'tab-words', 'arrows go round the tabs');
    ok(
        /root table/.test(await panel(page, 'words')),
        'and open the panels',
        await panel(page, 'words'),
    );
}

async function inList(page) {
    await page.key('e');
    const before = await moment(page);
    await page.key('ArrowUp');
    ok(
        (await moment(page)) < before &&
            (await page.run(() => {
                const list = document.getElementById('list');
                const id = list.getAttribute('aria-activedescendant');
                const row = document.getElementById(id);
                return row.getAttribute('aria-selected') === 'true';
            })),
        'arrows go up and down in the list',
    );
}

async function playing(page) {
    await page.run("document.getElementById('speed').value = 5000");
    await page.key('Home');
    await page.run('document.activeElement.blur()');
    await page.key(' ');
    ok(
        await page.until(
            'app.moment === app.machine.history.done && !app.player.playing',
        ),
        'Space plays until the end',
    );
}

async function testKeys(t) {
    const page = await t.openTrace(demo());
    await inTime(page);
    await helpAndTheme(page);
    await inPicture(page);
    await inTabs(page);
    await inList(page);
    await playing(page);
    await t.close(page, 'keys');
}

module.exports = testKeys;
