/* live.js - a machine that runs while one looks. */
'use strict';

const http = require('http');
const { ok, same } = require('../tap');
const { demo } = require('../play');
const { dataTags, page: whole } = require('../page');
const { text, moment, goTo } = require('./bench');

/* The answer to /events: u64 number of the first record, u64 records lost
 * before it, the records [first, end] = `piece`. */
function eventsAnswer(maker, from, [first, end]) {
    const head = Buffer.alloc(16);
    head.writeBigUInt64LE(BigInt(first), 0);
    head.writeBigUInt64LE(BigInt(first - from), 8);
    return Buffer.concat([head, maker.records.subarray(first * 64, end * 64)]);
}

/* A machine that runs: `pieces` of the records come one after the other; then
 * it has ended. Resolves to { page, asked, close }. */
async function liveMachine(t, maker, pieces) {
    const { symbols, ...facts } = maker.facts({ live: true });
    const json = JSON.stringify(facts).replace(/</g, '\\u003c');
    const asked = [];
    const server = http.createServer((request, answer) => {
        const url = new URL(request.url, 'http://localhost');
        if (url.pathname === '/symbols')
            return answer.end(JSON.stringify({ symbols, sources: {} }));
        if (url.pathname !== '/events')
            return answer.end(whole(dataTags(json, '')));
        const from = Number(url.searchParams.get('from')),
            piece = pieces[asked.length];
        asked.push(from);
        if (piece) return answer.end(eventsAnswer(maker, from, piece));
        return answer.writeHead(410).end('the machine has ended');
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const page = await t.chrome.open(
        `http://127.0.0.1:${server.address().port}/`,
    );
    const close = async (what) => {
        same(
            page.errors.filter((e) => !/410/.test(e)),
            [],
            `${what}: no errors`,
        );
        await page.close();
        server.close();
    };
    return { page, asked, close };
}

const ENDED = "/has ended/.test(document.getElementById('wait').innerText)";

async function testWhole(t, maker, end) {
    const pieces = [
        [0, 100],
        [100, 230],
        [230, end],
    ];
    const { page, asked, close } = await liveMachine(t, maker, pieces);
    ok(await page.until(ENDED), 'a live page says when the machine has ended');
    same(asked, [0, 100, 230, end], 'it has asked for each record once');
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
    await close('live');
}

async function testGap(t, maker, end) {
    const pieces = [
        [0, 100],
        [150, end],
    ];
    const { page, close } = await liveMachine(t, maker, pieces);
    ok(await page.until(ENDED), 'a page that was too slow goes on');
    same(
        await page.run('[app.machine.trace.first, app.machine.trace.count]'),
        [150, end - 150],
        'with what has come since',
    );
    ok(
        /150 records before were overwritten/.test(await text(page, '#about')),
        'and says so',
    );
    await close('a gap');
}

async function testLive(t) {
    const maker = demo();
    await testWhole(t, maker, maker.count);
    await testGap(t, maker, maker.count);
}

module.exports = testLive;
