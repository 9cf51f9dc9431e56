/* damage.js - a trace that is damaged gets a sentence. */
'use strict';

const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const { ok } = require('../tap');
const { demo, chance } = require('../play');
const { data, dataTags, page: whole } = require('../page');
const { text } = require('./bench');

const packed = (bytes) => zlib.gzipSync(bytes).toString('base64');

/* [name, what is in the page, the sentence]. */
function damages(maker) {
    const facts = JSON.stringify(maker.facts()).replace(/</g, '\\u003c'),
        good = packed(maker.records),
        odd = Buffer.from(maker.records),
        pick = chance(77);
    odd[64 * 300 + 8] = 200;
    const trace = (name, base64, sentence) => [
        name,
        dataTags(facts, base64),
        sentence,
    ];
    const records = (name, bytes, sentence) =>
        trace(name, packed(Buffer.from(bytes)), sentence);
    return [
        trace('not base64', '*** no base64 ***', /isn't base64/),
        trace('not gzip', btoa('hello, this is no gzip'), /isn't gzip/),
        trace('cut gzip', good.slice(0, good.length / 2), /cut off or damaged/),
        records(
            'cut record',
            maker.records.subarray(0, 64 * 250 + 10),
            /ends within a record/,
        ),
        records('unknown kind', odd, /kind 200/),
        records('no records', [], /is empty/),
        records(
            'random bytes',
            Array.from({ length: 6400 }, () => pick(256)),
            /kind/,
        ),
        trace('no trace', '', /no trace in this page/),
        ['broken facts', dataTags('{"first": 0,', good), /can't be read/],
        [
            'no facts',
            `<script id="trace" type="text/plain">${good}</script>`,
            /are not in the page/,
        ],
    ];
}

/* A file that ends too soon. */
async function cutPage(t, part) {
    const maker = demo(),
        file = path.join(t.folder, 'cut.html'),
        source = whole(data(maker.records, maker.facts()));
    fs.writeFileSync(file, source.slice(0, part * source.length));
    const page = await t.chrome.open(`file://${file}`);
    ok(
        await page.until(
            '/^The file of this page is cut off.*\\.$/.test(document.body.innerText)',
        ),
        `${part} of the page: one sentence`,
        await text(page, 'body'),
    );
    await t.close(page, `${part} of the page`);
}

async function testDamage(t) {
    for (const part of [0.05, 0.3, 0.6, 0.95]) await cutPage(t, part);
    const maker = demo();
    for (const [name, tags, sentence] of damages(maker)) {
        const page = await t.open(tags);
        const said = await text(page, '#problem');
        ok(sentence.test(said), `${name}: there is a sentence`, said);
        await t.close(page, name);
    }
    const old = await t.open(data(maker.records, maker.facts()), {
        before: 'delete window.DecompressionStream',
    });
    ok(
        /Use Firefox/.test(await text(old, '#problem')),
        'a browser that is too old is told so',
    );
    await t.close(old, 'an old browser');
}

module.exports = testDamage;
