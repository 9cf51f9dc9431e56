/* controls.js - all that one can do, by keys and by buttons: one table, which
 * the help shows, too. */

/* [key, what it does, how, the id of its button]. */
const CONTROLS = [
    ['Space', 'play, pause', (app) => app.player.toggle()],
    ['ArrowRight', 'step forward', (app) => app.step(1), 'step-on'],
    ['ArrowLeft', 'step back', (app) => app.step(-1), 'step-back'],
    ['.', 'step forward, also within the picture', (app) => app.step(1)],
    [',', 'step back, also within the picture', (app) => app.step(-1)],
    ['Shift ArrowRight', 'next chosen event', (app) => app.jump(1), 'jump-on'],
    [
        'Shift ArrowLeft',
        'previous chosen event',
        (app) => app.jump(-1),
        'jump-back',
    ],
    ['Home', 'to the start', (app) => app.go(0), 'to-start'],
    ['End', 'to the end', (app) => app.go(Infinity), 'to-end'],
    [']', 'next step of the story', (app) => app.tell(1), 'tell-on'],
    ['[', 'previous step of the story', (app) => app.tell(-1), 'tell-back'],
    ['+', 'faster', (app) => app.player.faster(1)],
    ['-', 'slower', (app) => app.player.faster(-1)],
    ['/', 'walk an address', (app) => app.tabs.open('walk', 'walk-address')],
    ['f', 'who maps a frame', (app) => app.tabs.open('frame', 'frame-address')],
    ['p', 'to the picture', (app) => app.view.picture.arrows.enter()],
    ['e', 'to the events', () => byId('list').focus()],
    ['w', 'the picture in words', (app) => app.tabs.open('words')],
    ['t', 'light, dark, or as the system', (app) => nextTheme(app)],
    ['?', 'this help', () => byId('help').showModal()],
];

const keyName = (key) =>
    key.replace('ArrowRight', '→').replace('ArrowLeft', '←');

function buildControls(app) {
    for (const [key, what, act, id] of CONTROLS) {
        byId('keys').append(make('dt', '', keyName(key)), make('dd', '', what));
        if (!id) continue;
        const button = byId(id);
        button.onclick = () => act(app);
        button.title = `${capital(what)} (${keyName(key)})`;
        button.setAttribute('aria-label', capital(what));
        button.setAttribute('aria-keyshortcuts', key.replace(' ', '+'));
    }
    byId('slider').oninput = (event) => app.go(Number(event.target.value));
    byId('theme').onclick = () => nextTheme(app);
    byId('help-button').onclick = () => byId('help').showModal();
    byId('guide-close').onclick = () => {
        byId('guide').hidden = true;
    };
    document.addEventListener('keydown', (event) => pressed(app, event));
    byId('list').addEventListener('keydown', (event) =>
        pressedInList(app, event),
    );
}

/* What has keys of its own: fields, lists to choose from, a button's Space. */
function takesKey(target, event) {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
        return (
            target.type !== 'range' ||
            (/Arrow|Home|End/.test(event.key) && !event.shiftKey)
        );
    if (target.closest('[role="tablist"]') && /Arrow/.test(event.key))
        return true;
    return target.tagName === 'BUTTON' && event.key === ' ';
}

function pressed(app, event) {
    if (
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        event.defaultPrevented ||
        byId('help').open ||
        takesKey(event.target, event)
    )
        return;
    const key = event.key === ' ' ? 'Space' : event.key;
    const name = event.shiftKey && key.length > 1 ? `Shift ${key}` : key;
    const found = CONTROLS.find(([wanted]) => wanted === name);
    if (!found) return;
    event.preventDefault();
    found[2](app);
}

function pressedInList(app, event) {
    const ways = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    if (!ways[event.key]) return;
    event.preventDefault();
    app.jump(ways[event.key]);
}
