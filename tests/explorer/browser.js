/*
 * browser.js - the page in a browser: what one sees, clicks and types, with
 * traces of which everything is known.
 */
'use strict';

const fs = require('fs');
const http = require('http');
const path = require('path');
const { ok, same, note } = require('./tap');
const { demo, noise, chance, AT_PING, AT_PONG } = require('./maker');
const { data, dataTags, page: whole } = require('./page');
const { replay } = require('./logic');

const READY = "document.getElementById('wait').hidden";
const hex = (n) => '0x' + n.toString(16);

class Tests {
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

const say = (page) => page.run("document.getElementById('say').textContent");
const moment = (page) =>
    page.run("Number(document.getElementById('slider').value)");
const told = (page) =>
    page.run(
        "(document.querySelector('#story .here') || {}).textContent || ''",
    );

/* Go to a step of the story by keys. */
async function goTo(page, title) {
    await page.key('Home');
    for (let n = 0; n < 12 && !(await told(page)).endsWith(title); n++)
        await page.key(']');
}

/* The lines that show what is shared: [from, to], and the frames' texts. */
function sharedLines(page) {
    return page.run(() =>
        [...document.querySelectorAll('#picture .line.shared')]
            .map((line) => line.dataset.line.split('>'))
            .sort(),
    );
}

/* Follow lines from each side's cells to a frame: its text, by side. */
function sharedFrames(page) {
    return page.run(() => {
        const lines = [
            ...document.querySelectorAll('#picture .line.shared'),
        ].map((line) => line.dataset.line.split('>'));
        const things = [...document.querySelectorAll('#picture button.frame')];
        const end = (to) => {
            const frame = things.find((e) => e.thing.id === to);
            const next = lines.find(([from]) => from.startsWith(`${to}:`));
            return frame
                ? frame.innerText.trim()
                : next
                  ? end(next[1])
                  : 'nowhere';
        };
        return ['0', '1'].map((side) =>
            [
                ...new Set(
                    lines
                        .filter(([from]) => from.startsWith(`${side}/`))
                        .map(([, to]) => end(to)),
                ),
            ].join(),
        );
    });
}

async function testStory(t) {
    for (const link of [true, false]) {
        const maker = demo(() => {}, { link });
        const how = link ? 'by a shared table' : 'by own tables';
        const page = await t.openTrace(maker);
        ok(
            /attaches it at 0x7fffff400000/.test(await say(page)),
            'the page opens at the first attach',
        );
        same(
            await sharedLines(page),
            [],
            'when nothing leads to the segment yet',
        );
        await goTo(page, 'They meet');
        const frame = `S ${hex(maker.leaf.frame << 12n)}`.replace(' ', '');
        same(
            (await sharedFrames(page)).map((s) => s.replace(/\s/g, '')),
            [frame, frame],
            `after the second attach both lines end in one frame, ${how}`,
        );
        const met = await moment(page);
        await page.key('ArrowLeft');
        same(
            [(await sharedFrames(page))[1], await moment(page)],
            ['', met - 1],
            'a step back, and the second line is gone',
        );
        await goTo(page, 'First touch');
        same(await sharedFrames(page), ['', ''], 'further back, both are');
        await goTo(page, 'Removed');
        same(
            await page.run(
                () =>
                    document.querySelectorAll(
                        '#picture .of-segment:not([hidden])',
                    ).length,
            ),
            0,
            'a frame that is free again vanishes',
        );
        await t.close(page, `the story ${how}`);
    }
}

async function testKeys(t) {
    const page = await t.openTrace(demo());
    await page.key('Tab');
    ok(
        await page.run("document.activeElement.className === 'skip'"),
        'Tab begins with the way to the events',
    );
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
    await page.key('?');
    ok(
        await page.run(
            "document.getElementById('help').open && " +
                "document.querySelectorAll('#keys dt').length >= 15",
        ),
        '? shows all keys',
    );
    await page.key('Escape');
    await page.key('t');
    await page.key('t');
    same(
        await page.run('document.documentElement.dataset.theme'),
        'dark',
        't changes the theme',
    );
    await goTo(page, 'They meet');
    await page.key('p');
    const first = await page.run(
        'document.activeElement.getAttribute("aria-label")',
    );
    await page.key('ArrowRight');
    const second = await page.run(
        'document.activeElement.getAttribute("aria-label")',
    );
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
    await page.key('e');
    const before = await moment(page);
    await page.key('ArrowUp');
    ok(
        (await moment(page)) < before &&
            (await page.run(`document.getElementById(
        document.getElementById('list').getAttribute('aria-activedescendant'))
        .getAttribute('aria-selected') === 'true'`)),
        'arrows go up and down in the list',
    );
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
    await t.close(page, 'keys');
}

const panel = (page, name) =>
    page.run((n) => document.getElementById(`panel-${n}`).innerText, name);

async function testDetails(t) {
    const maker = demo(),
        page = await t.openTrace(maker),
        frame = maker.leaf.frame << 12n;
    await goTo(page, 'They meet');
    await page.click('#picture .cell.link');
    let text = await panel(page, 'entry');
    ok(
        /11\s+LINK\s+1\s+ours: the table belongs to a shared object/.test(
            text,
        ) &&
            /\n1\s+W\s+1\s/.test(text) &&
            /63\s+NX\s+1\s+no execution/.test(text),
        'a click on an entry names its bits',
        text,
    );
    ok(
        /demo \(pid 4\) at 0x7fffff400000: read, write\n/.test(text),
        'and what the walk leaves of the rights',
    );
    await page.click('#picture .frame.of-segment');
    text = await panel(page, 'frame');
    ok(
        text.includes(hex(AT_PING)) &&
            text.includes(hex(AT_PONG)) &&
            /a shared-memory segment/.test(text),
        'a click on a frame says who maps it',
        text,
    );
    await page.key('/');
    await page.type('0x7fffff400123');
    await page.key('Enter');
    text = await panel(page, 'walk');
    ok(
        /255[^]*511[^]*506[^]*\b0\n[^]*291/.test(text) &&
            text.includes(`physical address is ${hex(frame + 0x123n)}.`),
        'a typed address is cut in five and walked',
        text,
    );
    ok(
        await page.run(
            () =>
                document.querySelectorAll('#picture .cell.walk').length === 4 &&
                document.querySelectorAll('#picture .line.walk').length >= 4,
        ),
        'and the picture shows the way',
    );
    for (const [typed, answer] of [
        ['zzz', /is no address/],
        ['800000000000', /not canonical/],
        ['0x1000', /not present[^]*no region is there/],
    ]) {
        await page.run("document.getElementById('walk-address').value = ''");
        await page.run("document.getElementById('walk-address').focus()");
        await page.type(typed);
        await page.key('Enter');
        ok(
            answer.test(await panel(page, 'walk')),
            `${typed} gets an answer`,
            await panel(page, 'walk'),
        );
    }
    await page.click('#tab-event');
    const file = fs.readFileSync('kernel/vm/link.c', 'utf8').split('\n');
    const line = await page.run(
        () =>
            new Promise((resolve) =>
                setTimeout(
                    () =>
                        resolve(document.querySelector('pre .here').innerText),
                    50,
                ),
            ),
    );
    ok(
        file.some(
            (l, n) =>
                l.includes('pte_set') &&
                line.trimEnd() ===
                    `${String(n + 1).padStart(4)} ${l}`.trimEnd(),
        ),
        'the event shows its line of the kernel',
        line,
    );
    ok(
        await page.until(() => {
            const code = document.querySelector('pre');
            const [all, one] = [code, code.querySelector('.here')].map((e) =>
                e.getBoundingClientRect(),
            );
            return one.top > all.top && one.bottom < all.bottom;
        }),
        'which can be seen',
    );
    await page.click('.place:not([aria-pressed="true"])');
    ok(
        /fault\.c:\d+/.test(
            await page.run("document.querySelector('.file-name').innerText"),
        ),
        'and that of its caller',
    );
    await page.click('.actions button');
    ok(
        await page.run("document.activeElement.id === 'panel-entry'"),
        'the focus goes along to another panel',
    );
    await page.click('#tab-words');
    text = await panel(page, 'words');
    ok(
        /0x7fffff400000 – 0x7fffff401000\s+segment 7\s+rw-\s+1 of 1\s+demo \(pid 5\)/.test(
            text,
        ),
        'the picture is there in words',
        text,
    );
    await t.close(page, 'details');
}

const rows = (page) =>
    page.run(() =>
        [...document.querySelectorAll('.row:not([hidden])')].map(
            (r) => r.innerText,
        ),
    );

async function testFilters(t) {
    const page = await t.openTrace(demo());
    ok(
        (await rows(page)).some((r) => /entry/.test(r)),
        'the list shows entries',
    );
    await page.click('.group.entries');
    ok(
        !(await rows(page)).some((r) => /entry/.test(r)),
        'unless they are not wanted',
    );
    await page.key('Home');
    await page.run('document.activeElement.blur()');
    const kinds = [];
    for (let n = 0; n < 40; n++) {
        await page.key('ArrowRight', { shift: true });
        kinds.push(await page.run('app.machine.trace.kind(app.moment - 1)'));
    }
    ok(
        !kinds.includes(1) && new Set(kinds).size > 1,
        'and jumps pass over them',
    );
    const choose = (id, value) =>
        page.run(
            (i, v) => {
                document.getElementById(i).value = v;
                document.getElementById(i).dispatchEvent(new Event('change'));
            },
            id,
            value,
        );
    await choose('of-pid', 5);
    await page.key('End');
    ok(
        (await rows(page)).every((r) => /(^|\n|\s)5 ?@/.test(r)),
        'one process can be chosen',
        await rows(page),
    );
    await choose('of-cpu', 1);
    await page.key('End');
    ok(
        (await rows(page)).length > 0 &&
            (await rows(page)).every((r) => /5 ?@1/.test(r)),
        'and one processor',
    );
    await choose('pid0', 3);
    ok(
        /demo \(pid 3\)/.test(
            await page.run(
                "document.getElementById('pid0').selectedOptions[0].text",
            ),
        ) &&
            (await page.run(
                "document.querySelectorAll('#picture .box.side0').length > 0",
            )),
        'other processes can be shown',
    );
    await t.close(page, 'filters');
}

/* What the cells of the picture say: [table, index, bits]. */
function cellsShown(page) {
    return page.run(() =>
        [...app.scene.cells]
            .filter(([cell]) => !cell.fold)
            .map(([cell]) => [
                app.scene.tables.get(cell.box),
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

async function testLarge(t, events) {
    const maker = demo(noise(events)),
        page = await t.openTrace(maker, { width: 1920, height: 1080 });
    const slide = (to) =>
        page.run((m) => {
            const slider = document.getElementById('slider');
            slider.value = m;
            slider.dispatchEvent(new Event('input'));
        }, to);
    const pick = chance(3),
        wrong = [];
    for (const to of [
        maker.count,
        1,
        ...Array.from({ length: 4 }, () => pick(maker.count)),
    ]) {
        await slide(to);
        await page.key('ArrowLeft');
        await page.key('ArrowRight');
        const at = await moment(page),
            { slots } = replay(maker, at);
        for (const [table, index, bits, hidden] of await cellsShown(page))
            if (hidden || bits !== shortOf(slots.get(table * 512 + index)))
                wrong.push([at, table, index, bits]);
        const current = await page.run(
            "(document.querySelector('.row.now') || {}).record",
        );
        if (current !== at - 1) wrong.push(['row', current, at]);
    }
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
    const times = await page.run(async () => {
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
    });
    note(
        `${maker.count} events: milliseconds (median, 95 of 100): step ${times.step}, ` +
            `step back ${times.back}, slide ${times.slide}`,
    );
    await t.close(page, 'a long trace');
}

async function testDamage(t) {
    const maker = demo(),
        gz = data(maker.records, maker.facts());
    const packed = /text\/plain">(.*)<\/script>/.exec(gz)[1],
        facts = JSON.stringify(maker.facts()).replace(/</g, '\\u003c');
    const odd = Buffer.from(maker.records);
    odd[64 * 300 + 8] = 200;
    const raw = (bytes) => require('zlib').gzipSync(bytes).toString('base64');
    const cases = [
        ['not base64', dataTags(facts, '*** no base64 ***'), /isn't base64/],
        [
            'not gzip',
            dataTags(
                facts,
                Buffer.from('hello, this is no gzip').toString('base64'),
            ),
            /isn't gzip/,
        ],
        [
            'cut gzip',
            dataTags(facts, packed.slice(0, (packed.length >> 1) & ~3)),
            /cut off or damaged/,
        ],
        [
            'cut record',
            dataTags(facts, raw(maker.records.subarray(0, 64 * 250 + 10))),
            /ends within an event/,
        ],
        ['unknown kind', dataTags(facts, raw(odd)), /kind 200/],
        ['no records', dataTags(facts, raw(Buffer.alloc(0))), /is empty/],
        ['no trace', dataTags(facts, ''), /no trace in this page/],
        ['broken facts', dataTags('{"first": 0,', packed), /can't be read/],
        [
            'no facts',
            `<script id="trace" type="text/plain">${packed}</script>`,
            /are not in the page/,
        ],
        [
            'random bytes',
            dataTags(
                facts,
                raw(Buffer.from(Array.from({ length: 6400 }, () => pick(256)))),
            ),
            /kind/,
        ],
    ];
    for (const [name, tags, sentence] of cases) {
        const page = await t.open(tags);
        const text = await page.run(
            "document.getElementById('problem').innerText",
        );
        ok(sentence.test(text), `${name}: there is a sentence`, text);
        await t.close(page, name);
    }
    const old = await t.open(gz, {
        before: 'delete window.DecompressionStream',
    });
    ok(
        /Use Firefox/.test(
            await old.run("document.getElementById('problem').innerText"),
        ),
        'a browser that is too old is told so',
    );
    await t.close(old, 'an old browser');
}

const pick = chance(77);

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
    const low = new Set();
    for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some(
            (n) => n.nodeType === 3 && n.data.trim(),
        );
        if (
            !own ||
            !e.getClientRects().length ||
            /SCRIPT|STYLE|NOSCRIPT|OPTION/.test(e.tagName)
        )
            continue;
        const [a, b] = [
            light(numbers(getComputedStyle(e).color)),
            light(behind(e)),
        ].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 4.5)
            low.add(
                `${e.tagName}.${e.className}: ${e.innerText.slice(0, 20)} ` +
                    ((a + 0.05) / (b + 0.05)).toFixed(2),
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

async function testLooks(t) {
    for (const [width, height] of [
        [360, 740],
        [700, 1000],
        [800, 1100],
        [1280, 800],
        [1920, 1080],
    ])
        for (const scheme of ['light', 'dark']) {
            const what = `${width} pixels, ${scheme}`;
            const page = await t.openTrace(demo(), {
                width,
                height,
                media: { 'prefers-color-scheme': scheme },
            });
            await goTo(page, 'First touch');
            same(await page.run(lowContrast), [], `${what}: faint text, too`);
            await goTo(page, 'They meet');
            ok(
                await page.run(
                    'document.documentElement.scrollWidth <= window.innerWidth',
                ),
                `${what}: nothing sticks out`,
            );
            same(
                await page.run(lowContrast),
                [],
                `${what}: all text is well legible`,
            );
            same(await page.run(cutTexts), [], `${what}: no text is cut off`);
            for (const tab of ['entry', 'walk', 'frame', 'words'])
                await page.run((n) => app.openTab(n), tab);
            same(await page.run(lowContrast), [], `${what}: nor elsewhere`);
            if (process.env.PICTURES)
                await page.picture(
                    path.join(process.env.PICTURES, `${width}-${scheme}.png`),
                );
            await t.close(page, what);
        }
}

async function testReaders(t) {
    const page = await t.openTrace(demo());
    const nameless = await page.run(() =>
        [
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
            .map((e) => e.outerHTML.slice(0, 90)),
    );
    same(nameless, [], 'whatever one can reach has a name');
    same(
        await page.run(() =>
            ['header', 'main']
                .map((tag) => document.querySelectorAll(tag).length)
                .concat(
                    document.querySelector('#say').getAttribute('aria-live'),
                ),
        ),
        [1, 1, 'polite'],
        'there are landmarks, and each step is read out',
    );
    same(
        await page.run(
            () =>
                getComputedStyle(document.querySelector('.line')).animationName,
        ),
        'none',
        'who wants no motion gets none',
    );
    await t.close(page, 'readers');
    const moving = await t.openTrace(demo(), {
        media: { 'prefers-reduced-motion': 'no-preference' },
    });
    await goTo(moving, 'They meet');
    ok(
        (await moving.run(
            () =>
                getComputedStyle(document.querySelector('.line')).animationName,
        )) !== 'none',
        'others see lines appear',
    );
    await moving.run("app.walkTo('0x7fffff400000', 4)");
    ok(
        await moving.run(
            "document.querySelectorAll('#panel-walk tbody tr').length < 4",
        ),
        'and a walk go level by level',
    );
    ok(
        await moving.until(
            "/physical address/.test(document.getElementById('panel-walk').innerText)",
        ),
        'to its end',
    );
    await t.close(moving, 'motion');
}

/* A machine that runs: `pieces` are [first, end] of the records that come one
 * after the other; then it has ended. Resolves to { page, asked, close }. */
async function liveMachine(t, maker, pieces) {
    const { symbols, ...facts } = maker.facts({ live: true });
    const json = JSON.stringify(facts).replace(/</g, '\\u003c');
    const asked = [];
    const events = (from, answer) => {
        const piece = pieces[asked.length];
        asked.push(from);
        if (!piece) {
            answer.writeHead(410);
            answer.end('the machine has ended');
            return;
        }
        const head = Buffer.alloc(16);
        head.writeBigUInt64LE(BigInt(piece[0]), 0);
        head.writeBigUInt64LE(BigInt(piece[0] - from), 8);
        const records = maker.records.subarray(piece[0] * 64, piece[1] * 64);
        answer.end(Buffer.concat([head, records]));
    };
    const server = http.createServer((request, answer) => {
        const url = new URL(request.url, 'http://localhost');
        if (url.pathname === '/symbols')
            answer.end(JSON.stringify({ symbols, sources: {} }));
        else if (url.pathname === '/events')
            events(Number(url.searchParams.get('from')), answer);
        else answer.end(whole(dataTags(json, '')));
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const page = await t.chrome.open(
        `http://127.0.0.1:${server.address().port}/`,
    );
    return {
        page,
        asked,
        close: () => page.close().then(() => server.close()),
    };
}

const ENDED = "/has ended/.test(document.getElementById('wait').innerText)";

async function testLive(t) {
    const maker = demo(),
        end = maker.count;
    const live = await liveMachine(t, maker, [
        [0, 100],
        [100, 230],
        [230, end],
    ]);
    const { page } = live;
    ok(await page.until(ENDED), 'a live page says when the machine has ended');
    same(live.asked, [0, 100, 230, end], 'it has asked for each record once');
    same(await moment(page), end, 'it stays at the newest moment');
    same(
        await page.run("document.querySelectorAll('#story button').length"),
        10,
        'and tells the story',
    );
    await goTo(page, 'They meet');
    ok(
        await page.until(
            "/link.c/.test(document.querySelector('.file-name').innerText)",
        ),
        'source lines are asked for when they are wanted',
    );
    same(
        page.errors.filter((e) => !/410/.test(e)),
        [],
        'live: no errors',
    );
    await live.close();

    const gap = await liveMachine(t, maker, [
        [0, 100],
        [150, end],
    ]);
    ok(await gap.page.until(ENDED), 'a page that was too slow goes on');
    same(
        await gap.page.run(
            '[app.machine.trace.first, app.machine.trace.count]',
        ),
        [150, end - 150],
        'with what has come since',
    );
    ok(
        /150 events before were overwritten/.test(
            await gap.page.run("document.getElementById('about').innerText"),
        ),
        'and says so',
    );
    same(
        gap.page.errors.filter((e) => !/410/.test(e)),
        [],
        'a gap: no errors',
    );
    await gap.close();
}

/* The page that tools/explore has made of a real machine's demonstration. */
async function testReal(t, file) {
    const page = await t.chrome.open(`file://${path.resolve(file)}`);
    ok(await page.until(READY), 'the page of a real machine opens');
    same(
        await page.run("document.getElementById('problem').innerText"),
        '',
        'and has nothing to complain of',
    );
    await goTo(page, 'They meet');
    const [left, right] = await sharedFrames(page);
    ok(
        /^S\s*0x[0-9a-f]+$/.test(left) && left === right,
        'both lines end in one frame of the segment',
        [left, right],
    );
    await page.click('#picture .frame.of-segment');
    ok(
        /0x7fffff400000[^]*0x200000000000/.test(await panel(page, 'frame')),
        'which both map',
        await panel(page, 'frame'),
    );
    ok(
        /pte_set/.test(
            await page.run("document.querySelector('pre .here').textContent"),
        ),
        'the line that wrote the entry is there',
    );
    const odd = await page.run(() => {
        const all = [...Array(app.machine.history.done).keys()].filter(
            (i) => !isPart(app.machine.trace.kind(i)),
        );
        const texts = all.map(
            (i) => sentence(app.machine, i) + brief(app.machine, i),
        );
        return texts.find((s) => /undefined|NaN|\[object|^Nothing/.test(s));
    });
    same(odd, undefined, 'each event has its sentence');
    await goTo(page, 'Removed');
    same(
        await page.run(
            "document.querySelectorAll('#picture .of-segment:not([hidden])').length",
        ),
        0,
        'in the end the frame is free again',
    );
    await t.close(page, 'a real machine');
}

async function browser(chrome, folder, real) {
    const t = new Tests(chrome, folder);
    await testStory(t);
    await testKeys(t);
    await testDetails(t);
    await testFilters(t);
    await testLarge(t, 100000);
    if (process.env.MILLION) await testLarge(t, 1000000);
    await testDamage(t);
    await testReaders(t);
    await testLooks(t);
    await testLive(t);
    if (real) await testReal(t, real);
}

module.exports = { browser };
