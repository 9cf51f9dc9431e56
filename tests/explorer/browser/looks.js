/* looks.js - small and large, light and dark: all text can be read. */
'use strict';

const path = require('path');
const { ok, same } = require('../tap');
const { demo } = require('../play');
const { goTo } = require('./bench');

/* Texts whose contrast with what is behind them is below 4.5 (WCAG 2.1, 1.4.3). */
function lowContrast() {
    const numbers = (c) => (c.match(/[\d.]+/g) || []).map(Number);
    const light = (c) =>
        [0.2126, 0.7152, 0.0722].reduce((sum, w, n) => {
            const v = c[n] / 255;
            return (
                sum +
                w * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            );
        }, 0);
    const behind = (e) => {
        for (; e; e = e.parentElement) {
            const c = numbers(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] > 0.5) return c;
        }
        return [255, 255, 255];
    };
    const hasText = (e) =>
        e.getClientRects().length &&
        !/SCRIPT|STYLE|NOSCRIPT|OPTION/.test(e.tagName) &&
        [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const low = new Set();
    for (const e of document.querySelectorAll('body *')) {
        if (!hasText(e)) continue;
        const [a, b] = [
            light(numbers(getComputedStyle(e).color)),
            light(behind(e)),
        ].sort((x, y) => y - x);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < 4.5)
            low.add(
                `${e.tagName}.${e.className}: ${e.innerText.slice(0, 20)} ` +
                    contrast.toFixed(2),
            );
    }
    return [...low];
}

/* Cells and labels whose text doesn't fit. */
function cutTexts() {
    return [
        ...document.querySelectorAll(
            '#picture .bits, #picture .index, #picture .box span, ' +
                '#picture .box b, #picture .frame span, button, #story li',
        ),
    ]
        .filter(
            (e) =>
                e.getClientRects().length &&
                e.scrollWidth > e.clientWidth + 1 &&
                e.clientWidth,
        )
        .map((e) => `${e.className} ${e.innerText}`);
}

/* What is wider than what it is in. */
function stickingOut() {
    const frame = document.getElementById('frame-of-picture'),
        picture = frame.querySelector('svg').getBoundingClientRect().width,
        wide = document.documentElement.scrollWidth > window.innerWidth;
    return [
        ...(wide ? ['the page'] : []),
        ...(picture > frame.clientWidth ? ['the picture'] : []),
    ];
}

async function look(t, width, height, scheme) {
    const what = `${width} pixels, ${scheme}`;
    const page = await t.openTrace(demo(), {
        width,
        height,
        media: { 'prefers-color-scheme': scheme },
    });
    same(
        await page.run('getComputedStyle(document.body).backgroundColor'),
        scheme === 'dark' ? 'rgb(14, 18, 24)' : 'rgb(244, 245, 247)',
        `${what}: the theme is the system's`,
    );
    await goTo(page, 'First touch');
    same(await page.run(lowContrast), [], `${what}: faint text, too`);
    await goTo(page, 'They meet');
    same(await page.run(stickingOut), [], `${what}: nothing sticks out`);
    same(await page.run(lowContrast), [], `${what}: all text is well legible`);
    same(await page.run(cutTexts), [], `${what}: no text is cut off`);
    await page.click('#picture .cell.link');
    await page.click('#picture .frame.of-segment');
    await page.run("app.walkTo('0x7fffff400000', 4)");
    for (const tab of ['entry', 'walk', 'frame', 'words']) {
        await page.run((n) => app.tabs.open(n), tab);
        same(await page.run(lowContrast), [], `${what}: nor in ${tab}`);
    }
    if (process.env.PICTURES)
        await page.picture(
            path.join(process.env.PICTURES, `${width}-${scheme}.png`),
        );
    await t.close(page, what);
}

/* The strip along the slider, a canvas, changes with the system's wish, too. */
async function testStrip(t) {
    const page = await t.openTrace(demo());
    const strip = () => document.getElementById('density').toDataURL();
    const light = await page.run(strip);
    await page.media({ 'prefers-color-scheme': 'dark' });
    ok(
        await page.until(`(${strip})() !== ${JSON.stringify(light)}`),
        'the strip has the colours of the theme',
    );
    await t.close(page, 'the strip');
}

async function testLooks(t) {
    await testStrip(t);

    for (const [width, height] of [
        [360, 740],
        [700, 1000],
        [800, 1100],
        [1280, 800],
        [1920, 1080],
    ])
        for (const scheme of ['light', 'dark'])
            await look(t, width, height, scheme);
}

module.exports = testLooks;
