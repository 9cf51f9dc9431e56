/* player.js - time goes by: event after event, of those that are chosen. */

class Player {
    constructor(app) {
        this.app = app;
        this.playing = false;
        this.button = byId('play');
        this.speed = byId('speed');
        this.button.onclick = () => this.toggle();
    }

    toggle() {
        this.playing = !this.playing;
        if (this.playing) {
            if (this.app.filter.ahead(this.app.moment, 1) < 0) this.app.go(0);
            this.before = performance.now();
            this.due = 1;
            requestAnimationFrame((now) => this.tick(now));
        }
        this.draw();
    }

    stop() {
        this.playing = false;
        this.draw();
    }

    draw() {
        setText(this.button, this.playing ? '❚❚ Pause' : '▶ Play');
        setLabel(this.button, this.playing ? 'Pause' : 'Play');
        byId('say').setAttribute('aria-live', this.playing ? 'off' : 'polite');
    }

    /* As many events as are due since the last time. */
    tick(now) {
        if (!this.playing) return;
        this.due += ((now - this.before) / 1000) * Number(this.speed.value);
        this.before = now;
        const { filter } = this.app;
        let moment = this.app.moment;
        for (; this.due >= 1; this.due--) {
            const next = filter.ahead(moment, 1);
            if (next < 0) {
                this.stop();
                break;
            }
            moment = next;
        }
        this.app.goTo(moment);
        requestAnimationFrame((later) => this.tick(later));
    }

    faster(by) {
        const { speed } = this;
        speed.selectedIndex = Math.max(
            0,
            Math.min(speed.length - 1, speed.selectedIndex + by),
        );
    }
}
