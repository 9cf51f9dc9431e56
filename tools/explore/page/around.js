/*
 * around.js - what stands around the picture and the list: the story's steps,
 * what one can choose, the legend, the buttons.
 */

function drawStory(app) {
    const end = app.machine.history.done;
    let last = -1; /* the flag with a number before */
    byId('story').textContent = byId('flags').textContent = '';
    app.steps.forEach((step, n) => {
        const item = make('li'),
            button = make('button', '', `${n + 1} ${step.title}`);
        button.type = 'button';
        button.onclick = () => app.go(step.at + 1);
        item.append(button);
        byId('story').append(item);
        const part = (step.at + 1) / end;
        const flag = make(
            'span',
            '',
            part - last > 18 / byId('scale').clientWidth ? n + 1 : '',
        );
        last = flag.textContent ? part : last;
        flag.style.left = `${part * 100}%`;
        byId('flags').append(flag);
    });
}

function choices(select, pairs, value) {
    const text = JSON.stringify(pairs);
    if (select.lastPairs !== text) {
        select.lastPairs = text;
        select.textContent = '';
        for (const [key, name] of pairs) select.append(new Option(name, key));
    }
    select.value = value;
}

function drawChoices(app) {
    const { machine } = app,
        end = machine.history.done;
    const pids = [...machine.history.processes.values()]
        .filter((p) => p.spaces.length)
        .map((p) => [p.pid, machine.name(p.pid, end)]);
    [0, 1].forEach((n) => choices(byId(`pid${n}`), pids, app.pids[n]));
    choices(byId('walk-pid'), pids, byId('walk-pid').value || app.pids[0]);
    choices(byId('of-pid'), [[-1, 'all'], ...pids], app.timeline.pid);
    const cpus = [...Array(machine.trace.facts.processors || 1).keys()];
    choices(
        byId('of-cpu'),
        [[-1, 'all'], ...cpus.map((c) => [c, c])],
        app.timeline.cpu,
    );
    setText(
        byId('shown'),
        app.timeline.shownCount === end
            ? count(end, 'event')
            : `${count(app.timeline.shownCount, 'event')} of ${end.toLocaleString('en')} shown`,
    );
}

function drawAbout(app) {
    const { facts, count: n, first } = app.machine.trace;
    const parts = [
        facts.command,
        count(n, 'event'),
        facts.processors && count(facts.processors, 'processor'),
        facts.version,
        facts.lost &&
            `the ${count(facts.lost, 'event')} before were overwritten: ` +
                `the trace begins with event ${first.toLocaleString('en')}`,
        facts.cut && `${count(facts.cut, 'event')} at the end are left out`,
    ];
    setText(byId('about'), parts.filter(Boolean).join(' · '));
    if (facts.command) document.title = `Commons explorer: ${facts.command}`;
}

function buildGroups(app) {
    const changed = () => {
        app.timeline.refilter();
        drawChoices(app);
        drawDensity(byId('density'), app.timeline);
        app.timeline.show(app.moment);
    };
    for (const group of GROUPS) {
        const button = make('button', `group ${group.id}`, group.name);
        button.type = 'button';
        button.setAttribute('aria-pressed', 'true');
        button.onclick = () => {
            const on = button.getAttribute('aria-pressed') !== 'true';
            button.setAttribute('aria-pressed', on);
            group.kinds.forEach((k) =>
                app.timeline.kinds[on ? 'add' : 'delete'](k),
            );
            changed();
        };
        byId('groups').append(button);
    }
    byId('of-pid').onchange = (event) => {
        app.timeline.pid = Number(event.target.value);
        changed();
    };
    byId('of-cpu').onchange = (event) => {
        app.timeline.cpu = Number(event.target.value);
        changed();
    };
}

function buildLegend() {
    for (const [kind, name] of [
        ['segment', 'segment'],
        ['user', 'private'],
        ['file', 'file'],
    ]) {
        const item = make('span', `frame of-${kind}`);
        item.append(
            make('i', '', kind[0].toUpperCase()),
            make('span', '', name),
        );
        byId('legend').append(item);
    }
    byId('legend').append(
        make('span', 'cell link', 'LINK: a shared table'),
        make('span', 'hint', 'W written, U used by user mode, X executed'),
    );
}

function buildControls(app) {
    const click = (id, act) => {
        byId(id).onclick = act;
    };
    click('to-start', () => app.go(0));
    click('to-end', () => app.go(Infinity));
    click('step-back', () => app.step(-1));
    click('step-on', () => app.step(1));
    click('tell-back', () => app.tell(-1));
    click('tell-on', () => app.tell(1));
    click('jump-back', () => app.jump(-1));
    click('jump-on', () => app.jump(1));
    click('guide-close', () => {
        byId('guide').hidden = true;
    });
    click('theme', nextTheme);
    click('help-button', () => byId('help').showModal());
    byId('slider').oninput = (event) => app.go(Number(event.target.value));
    [0, 1].forEach((n) => {
        byId(`pid${n}`).onchange = (event) => {
            app.pids[n] = Number(event.target.value);
            app.chosen = true;
            app.picks.clear();
            app.layout = null;
            app.render();
        };
    });
    buildTabs(app);
}

function buildTabs(app) {
    const tabs = [...byId('tabs').children];
    tabs.forEach((tab, n) => {
        tab.onclick = () => app.openTab(tab.id.slice(4));
        tab.onkeydown = (event) => {
            const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (!by) return;
            const next = tabs[(n + by + tabs.length) % tabs.length];
            event.preventDefault();
            app.openTab(next.id.slice(4));
            next.focus();
        };
    });
}
