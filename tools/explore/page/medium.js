/* medium.js - two outlines beside each other, frames between them. */

function placeMedium(layout) {
    const gap = 16;
    const tree = layout.width * 0.25;
    const right = layout.width - tree;
    const w = (layout.width - 2 * tree - 4 * gap) / 3.35;
    layout.tight = true;
    placeTree(layout, 0, 0, tree);
    placeTree(layout, 1, 0, tree, right);
    placeShared(layout, tree + 2 * gap + w, 1.35 * w);
    placeFrames(framesIn(layout, 0), tree + gap, w, 0, 0);
    placeFrames(framesIn(layout, 1), right - gap - w, w, 0, 0);
}
