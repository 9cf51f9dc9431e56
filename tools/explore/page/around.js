/* around.js - what stands around the picture and the list: what one can
 * choose, the legend, what the trace is of. */

function choices(select, pairs, value) {
    const text = JSON.stringify(pairs);
    if (select.lastPairs !== text) {
        select.lastPairs = text;
        select.textContent = '';
        for (const [key, name] of pairs) select.append(new Option(name, key));
    }
    select.value = value;
}

/* What other events, or more, change. */
function drawChosen(app) {
    const { machine, filter } = app,
        end = machine.history.done,
        all = machine.history.eventsBefore(end),
        { processors = 1 } = machine.trace.facts,
        cpus = Array.from({ length: processors }, (_, cpu) => cpu);
    const pids = [...machine.history.processes.values()]
        .filter((p) => p.spaces.length)
        .map((p) => [p.pid, machine.name(p.pid, end)]);
    [0, 1].forEach((n) => choices(byId(`pid${n}`), pids, app.pids[n]));
    choices(byId('walk-pid'), pids, byId('walk-pid').value || app.pids[0]);
    choices(byId('of-pid'), [[-1, 'all'], ...pids], filter.pid);
    choices(
        byId('of-cpu'),
        [[-1, 'all'], ...cpus.map((c) => [c, c])],
        filter.cpu,
    );
    setText(
        byId('shown'),
        filter.count === all
            ? count(all, 'event')
            : `${count(filter.count, 'event')} of ${inThousands(all)} shown`,
    );
    app.timeline.resize();
    drawDensity(byId('density'), filter);
}

function drawAbout(app) {
    const { history, trace } = app.machine,
        { facts } = trace;
    const parts = [
        facts.command,
        count(history.eventsBefore(history.done), 'event'),
        facts.processors && count(facts.processors, 'processor'),
        facts.version,
        facts.lost &&
            `the ${count(facts.lost, 'record')} before were overwritten`,
        facts.cut && `${count(facts.cut, 'record')} at the end are left out`,
    ];
    setText(byId('about'), parts.filter(Boolean).join(' · '));
    if (facts.command) document.title = `Commons explorer: ${facts.command}`;
}

/* The choices of events and processes. */
function buildChoices(app) {
    const { filter } = app;
    const changed = () => {
        filter.begin(app.machine);
        drawChosen(app);
        app.timeline.show(app.moment);
    };
    for (const group of GROUPS) {
        const toggle = (on) => {
            for (const kind of group.kinds)
                filter.kinds[on ? 'add' : 'delete'](kind);
            changed();
        };
        byId('groups').append(groupButton(group, toggle));
    }
    for (const name of ['pid', 'cpu'])
        byId(`of-${name}`).onchange = (event) => {
            filter[name] = Number(event.target.value);
            changed();
        };
    for (const side of [0, 1])
        byId(`pid${side}`).onchange = (event) =>
            app.choose(side, Number(event.target.value));
}

function groupButton(group, toggle) {
    const press = () => {
        const on = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', on);
        toggle(on);
    };
    const button = action(group.name, press, `group ${group.id}`);
    button.setAttribute('aria-pressed', 'true');
    return button;
}

/* The owners of frames: three that are always told, and those in `places`. */
function drawLegend(places) {
    const kinds = kindsOf(places.flatMap((place) => place.lives)),
        told = ['segment', 'user', 'file', ...kinds],
        items = new Map(told.map((kind) => [signOf(kind)[0], kind]));
    byId('legend').replaceChildren(
        ...[...items.values()].map(legendItem),
        make('span', 'cell link', 'LINK: a shared table'),
        make(
            'span',
            'hint',
            'W may be written, U used by user mode, X executed',
        ),
    );
}

function legendItem(kind) {
    const item = make('span', `frame of-${kind}`),
        [letter, name] = signOf(kind);
    item.append(make('i', '', letter), make('span', '', name));
    return item;
}
