/* phone.js - a narrow page: what one asks for can be seen. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const { goTo } = require('./bench');

/* The middles of what should stand in one line of one height. */
function header() {
    return ['h1', '#theme', '#help-button'].map((s) => {
        const { top, height } = document
            .querySelector(s)
            .getBoundingClientRect();
        return [top + height / 2, height < 40];
    });
}

/* Rows of the list whose kind is printed over the words. */
function printedOver() {
    return [...document.querySelectorAll('.row:not([hidden]) .chip')]
        .filter((chip) => chip.scrollWidth > chip.clientWidth)
        .map((chip) => chip.innerText);
}

/* Is all of an element between the sentence and the bar? */
function inSight(selector) {
    const box = (s) => document.querySelector(s).getBoundingClientRect(),
        e = box(selector);
    return e.top >= box('#say').bottom && e.bottom <= box('#controls').top;
}

/* Of the focus's ring, how much a panel leaves at its upper edge. */
function ringRoom() {
    const focused = document.activeElement,
        panel = focused.closest('[role="tabpanel"]'),
        [one, all] = [focused, panel].map((e) => e.getBoundingClientRect());
    return one.top - all.top;
}

async function head(t) {
    const page = await t.openTrace(demo(), { width: 360, height: 740 });
    const [title, ...buttons] = await page.run(header);
    same(
        buttons,
        [
            [title[0], true],
            [title[0], true],
        ],
        'title and buttons are one line',
    );
    ok(title[1], 'of the height of one');
    await t.close(page, 'the head of a small phone');
}

async function sentenceAndAnswer(t) {
    const page = await t.openTrace(demo(), { width: 390, height: 844 });
    await goTo(page, 'A frame');
    same(await page.run(printedOver), [], 'no kind is printed over the words');
    await goTo(page, 'They meet');
    ok(
        await page.run(() => {
            const say = document.getElementById('say');
            return say.scrollHeight <= say.clientHeight;
        }),
        'the sentence is there as a whole',
    );
    await page.key('/');
    ok((await page.run(ringRoom)) >= 4, 'the ring of the focus, too');
    await page.type('0x7fffff400123');
    await page.key('Enter');
    for (const part of ['#walk-form', '#walk-result .end'])
        ok(await page.run(inSight, part), `${part} is in sight`);
    await t.close(page, 'a phone');
}

async function testPhone(t) {
    await head(t);
    await sentenceAndAnswer(t);
}

module.exports = testPhone;
