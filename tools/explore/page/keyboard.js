/* keyboard.js - everything by keys: one table, which the help shows, too. */

const KEYS = [
    ['Space', 'play, pause', (app) => app.player.toggle()],
    ['ArrowRight', 'step forward', (app) => app.step(1)],
    ['ArrowLeft', 'step back', (app) => app.step(-1)],
    ['.', 'step forward, also within the picture', (app) => app.step(1)],
    [',', 'step back, also within the picture', (app) => app.step(-1)],
    ['Shift ArrowRight', 'next chosen event', (app) => app.jump(1)],
    ['Shift ArrowLeft', 'previous chosen event', (app) => app.jump(-1)],
    ['Home', 'to the start', (app) => app.go(0)],
    ['End', 'to the end', (app) => app.go(Infinity)],
    [']', 'next step of the story', (app) => app.tell(1)],
    ['[', 'previous step of the story', (app) => app.tell(-1)],
    ['+', 'faster', (app) => app.player.faster(1)],
    ['-', 'slower', (app) => app.player.faster(-1)],
    ['/', 'walk an address', (app) => app.openTab('walk', 'walk-address')],
    ['f', 'who maps a frame', (app) => app.openTab('frame', 'frame-address')],
    ['p', 'to the picture', (app) => app.picture.enter()],
    ['e', 'to the events', () => byId('list').focus()],
    ['w', 'the picture in words', (app) => app.openTab('words')],
    ['t', 'light, dark, or as the system', () => nextTheme()],
    ['?', 'this help', () => byId('help').showModal()],
];

const KEY_SIGNS = { ArrowRight: '→', ArrowLeft: '←' };

function keyName(key) {
    return key
        .split(' ')
        .map((part) => KEY_SIGNS[part] || part)
        .join(' ');
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

function listenToKeys(app) {
    const list = byId('keys');
    for (const [key, what] of KEYS)
        list.append(make('dt', '', keyName(key)), make('dd', '', what));
    document.addEventListener('keydown', (event) => {
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
        const found = KEYS.find(([wanted]) => wanted === name);
        if (!found) return;
        event.preventDefault();
        found[2](app);
    });
    byId('list').addEventListener('keydown', (event) => {
        const way = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[
            event.key
        ];
        if (!way) return;
        event.preventDefault();
        app.jump(way);
    });
}
