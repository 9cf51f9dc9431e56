/* long.js - a long trace: as right as a short one, and how fast. */
'use strict';

const { ok, same, note } = require('../tap');
const { demo, noise, chance } = require('../play');
const { replay } = require('../logic/replay');
const { moment, choose } = require('./bench');

/* What the cells of the picture say: [table, index, bits, hidden]. */
function cellsShown(page) {
    return page.run(() =>
        [...app.view.scene.cells]
            .filter(([cell]) => !cell.fold)
            .map(([cell]) => [
                app.view.scene.tables.get(cell.box),
                cell.index,
                cell.bits.textContent,
                cell.element.hidden,
            ]),
    );
}

function shortOf(e) {
    if (!e) return '';
    return (
        (e & 2n ? 'W' : '–') +
        (e & 4n ? 'U' : '–') +
        (e >> 63n ? '–' : 'X') +
        (e & 2048n ? ' LINK' : '') +
        (e & 512n ? ' COW' : '')
    );
}

/* What is shown otherwise than in a replay, at the moment `to`. */
async function wrongAt(page, maker, to) {
    await choose(page, 'slider', to, 'input');
    await page.key('ArrowLeft');
    await page.key('ArrowRight');
    const at = await moment(page),
        { slots } = replay(maker, at),
        wrong = [];
    for (const [table, index, bits, hidden] of await cellsShown(page))
        if (hidden || bits !== shortOf(slots.get(table * 512 + index)))
            wrong.push([at, table, index, bits]);
    const current = await page.run(
        "(document.querySelector('.row.now') || {}).record",
    );
    if (current !== at - 1) wrong.push(['row', current, at]);
    return wrong;
}

/* How long things take, in milliseconds: [median, 95 of 100]. */
function times() {
    const time = (times, act) => {
        const all = [];
        for (let n = 0; n < times; n++) {
            const begin = performance.now();
            act(n);
            document.body.getBoundingClientRect();
            all.push(performance.now() - begin);
        }
        all.sort((a, b) => a - b);
        return [all[times >> 1], all[Math.floor(times * 0.95)]].map((x) =>
            x.toFixed(1),
        );
    };
    const end = app.machine.history.done;
    return {
        step: time(100, () => app.step(1)),
        back: time(100, () => app.step(-1)),
        slide: time(60, (n) =>
            app.go(Math.floor((end * ((n * 37) % 60)) / 60)),
        ),
    };
}

async function longTrace(t, events) {
    const maker = demo(noise(events)),
        page = await t.openTrace(maker, { width: 1920, height: 1080 });
    const pick = chance(3),
        wrong = [],
        somewhere = Array.from({ length: 4 }, () => pick(maker.count));
    for (const to of [maker.count, 1, ...somewhere])
        wrong.push(...(await wrongAt(page, maker, to)));
    same(
        wrong.slice(0, 5),
        [],
        `with ${maker.count} events, wherever one slides and steps, ` +
            'picture and list are those of a replay',
    );
    ok(
        await page.run("document.querySelectorAll('.row').length < 100"),
        'only visible rows exist',
    );
    const { step, back, slide } = await page.run(times);
    note(
        `${maker.count} events: milliseconds (median, 95 of 100): ` +
            `step ${step}, step back ${back}, slide ${slide}`,
    );
    await t.close(page, 'a long trace');
}

async function testLong(t) {
    await longTrace(t, 100000);
    if (process.env.MILLION) await longTrace(t, 1000000);
}

module.exports = testLong;
