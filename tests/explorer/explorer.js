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
const { ok, skip, finish } = require('./tap');

async function inBrowser(program, real) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'commons-explorer-'));
    const chrome = new Chrome(program);
    try {
        await require('./browser').browser(chrome, folder, real);
    } catch (error) {
        ok(false, 'the tests come to their end', error.stack);
    }
    await chrome.end();
    fs.rmSync(folder, { recursive: true });
}

async function main() {
    require('./logic').logic();
    if (process.argv[2]) await inBrowser(...process.argv.slice(2));
    else
        skip(
            'the page in a browser: chromium is missing (tools/setup --tests installs it)',
        );
    finish();
}

main();
