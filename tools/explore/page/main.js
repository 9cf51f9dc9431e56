/* main.js - the page begins. */

function complain(text) {
    byId('problem').hidden = !text;
    setText(byId('problem'), text);
}

async function begin() {
    const { trace, problems } = await traceInPage();
    complain(problems.join(' '));
    const app = (window.app = new App(trace));
    await app.readOn((text) => setText(byId('wait'), text));
    byId('wait').hidden = true;
    byId('main').hidden = false;
    buildChoices(app);
    buildControls(app);
    followSystem(app);
    app.start();
    window.addEventListener('resize', () => app.resized());
    if (app.live) app.live.run();
}

setTheme(keptTheme());
begin().catch((error) => {
    byId('wait').hidden = true;
    complain(
        error instanceof Problem
            ? error.message
            : `This page has failed: ${error.message}. Please report it, with the trace.`,
    );
});
