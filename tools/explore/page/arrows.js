/* arrows.js - one goes about in the picture by keys: Tab comes to one of its
 * buttons only, arrows go from there to the nearest one in their direction. */

const ARROWS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};

class Arrows {
    /* `picked(thing)` is called when somebody chooses a button's thing. */
    constructor(root, picked) {
        this.root = root;
        this.stop = null; /* where Tab comes to */
        root.addEventListener('keydown', (event) => this.key(event));
        root.addEventListener('click', (event) => {
            const button = event.target.closest('button');
            if (!button) return;
            this.focus(button);
            picked(button.thing);
        });
    }

    buttons() {
        return [...this.root.querySelectorAll('button:not([hidden])')];
    }

    setStop(button) {
        if (this.stop) this.stop.tabIndex = -1;
        this.stop = button;
        if (button) button.tabIndex = 0;
    }

    /* Tab needs a button that is there. */
    keepStop() {
        if (!this.stop || this.stop.hidden || !this.stop.isConnected)
            this.setStop(this.root.querySelector('button:not([hidden])'));
    }

    focus(button) {
        this.setStop(button);
        button.focus({ preventScroll: true });
        button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }

    enter() {
        if (this.stop) this.focus(this.stop);
    }

    /* The button that now stands where a thing was. */
    focusNear(thing) {
        const button = this.buttons().find(
            (b) => b.thing.id === thing.id || (thing.kernel && b.thing.kernel),
        );
        if (button) this.focus(button);
    }

    key(event) {
        const way = ARROWS[event.key],
            from = event.target.thing;
        if (!way || !from || event.shiftKey || event.ctrlKey || event.altKey)
            return;
        event.preventDefault();
        event.stopPropagation();
        const next = nearest(this.buttons(), from, way);
        if (next) this.focus(next);
    }
}

function nearest(buttons, from, [dx, dy]) {
    let best,
        least = Infinity;
    for (const button of buttons) {
        const x = button.thing.x - from.x,
            y = button.thing.y - from.y;
        const along = x * dx + y * dy,
            across = Math.abs(x * dy) + Math.abs(y * dx);
        const far = along + 3 * across;
        if (along > 4 && far < least) {
            least = far;
            best = button;
        }
    }
    return best;
}
