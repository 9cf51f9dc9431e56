/* view.js - the picture of two processes: what it shows, and what of it is
 * unfolded. */

class View {
    constructor(app) {
        this.app = app;
        this.picks = new Set(); /* ids of entries that were unfolded */
        this.kernelToo = false;
        this.picture = new Picture(byId('picture'), (thing) =>
            app.picked(thing),
        );
    }

    /* The layout doesn't hold any more. */
    forget() {
        this.layout = null;
    }

    draw() {
        const { machine, moment, pids } = this.app,
            spaces = [0, 1].map((n) => this.spaceOf(pids[n]));
        if (!this.layout || spaces.some((s, n) => s !== this.spaces[n])) {
            const width = byId('frame-of-picture').clientWidth - 8;
            this.spaces = spaces;
            this.layout = layOut(
                this.usesOf(spaces),
                this.picks,
                Math.max(300, width),
            );
            this.picture.build(this.layout);
            drawLegend(this.layout.places);
        }
        this.scene = new Scene(machine, this.layout, spaces, moment);
        this.picture.draw(this.scene, marksOf(this.app, this.scene));
        this.drawMissing();
    }

    /* The space of a process to draw: that of the moment, or the nearest. */
    spaceOf(pid) {
        const { machine, moment } = this.app,
            p = machine.process(pid);
        if (!p || p.spaces.length === 0) return null;
        const nearest = moment <= p.spaces[0].from ? 0 : -1;
        return p.spaceAt(moment) || p.spaces.at(nearest);
    }

    /* What the two ever use; it takes a while, so it is kept. */
    usesOf(spaces) {
        const { machine } = this.app;
        const key = [
            machine.trace.first,
            machine.history.done,
            this.kernelToo,
            ...spaces.map((s) => s && `${s.pid}:${s.root}:${s.from}`),
        ].join();
        if (this.key !== key) {
            this.key = key;
            this.uses = usesOfPair(machine, spaces, this.kernelToo);
        }
        return this.uses;
    }

    /* Who isn't there at this moment? */
    drawMissing() {
        const { machine, moment, pids } = this.app;
        const missing = pids.filter((pid) => !machine.spaceAt(pid, moment));
        const texts = missing.map((pid) => {
            const ended = moment > machine.process(pid).spaces[0].from;
            return (
                `${machine.name(pid, moment)} has ` +
                (ended ? 'ended.' : 'not begun yet.')
            );
        });
        if (pids.length === 0) texts.push('No process is in this trace yet.');
        byId('empty').hidden = texts.length === 0;
        setText(byId('empty'), texts.join(' '));
    }

    /* --- what is unfolded --- */

    slotOf(cell) {
        return 512 * this.scene.tables.get(cell.box) + cell.index;
    }

    /* A fold, or the kernel's half. */
    unfold(thing) {
        if (thing.kernel) this.kernelToo = !this.kernelToo;
        else
            thing.indices.forEach((i) =>
                this.picks.add(`${thing.box.id}:${i}`),
            );
        this.forget();
        this.app.render();
        this.picture.arrows.focusNear(thing);
    }

    /* Unfold the cells on the way to a page. */
    reveal(pid, page) {
        const side = this.app.pids.indexOf(pid);
        if (side < 0 || !this.layout) return;
        for (let level = 4; level >= 1; level--) {
            const base = level === 4 ? 0 : page - (page % spanOf(level + 1));
            const id = `${side}/${level}:${base}:${indexOf(page, level)}`;
            const cell = this.layout.cells.get(id);
            if (!cell || cell.fold) this.picks.add(id);
        }
        this.forget();
    }
}
