/*
 * app.js - which moment and which processes are shown, and what is drawn anew
 * when that changes. Read around.js next.
 */

class App {
    constructor(trace) {
        this.machine = new Machine(trace);
        this.moment = 0;
        this.pids = [];
        this.picks = new Set();
        this.kernelToo = false;
        this.slot = null; /* the entry that is decoded */
        this.tab = 'event';
        this.uses = new Map();
        this.steps = [];
        this.picture = new Picture(byId('picture'), (thing) =>
            this.picked(thing),
        );
        this.timeline = new Timeline(this.machine, (moment) => this.go(moment));
        this.player = new Player(this);
        this.walkPanel = new WalkPanel(this);
        this.framePanel = new FramePanel(this);
        this.source = new SourcePanel(byId('source'), trace);
        this.live = trace.facts.live ? new Live(this) : null;
    }

    /* --- the moment --- */

    /* Go there, because somebody wants to. */
    go(moment) {
        this.player.stop();
        this.goTo(moment);
    }

    goTo(moment) {
        const end = this.machine.history.done;
        this.moment = Math.max(0, Math.min(moment, end));
        this.render();
    }

    /* To the event after or before; a text is a part of its call. */
    step(by) {
        const { trace } = this.machine;
        let moment = this.moment + by;
        while (
            moment > 0 &&
            moment <= trace.count &&
            isPart(trace.kind(moment - 1))
        )
            moment += by;
        this.go(moment);
    }

    /* To a chosen event, so many ahead or back. */
    jump(by) {
        const moment = this.timeline.ahead(this.moment, by);
        if (moment >= 0) this.go(moment);
    }

    /* To the next or previous step of the story. */
    tell(by) {
        const step =
            by > 0
                ? this.steps.find((s) => s.at + 1 > this.moment)
                : [...this.steps].reverse().find((s) => s.at + 1 < this.moment);
        if (step) this.go(step.at + 1);
    }

    still() {
        return matchMedia('(prefers-reduced-motion: reduce)').matches;
    }

    /* --- what was chosen in the picture --- */

    picked(thing) {
        if (thing.kernel) this.kernelToo = !this.kernelToo;
        else if (thing.lives)
            return this.askFrame(lifeNow(thing.lives, this.moment).frame);
        else if (thing.fold)
            thing.indices.forEach((i) =>
                this.picks.add(`${thing.box.id}:${i}`),
            );
        else
            return this.showSlot(
                512 * this.scene.tables.get(thing.box) + thing.index,
                thing.box.level,
            );
        this.layout = null;
        this.render();
        this.picture.focusNear(thing);
        return undefined;
    }

    showSlot(slot, level) {
        this.slot = { slot, level };
        this.openTab('entry');
    }

    askFrame(frame) {
        this.framePanel.ask(frame);
        this.openTab('frame');
    }

    walkTo(text, pid) {
        this.openTab('walk');
        this.walkPanel.input.value = text;
        this.walkPanel.pid.value = pid;
        this.walkPanel.start();
    }

    /* Unfold the cells on the way to a page. */
    reveal(pid, page) {
        const side = this.pids.indexOf(pid);
        if (side < 0 || !this.layout) return;
        const size = this.picks.size;
        for (let level = 4; level >= 1; level--) {
            const base = level === 4 ? 0 : page - (page % spanOf(level + 1));
            const id = `${side}/${level}:${base}:${indexOf(page, level)}`;
            const cell = this.layout.cells.get(id);
            if (!cell || cell.fold) this.picks.add(id);
        }
        if (this.picks.size > size) this.layout = null;
    }

    openTab(name, field) {
        this.tab = name;
        this.render();
        if (field) byId(field).focus();
        if (matchMedia('(max-width: 899px)').matches)
            byId('details').scrollIntoView({ block: 'start' });
    }

    /* --- drawing --- */

    /* The space of a process to draw: that of the moment, or the nearest. */
    spaceOf(pid) {
        const p = this.machine.process(pid);
        if (!p || p.spaces.length === 0) return null;
        return (
            p.spaceAt(this.moment) ||
            (this.moment <= p.spaces[0].from
                ? p.spaces[0]
                : p.spaces[p.spaces.length - 1])
        );
    }

    render() {
        this.drawPicture();
        this.drawSay();
        this.drawTime();
        this.timeline.show(this.moment);
        this.drawTab();
        if (this.live) this.live.symbols(this.moment - 1);
    }

    drawPicture() {
        const spaces = [0, 1].map((n) => this.spaceOf(this.pids[n]));
        if (!this.layout || spaces.some((s, n) => s !== this.spaces[n])) {
            const width = byId('frame-of-picture').clientWidth - 2;
            this.spaces = spaces;
            this.layout = layOut(
                this.usesNow(spaces),
                this.picks,
                Math.max(300, width),
            );
            this.picture.build(this.layout);
        }
        this.scene = new Scene(
            this.machine,
            this.layout,
            this.spaces,
            this.moment,
        );
        this.picture.draw(this.scene, this.marks());
        this.drawEmpty();
    }

    /* What the two ever use; it takes a while, so it is kept. */
    usesNow(spaces) {
        const key = [
            this.machine.history.done,
            this.kernelToo,
            ...spaces.map((s) => s && `${s.pid}:${s.root}:${s.from}`),
        ].join();
        if (this.usesKey !== key) {
            this.usesKey = key;
            this.usesKept = usesOfPair(this.machine, spaces, this.kernelToo);
            this.usesKept.kernelToo = this.kernelToo;
        }
        return this.usesKept;
    }

    drawEmpty() {
        const missing = this.pids.filter(
            (pid) => !this.machine.spaceAt(pid, this.moment),
        );
        const texts = missing.map((pid) => {
            const p = this.machine.process(pid);
            return (
                `${this.machine.name(pid, this.moment)} ` +
                (p.spaces.length && this.moment > p.spaces[0].from
                    ? 'has ended.'
                    : 'has not begun yet.')
            );
        });
        if (this.pids.length === 0)
            texts.push('No process is in this trace yet.');
        byId('empty').hidden = texts.length === 0;
        setText(byId('empty'), texts.join(' '));
    }

    /* What to mark: the thing that has just changed, and a walk. */
    marks() {
        const now = new Set(),
            walk = new Set(),
            i = this.moment - 1;
        const t = this.machine.trace,
            kind = i < 0 ? 0 : t.kind(i);
        const typed = this.tab === 'walk' && this.walkPanel.now();
        if (kind === ENTRY) {
            const slot = this.machine.slotOf(i);
            const cell = this.scene.cellOf(Math.floor(slot / 512), slot % 512);
            now.add(cell);
        } else if (kind === FRAME) {
            now.add(this.scene.placeOfFrame.get(t.page(i, 0)));
            now.add(this.scene.boxOfFrame(t.page(i, 0)));
        } else if (kind === CR3) {
            now.add(this.scene.boxOfFrame(t.page(i, 0)));
        }
        if (this.tab === 'entry' && this.slot)
            now.add(
                this.scene.cellOf(
                    Math.floor(this.slot.slot / 512),
                    this.slot.slot % 512,
                ),
            );
        if (typed)
            this.scene.markWalk(
                walk,
                typed.shown,
                typed.complete ? typed.frame : -1,
            );
        else if (kind === FAULT || kind === FAULT_END)
            this.markEventWalk(walk, t.pid(i), t.page(i, 0));
        else if (kind === FLUSH && t.what(i) === 0)
            this.markEventWalk(walk, t.pid(i), t.page(i, 1));
        else this.markStory(walk);
        now.delete(undefined);
        return { now, walk };
    }

    markStory(walk) {
        const step = this.steps.find((s) => s.at + 1 === this.moment);
        for (const a of (step && step.walks) || [])
            this.markEventWalk(walk, a.pid, a.page);
    }

    markEventWalk(walk, pid, page) {
        const space = this.machine.spaceAt(pid, this.moment);
        if (!space) return;
        const { steps, frame } = this.machine.walk(
            space.root,
            page,
            this.moment,
        );
        this.scene.markWalk(walk, steps, frame);
    }

    drawSay() {
        const step = this.steps.find((s) => s.at + 1 === this.moment);
        const text =
            this.moment === 0
                ? 'This is the moment before the first event.'
                : step
                  ? step.text
                  : sentence(this.machine, this.moment - 1);
        setText(byId('say'), text);
        byId('say').classList.toggle('told', !!step);
        const next = this.steps.find((s) => s.at + 1 > this.moment);
        [...byId('story').children].forEach((item, n) => {
            const button = item.firstChild,
                here = this.steps[n] === step;
            setClass(
                button,
                here ? 'here' : this.steps[n] === next ? 'next' : '',
            );
            if (here === (button.getAttribute('aria-current') === 'step'))
                return;
            if (here) button.setAttribute('aria-current', 'step');
            else button.removeAttribute('aria-current');
            if (here) byId('story').scrollLeft = item.offsetLeft - 60;
        });
    }

    drawTime() {
        const { history, trace } = this.machine,
            i = this.moment - 1;
        const slider = byId('slider');
        slider.max = history.done;
        slider.value = this.moment;
        slider.setAttribute(
            'aria-valuetext',
            `${this.moment} of ${history.done} events`,
        );
        setText(
            byId('position'),
            `${this.moment.toLocaleString('en')} of ` +
                `${history.done.toLocaleString('en')}` +
                (i >= 0 ? ` · ${timeInWords(trace, i)}` : ''),
        );
    }

    /* A panel takes the focus of what was in it, or in the one before. */
    drawTab() {
        const focused = document.activeElement;
        const panel = focused.closest('[role="tabpanel"]');
        this.drawPanel();
        if (panel && (panel.hidden || !focused.isConnected))
            byId(`panel-${this.tab}`).focus({ preventScroll: true });
    }

    drawPanel() {
        for (const tab of byId('tabs').children) {
            const name = tab.id.slice(4),
                chosen = name === this.tab;
            tab.setAttribute('aria-selected', chosen);
            tab.tabIndex = chosen ? 0 : -1;
            byId(`panel-${name}`).hidden = !chosen;
        }
        const key = `${this.tab} ${this.moment} ${this.machine.history.done}`;
        switch (this.tab) {
            case 'event':
                if (key !== this.tabKey || this.live)
                    showEvent(byId('event'), this);
                break;
            case 'entry':
                showEntry(byId('panel-entry'), this);
                break;
            case 'walk':
                this.walkPanel.draw();
                break;
            case 'frame':
                this.framePanel.draw();
                break;
            default:
                showWords(byId('panel-words'), this);
        }
        this.tabKey = key;
    }

    /* --- the beginning, and what comes later --- */

    /* Take in what is new of the trace, in pieces, and show it. */
    async readOn(say) {
        const { history, trace } = this.machine;
        while (history.done < trace.count) {
            history.advance(20000);
            say(
                `${history.done.toLocaleString('en')} of ` +
                    `${trace.count.toLocaleString('en')} events are read.`,
            );
            await pause();
        }
    }

    /* More records have come: stay at the end, if one is there. */
    async grown() {
        const follow = this.moment === this.machine.history.done;
        await this.readOn(() => {});
        this.refresh();
        this.goTo(follow ? this.machine.history.done : this.moment);
    }

    /* The trace begins anew, with another first record. */
    restart() {
        const trace = new Trace(this.machine.trace.facts);
        this.machine = this.timeline.machine = new Machine(trace);
        this.source.trace = trace;
        this.timeline.refilter();
        this.moment = 0;
        this.layout = this.slot = null;
        this.steps = [];
    }

    /* What depends on all records: processes, story, filters. */
    refresh() {
        const cast = heroes(this.machine);
        this.steps = story(this.machine, cast);
        if (!this.chosen) this.pids = firstPair(this.machine, cast).slice(0, 2);
        this.timeline.extend();
        if (this.usesKey && this.live) this.layout = null;
        drawStory(this);
        drawChoices(this);
        drawAbout(this);
        drawDensity(byId('density'), this.timeline);
    }

    start() {
        this.timeline.measure();
        this.refresh();
        const first =
            this.steps.find((s) => s.title === 'First attach') || this.steps[0];
        this.goTo(
            first
                ? first.at + 1
                : this.live
                  ? Infinity
                  : Math.min(1, this.machine.history.done),
        );
    }
}
