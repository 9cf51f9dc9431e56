/*
 * explorer.js [CHROMIUM [PAGE]] - all tests of the explorer's page; without a
 * browser those of its logic alone. PAGE is one that was made of a real
 * machine's demonstration. Run from the root of the tree. Prints TAP.
 * MILLION=1: also a million events; PICTURES=DIR: leaves pictures there.
 */
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { Chrome } = require('./chrome');
const { Bench } = require('./browser/bench');
const { ok, skip, finish } = require('./tap');

const LOGIC = ['scope', 'machine', 'layout', 'story', 'words', 'damage'];
const BROWSER = [
    'story',
    'keys',
    'details',
    'list',
    'filters',
    'long',
    'damage',
    'readers',
    'looks',
    'phone',
    'live',
];

async function allTests(bench, real) {
    for (const name of BROWSER) await require(`./browser/${name}`)(bench);
    if (real) await require('./browser/real')(bench, real);
}

async function inBrowser(program, real) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'commons-explorer-'));
    const chrome = new Chrome(program);
    try {
        await allTests(new Bench(chrome, folder), real);
    } catch (error) {
        ok(false, 'the tests come to their end', error.stack);
    }
    await chrome.end();
    fs.rmSync(folder, { recursive: true });
}

async function main() {
    for (const name of LOGIC)
        for (const test of require(`./logic/${name}`)) test();
    if (process.argv[2]) await inBrowser(...process.argv.slice(2));
    else
        skip(
            'the page in a browser: chromium is missing (tools/setup --tests installs it)',
        );
    finish();
}

main();
