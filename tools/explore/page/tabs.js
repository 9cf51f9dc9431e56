/* tabs.js - the panels with details, of which one is seen. */

const PANELS = {
    event: (app) => showEvent(byId('event'), app),
    entry: (app) => showEntry(byId('panel-entry'), app),
    walk: (app) => app.walkPanel.draw(),
    frame: (app) => app.framePanel.draw(),
    words: (app) => showWords(byId('panel-words'), app),
};

class Tabs {
    constructor(app) {
        this.app = app;
        this.name = 'event'; /* of the one that is seen */
        this.tabs = [...byId('tabs').children];
        for (const tab of this.tabs) {
            tab.onclick = () => this.open(nameOfTab(tab));
            tab.onkeydown = (event) => this.key(event, tab);
        }
    }

    open(name, field) {
        this.name = name;
        this.app.render();
        if (field) byId(field).focus();
        if (matchMedia('(max-width: 899px)').matches)
            byId('details').scrollIntoView({ block: 'start' });
    }

    key(event, tab) {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key],
            all = this.tabs.length;
        if (!by) return;
        event.preventDefault();
        const next = this.tabs[(this.tabs.indexOf(tab) + by + all) % all];
        this.open(nameOfTab(next));
        next.focus();
    }

    /* A panel takes the focus of what was in it, or in the one before. */
    draw() {
        const focused = document.activeElement;
        const panel = focused.closest('[role="tabpanel"]');
        this.drawPanel();
        if (panel && (panel.hidden || !focused.isConnected))
            byId(`panel-${this.name}`).focus({ preventScroll: true });
    }

    drawPanel() {
        const { app, name } = this;
        for (const tab of this.tabs) {
            const chosen = nameOfTab(tab) === name;
            tab.setAttribute('aria-selected', chosen);
            tab.tabIndex = chosen ? 0 : -1;
            byId(`panel-${nameOfTab(tab)}`).hidden = !chosen;
        }
        /* One may be reading the source of this very event. */
        const drawn = `${name} ${app.moment} ${app.machine.history.done}`;
        if (name !== 'event' || drawn !== this.drawn || app.live)
            PANELS[name](app);
        this.drawn = drawn;
    }
}

const nameOfTab = (tab) => tab.id.slice('tab-'.length);
