/* damage.js - what is wrong with a trace. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const page = require('./scripts');

function testDamage() {
    const maker = demo(),
        bytes = new Uint8Array(maker.records);
    same(
        page.knownRecords(bytes),
        maker.count,
        'all records of a good trace are known',
    );
    same(
        page.problemOf(bytes, true, maker.count),
        '',
        'and nothing is said of it',
    );
    const odd = bytes.slice();
    odd[64 * 7 + 8] = 99;
    same(page.knownRecords(odd), 7, 'an unknown kind ends what is shown');
    ok(
        /Event 7 is of the kind 99/.test(page.problemOf(odd, true, 7)),
        'with a sentence',
    );
    ok(
        /ends within an event/.test(
            page.problemOf(bytes.slice(0, 100), true, 1),
        ),
        'so does a part of an event',
    );
    for (const text of [null, '', 'null', '[1]', '{'])
        ok(
            page.readFacts(text).problem !== '',
            `facts that are ${text} are missed`,
        );
}

module.exports = [testDamage];
