/*
 * app.js - which moment and which processes are shown, and what one wants to
 * know of them. Read view.js next.
 */

class App {
    constructor(trace) {
        this.machine = new Machine(trace);
        this.moment = 0;
        this.pids = [];
        this.slot = null; /* the entry that is decoded: { slot, level } */
        this.steps = []; /* of the story */
        this.filter = new Filter(this.machine);
        this.view = new View(this);
        this.timeline = new Timeline(this.filter, (moment) => this.go(moment));
        this.player = new Player(this);
        this.walkPanel = new WalkPanel(this);
        this.framePanel = new FramePanel(this);
        this.source = new SourcePanel(byId('source'), trace);
        this.tabs = new Tabs(this);
        this.live = trace.facts.live ? new Live(this) : null;
    }

    render() {
        this.view.draw();
        drawStep(this);
        drawTime(this);
        this.timeline.show(this.moment);
        this.tabs.draw();
        if (this.live) this.live.symbols(this.moment - 1);
    }

    /* --- the moment --- */

    /* Go there, because somebody wants to. */
    go(moment) {
        this.player.stop();
        this.goTo(moment);
    }

    goTo(moment) {
        this.moment = this.whole(moment);
        this.render();
    }

    /* The moment, within the trace; what is but a part has no moment of its
     * own. */
    whole(moment) {
        const { trace, history } = this.machine;
        let last = Math.max(0, Math.min(moment, history.done));
        while (last > 0 && isPart(trace.kind(last - 1))) last--;
        return last;
    }

    /* To the event after or before; what is but a part of one is passed. */
    step(by) {
        const { trace } = this.machine;
        let moment = this.moment + by;
        while (by > 0 && isPart(trace.kind(moment - 1))) moment++;
        this.go(moment);
    }

    /* To a chosen event, so many ahead or back. */
    jump(by) {
        const moment = this.filter.ahead(this.moment, by);
        if (moment >= 0) this.go(moment);
    }

    /* To the next or previous step of the story. */
    tell(by) {
        const step =
            by > 0
                ? this.steps.find((s) => s.at + 1 > this.moment)
                : this.steps.findLast((s) => s.at + 1 < this.moment);
        if (step) this.go(step.at + 1);
    }

    /* The step of the story that is told at this moment, or undefined. */
    stepNow() {
        return this.steps.find((s) => s.at + 1 === this.moment);
    }

    /* --- what one wants to know --- */

    /* Show the process on a side. */
    choose(side, pid) {
        this.pids[side] = pid;
        this.chosen = true;
        this.view.picks.clear();
        this.view.forget();
        this.render();
    }

    picked(thing) {
        if (thing.kernel || thing.fold) this.view.unfold(thing);
        else if (thing.lives)
            this.askFrame(lifeNow(thing.lives, this.moment).frame);
        else this.showSlot(this.view.slotOf(thing), thing.box.level);
    }

    showSlot(slot, level) {
        this.slot = { slot, level };
        this.tabs.open('entry');
    }

    askFrame(frame) {
        this.framePanel.ask(frame);
        this.tabs.open('frame');
    }

    walkTo(text, pid) {
        this.walkPanel.input.value = text;
        this.walkPanel.pid.value = pid;
        this.walkPanel.start();
        this.tabs.open('walk');
    }

    /* --- the beginning, and what comes later --- */

    /* Take in what is new of the trace, in pieces. */
    async readOn(say) {
        const { history, trace } = this.machine;
        while (history.done < trace.count) {
            history.advance(20000);
            const part = Math.floor((100 * history.done) / trace.count);
            say(`${part} % of the trace are read.`);
            await pause();
        }
    }

    start() {
        this.timeline.begin();
        this.refresh();
        const first =
            this.steps.find((s) => s.title === 'First attach') || this.steps[0];
        if (first) this.goTo(first.at + 1);
        else this.goTo(this.live ? Infinity : 1);
    }

    /* More records have come: stay at the end, if one is there. */
    async grown() {
        const follow = this.moment === this.whole(Infinity);
        await this.readOn(() => {});
        this.refresh();
        this.goTo(follow ? Infinity : this.moment);
    }

    /* The trace begins anew, with another first record. */
    restart() {
        const trace = new Trace(this.machine.trace.facts);
        this.machine = new Machine(trace);
        this.filter.begin(this.machine);
        this.source.trace = trace;
        this.moment = 0;
        this.slot = null;
        this.steps = [];
        this.view.forget();
    }

    /* What depends on all records: processes, story, filters. */
    refresh() {
        const cast = heroes(this.machine);
        this.steps = story(this.machine, cast);
        if (!this.chosen) this.pids = firstPair(this.machine, cast);
        this.filter.extend();
        this.view.forget();
        drawStory(this);
        drawAbout(this);
        drawChosen(this);
    }

    /* The page has another size. */
    resized() {
        this.view.forget();
        this.render();
        drawDensity(byId('density'), this.filter);
    }
}
