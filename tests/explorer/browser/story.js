/* story.js - the story of a segment, and the lines that it draws. */
'use strict';

const { ok, same } = require('../tap');
const { demo } = require('../play');
const {
    hex,
    say,
    moment,
    goTo,
    segmentFrames,
    sharedLines,
    sharedFrames,
} = require('./bench');

async function tellStory(t, link) {
    const how = link ? 'by a shared table' : 'by own tables';
    const maker = demo(() => {}, { link });
    const page = await t.openTrace(maker);
    ok(
        /attaches it at 0x7fffff400000/.test(await say(page)),
        'the page opens at the first attach',
    );
    same(await sharedLines(page), [], 'when nothing leads to the segment yet');
    await goTo(page, 'They meet');
    const frame = `S${hex(maker.leaf.frame << 12n)}`;
    same(
        await sharedFrames(page),
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
    same(await segmentFrames(page), 0, 'a frame that is free again vanishes');
    await t.close(page, `the story ${how}`);
}

async function testStory(t) {
    for (const link of [true, false]) await tellStory(t, link);
}

module.exports = testStory;
