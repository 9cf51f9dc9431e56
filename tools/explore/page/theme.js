/* theme.js - light, dark, or as the system wishes. */

const THEMES = ['auto', 'light', 'dark'];

function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    setText(
        byId('theme'),
        { auto: 'Theme: auto', light: 'Theme: light', dark: 'Theme: dark' }[
            theme
        ],
    );
    try {
        localStorage.setItem('commons-theme', theme);
    } catch (error) {
        /* a page from disk may keep nothing */
    }
    if (window.app) drawDensity(byId('density'), window.app.timeline);
}

function nextTheme() {
    const now = THEMES.indexOf(document.documentElement.dataset.theme);
    setTheme(THEMES[(now + 1) % THEMES.length]);
}

function keptTheme() {
    try {
        return THEMES.includes(localStorage.getItem('commons-theme'))
            ? localStorage.getItem('commons-theme')
            : 'auto';
    } catch (error) {
        return 'auto';
    }
}
