/* damage.js - what is wrong with a trace. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const { Maker } = require('../maker');
const page = require('./scripts');
const { machineOf } = require('./replay');

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
        /Record 7 is of the kind 99/.test(page.problemOf(odd, true, 7)),
        'with a sentence',
    );
    ok(
        /ends within a record/.test(
            page.problemOf(bytes.slice(0, 100), true, 1),
        ),
        'so does a part of an event',
    );
    const facts = JSON.stringify(maker.facts());
    same(page.readFacts(facts).problem, '', 'good facts are no problem');
    for (const text of [null, '', 'null', '[1]', '{'])
        ok(
            page.readFacts(text).problem !== '',
            `facts that are ${text} are missed`,
        );
}

/* Whatever part of a trace there is, as after a ring that was overwritten. */
function testParts() {
    const maker = demo(),
        odd = [];
    for (let begin = 0; begin < maker.count; begin += 3)
        for (const length of [10, 40, maker.count]) {
            const trace = new page.Trace(maker.facts()),
                machine = new page.Machine(trace);
            trace.append(
                maker.records.subarray(64 * begin, 64 * (begin + length)),
            );
            machine.history.advance(length);
            try {
                const cast = page.heroes(machine);
                page.story(machine, cast);
                page.firstPair(machine, cast);
            } catch (error) {
                odd.push(`${length} from ${begin}: ${error.message}`);
            }
        }
    same(odd.slice(0, 5), [], 'a story, or none, is found in any part');
}

/* Level 4 has no big pages, but a damaged entry may say so. */
function testBigPage() {
    const m = new Maker();
    m.pid = 3;
    m.set(m.exec('demo'), 0, 0x87n, 4, 0n);
    const machine = machineOf(m);
    ok(
        !/undefined/.test(page.sentence(machine, m.count - 1)),
        'a page of level 4 has a size',
        page.sentence(machine, m.count - 1),
    );
}

module.exports = [testDamage, testParts, testBigPage];
