/* page.js - the explorer's page as one file, and its scripts for node. */
'use strict';

const fs = require('fs');
const path = require('path');
const vm = require('vm');
const zlib = require('zlib');

const FROM = path.join(__dirname, '..', '..', 'tools', 'explore', 'page');
const read = (name) => fs.readFileSync(path.join(FROM, name), 'utf8');

function scriptNames() {
    return /<!-- SCRIPTS (.*) -->/.exec(read('index.html'))[1].split(' ');
}

/* What stands in the page for records and facts. */
function data(records, facts) {
    const json = JSON.stringify(facts).replace(/</g, '\\u003c');
    const text = zlib.gzipSync(records, { level: 1 }).toString('base64');
    return dataTags(json, text);
}

function dataTags(facts, trace) {
    return (
        `<script id="facts" type="application/json">${facts}</script>\n` +
        `<script id="trace" type="text/plain">${trace}</script>`
    );
}

const source = () => scriptNames().map(read).join('\n');

/* The whole page (tools/explore/page/README). */
function page(tags) {
    return read('index.html')
        .replace(
            /<!-- STYLE (.*) -->/,
            (_, name) => `<style>\n${read(name)}</style>`,
        )
        .replace('<!-- DATA -->', () => tags)
        .replace(/<!-- SCRIPTS .* -->/, () => `<script>\n${source()}</script>`);
}

/* What the scripts define, by name, in a world without a document: nothing
 * but main.js does anything before it is called. */
function definitions() {
    const context = vm.createContext({ TextDecoder, console });
    const names = scriptNames().filter((name) => name !== 'main.js');
    vm.runInContext(names.map(read).join('\n'), context);
    return new Proxy({}, { get: (_, name) => vm.runInContext(name, context) });
}

module.exports = { data, dataTags, page, source, definitions };
