/* marks.js - what the picture marks: the thing that has just changed, and the
 * way of a walk. */

/* { now: Set of things, walk: Set of things }. */
function marksOf(app, scene) {
    const now = new Set(
            changedThings(scene, app.machine.trace, app.moment - 1),
        ),
        walk = new Set();
    if (app.tabs.name === 'entry' && app.slot)
        now.add(scene.cellOf(app.slot.slot));
    for (const { steps, frame } of walksAt(app))
        scene.markWalk(walk, steps, frame);
    now.delete(undefined);
    return { now, walk };
}

function changedThings(scene, t, i) {
    const frame = i < 0 ? 0 : t.page(i, 0);
    switch (i < 0 ? 0 : t.kind(i)) {
        case ENTRY:
            return [scene.cellOf(t.slot(i))];
        case FRAME:
            return [scene.placeOfFrame.get(frame), scene.boxOfFrame(frame)];
        case CR3:
            return [scene.boxOfFrame(frame)];
        default:
            return [];
    }
}

/* The walk that was asked for, or those of the moment: { steps, frame }. */
function walksAt(app) {
    const { machine, moment } = app;
    const asked = app.tabs.name === 'walk' && app.walkPanel.now();
    if (asked)
        return [
            { steps: asked.shown, frame: asked.complete ? asked.frame : -1 },
        ];
    return addressesAt(app)
        .map(([pid, page]) => [machine.spaceAt(pid, moment), page])
        .filter(([space]) => space)
        .map(([space, page]) => machine.walk(space.root, page, moment));
}

/* The addresses that the event, or the step of the story, is about: [pid,
 * page]. */
function addressesAt(app) {
    const t = app.machine.trace,
        i = app.moment - 1,
        kind = i < 0 ? 0 : t.kind(i);
    if (kind === FAULT || kind === FAULT_END) return [[t.pid(i), t.page(i, 0)]];
    if (kind === FLUSH && t.what(i) === 0) return [[t.pid(i), t.page(i, 1)]];
    const { walks = [] } = app.stepNow() || {};
    return walks.map((a) => [a.pid, a.page]);
}
