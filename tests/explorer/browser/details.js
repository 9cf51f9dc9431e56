/* details.js - what an event, an entry, an address and a frame tell. */
'use strict';

const fs = require('fs');
const { ok, same } = require('../tap');
const { demo, AT_PING, AT_PONG } = require('../play');
const { hex, text, panel, focused, fill, choose, goTo } = require('./bench');

async function entryAndFrame(page) {
    same(await page.run(ringless), 0, 'the ring of the focus has its place');
    await page.click('#picture .cell.link');
    const entry = await panel(page, 'entry');
    ok(
        /11\s+LINK\s+1\s+ours: the table belongs to a shared object/.test(
            entry,
        ) &&
            /\n1\s+W\s+1\s/.test(entry) &&
            /63\s+NX\s+1\s+no execution/.test(entry),
        'a click on an entry names its bits',
        entry,
    );
    ok(/no trace sees that/.test(entry), 'and whose they are');
    ok(
        /demo \(pid 4\) at 0x7fffff400000: read, write\n/.test(entry),
        'and what the walk leaves of the rights',
    );
    const [, writer] = /written by\s+event (\d+)/.exec(entry) || [];
    await page.click('#panel-entry dd button');
    const [number] = (await text(page, '#position')).split(' ');
    same(
        [number, await page.run('app.machine.trace.kind(app.moment - 1)')],
        [writer, 1],
        'and leads to the event that has written it',
    );
    await goTo(page, 'They meet');
    await page.click('#picture .frame.of-segment');
    const frame = await panel(page, 'frame');
    ok(
        frame.includes(hex(AT_PING)) &&
            frame.includes(hex(AT_PONG)) &&
            /a shared-memory segment/.test(frame),
        'a click on a frame says who maps it',
        frame,
    );
}

async function folds(page) {
    const kernel = '#picture .kernel:not([hidden])';
    await page.click(kernel);
    same(await text(page, kernel), 'fold kernel', "the kernel's half unfolds");
    ok(/^Fold/.test(await focused(page)), 'and the focus stays there');
    await page.click(kernel);
    same(await text(page, kernel), 'kernel half', 'and folds');
    const folds = () => page.run("document.querySelectorAll('.fold').length");
    const before = await folds();
    await page.click('#picture .fold');
    same(await folds(), before - 1, 'so does a run of entries');
}

/* How many buttons have no room for the ring of the focus, 4 pixels? */
function ringless() {
    const box = (e) => e.getBoundingClientRect(),
        frame = box(document.getElementById('frame-of-picture'));
    return [
        ...document.querySelectorAll('#picture button:not([hidden])'),
    ].filter(
        (e) => box(e).left < frame.left + 4 || box(e).right > frame.right - 4,
    ).length;
}

async function addresses(page, frame) {
    await page.key('/');
    await page.type('0x7fffff400123');
    await page.key('Enter');
    const walk = await panel(page, 'walk');
    ok(
        /255[^]*511[^]*506[^]*\b0\n[^]*291/.test(walk) &&
            walk.includes(`physical address is ${hex(frame + 0x123n)}.`),
        'a typed address is cut in five and walked',
        walk,
    );
    ok(
        await page.run(
            () =>
                document.querySelectorAll('#picture .cell.walk').length === 4 &&
                document.querySelectorAll('#picture .line.walk').length >= 4,
        ),
        'and the picture shows the way',
    );
    await choose(page, 'walk-pid', 5);
    const other = await panel(page, 'walk');
    ok(
        /not present[^]*no region is there/.test(other),
        'of the other process, as soon as that is chosen',
        other,
    );
    await choose(page, 'walk-pid', 4);
    for (const [typed, answer] of [
        ['zzz', /is no address/],
        ['800000000000', /not canonical/],
        ['0x1000', /not present[^]*no region is there/],
    ]) {
        await fill(page, 'walk-address', typed);
        const said = await panel(page, 'walk');
        ok(answer.test(said), `${typed} gets an answer`, said);
    }
}

/* Is the marked line of the source in sight? */
function lineInSight() {
    const code = document.querySelector('pre');
    const [all, one] = [code, code.querySelector('.here')].map((e) =>
        e.getBoundingClientRect(),
    );
    return one.top > all.top && one.bottom < all.bottom;
}

async function source(page) {
    await page.click('#tab-event');
    ok(await page.until(lineInSight), "the event's line of the kernel is seen");
    const line = (await text(page, 'pre .here')).trimEnd();
    const file = fs.readFileSync('kernel/vm/link.c', 'utf8').split('\n');
    const number = parseInt(line, 10);
    ok(
        line.includes('pte_set') && line.endsWith(file[number - 1].trimEnd()),
        'it is the one that writes the entry',
        line,
    );
    await page.click('.place:not([aria-pressed="true"])');
    ok(
        /fault\.c:\d+/.test(await text(page, '.file-name')),
        'and that of its caller',
    );
    await page.click('.actions button');
    same(
        await focused(page),
        'panel-entry',
        'the focus goes along to another panel',
    );
}

async function inWords(page) {
    await page.click('#tab-words');
    const words = await panel(page, 'words');
    ok(
        /0x7fffff400000 – 0x7fffff401000\s+segment 7\s+rw-\s+1 of 1\s+demo \(pid 5\)/.test(
            words,
        ),
        'the picture is there in words',
        words,
    );
}

async function testDetails(t) {
    const maker = demo(),
        page = await t.openTrace(maker);
    await goTo(page, 'They meet');
    await entryAndFrame(page);
    await folds(page);
    await addresses(page, maker.leaf.frame << 12n);
    await source(page);
    await inWords(page);
    await t.close(page, 'details');
}

module.exports = testDetails;
