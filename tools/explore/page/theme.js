/* theme.js - light, dark, or as the system wishes. */

const THEMES = ['auto', 'light', 'dark'];

function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    setText(byId('theme'), `Theme: ${theme}`);
    try {
        localStorage.setItem('commons-theme', theme);
    } catch (error) {
        /* a page from disk may keep nothing */
    }
}

function nextTheme(app) {
    const now = THEMES.indexOf(document.documentElement.dataset.theme);
    setTheme(THEMES[(now + 1) % THEMES.length]);
    drawDensity(byId('density'), app.filter);
}

/* The canvas alone doesn't change its colours by itself. */
function followSystem(app) {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
        drawDensity(byId('density'), app.filter),
    );
}

function keptTheme() {
    try {
        const kept = localStorage.getItem('commons-theme');
        return THEMES.includes(kept) ? kept : 'auto';
    } catch (error) {
        return 'auto';
    }
}
