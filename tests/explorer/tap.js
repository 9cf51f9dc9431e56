/* tap.js - TAP from node. */
'use strict';

let count = 0,
    failed = 0;

function ok(good, name, ...more) {
    count++;
    console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
    if (good) return;
    failed++;
    for (const text of more)
        note(typeof text === 'string' ? text : JSON.stringify(text));
}

const same = (is, wanted, name) =>
    ok(JSON.stringify(is) === JSON.stringify(wanted), name, { is }, { wanted });

function skip(why) {
    count++;
    console.log(`ok ${count} # SKIP ${why}`);
}

function note(text) {
    console.log(String(text).replace(/^/gm, '# '));
}

function finish() {
    console.log(`1..${count}`);
    process.exitCode = failed ? 1 : 0;
}

module.exports = { ok, same, skip, note, finish };
