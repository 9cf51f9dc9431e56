/* bench.js - what the tests in a browser share: pages, and what one sees there. */
'use strict';

const fs = require('fs');
const path = require('path');
const { same } = require('../tap');
const { data, page: whole } = require('../page');

const READY = "document.getElementById('wait').hidden";

class Bench {
    constructor(chrome, folder) {
        Object.assign(this, { chrome, folder, files: 0 });
    }

    /* Open a page with these data scripts. */
    async open(tags, options = {}) {
        const file = path.join(this.folder, `page${++this.files}.html`);
        fs.writeFileSync(file, whole(tags));
        const page = await this.chrome.open(`file://${file}`, options);
        if (!(await page.until(READY)))
            throw new Error('the page does not begin');
        return page;
    }

    openTrace(maker, options, facts) {
        return this.open(data(maker.records, maker.facts(facts)), options);
    }

    /* Nothing went wrong, and nothing but the file was asked for. */
    async close(page, what) {
        same(page.errors, [], `${what}: no errors`);
        same(
            page.requests.filter((url) => !/^(file|data):/.test(url)),
            [],
            `${what}: nothing is asked of a network`,
        );
        await page.close();
    }
}

const hex = (n) => '0x' + n.toString(16);

/* The text of an element, '' without. */
const text = (page, selector) =>
    page.run((s) => {
        const element = document.querySelector(s);
        return element ? element.innerText : '';
    }, selector);

const say = (page) => text(page, '#say');
const panel = (page, name) => text(page, `#panel-${name}`);
const moment = (page) =>
    page.run("Number(document.getElementById('slider').value)");

/* What the focus is on, by its name. */
const focused = (page) =>
    page.run(
        () =>
            document.activeElement.getAttribute('aria-label') ||
            document.activeElement.id ||
            document.activeElement.className,
    );

/* Type into a field, and send it. */
async function fill(page, id, typed) {
    await page.run((i) => {
        document.getElementById(i).value = '';
        document.getElementById(i).focus();
    }, id);
    await page.type(typed);
    await page.key('Enter');
}

/* Choose a value in a list, or on the slider. */
const choose = (page, id, value, event = 'change') =>
    page.run(
        (i, v, e) => {
            document.getElementById(i).value = v;
            document.getElementById(i).dispatchEvent(new Event(e));
        },
        id,
        value,
        event,
    );

/* Go to a step of the story by keys. */
async function goTo(page, title) {
    await page.key('Home');
    for (let n = 0; n < 12; n++) {
        if ((await text(page, '#story .here')).endsWith(title)) return;
        await page.key(']');
    }
    throw new Error(`the story has no step '${title}'`);
}

/* Frames of segments that are to be seen. */
const segmentFrames = (page) =>
    page.run(
        "document.querySelectorAll('#picture .of-segment:not([hidden])').length",
    );

/* The lines that show what is shared: [from, to]. */
function sharedLines(page) {
    return page.run(() =>
        [...document.querySelectorAll('#picture .line.shared')]
            .map((line) => line.dataset.line.split('>'))
            .sort(),
    );
}

/* The texts of the frames in which the shared lines of each side end. */
async function sharedFrames(page) {
    const lines = await sharedLines(page);
    const names = await page.run(() =>
        [...document.querySelectorAll('#picture button.frame')].map((e) => [
            e.thing.id,
            e.innerText.replace(/\s/g, ''),
        ]),
    );
    const frames = new Map(names);
    const end = (to) => {
        const next = lines.find(([from]) => from.startsWith(`${to}:`));
        return frames.get(to) || (next ? end(next[1]) : 'nowhere');
    };
    return ['0/', '1/'].map((side) => {
        const own = lines.filter(([from]) => from.startsWith(side));
        return [...new Set(own.map(([, to]) => end(to)))].join();
    });
}

module.exports = {
    Bench,
    READY,
    hex,
    text,
    say,
    panel,
    moment,
    focused,
    fill,
    choose,
    goTo,
    segmentFrames,
    sharedLines,
    sharedFrames,
};
