/* steps.js - the story's steps as buttons, the sentence of the moment, and
 * where it is in time. */

function drawStory(app) {
    const end = app.machine.history.done;
    let last = -1; /* the flag with a number before */
    byId('story').textContent = byId('flags').textContent = '';
    app.steps.forEach((step, n) => {
        const item = make('li');
        item.append(
            action(`${n + 1} ${step.title}`, () => app.go(step.at + 1)),
        );
        byId('story').append(item);
        const part = (step.at + 1) / end,
            fits = part - last > 18 / byId('scale').clientWidth,
            flag = make('span', '', fits ? n + 1 : '');
        if (fits) last = part;
        flag.style.left = `${part * 100}%`;
        byId('flags').append(flag);
    });
}

function textOfMoment(app) {
    const step = app.stepNow();
    if (app.moment === 0) return 'This is the moment before the first event.';
    return step ? step.text : sentence(app.machine, app.moment - 1);
}

/* The sentence, and which step is told and which comes next. */
function drawStep(app) {
    const here = app.stepNow(),
        next = app.steps.find((s) => s.at + 1 > app.moment);
    setText(byId('say'), textOfMoment(app));
    byId('say').classList.toggle('told', !!here);
    [...byId('story').children].forEach((item, n) => {
        const step = app.steps[n],
            told = step === here;
        setClass(item.firstChild, told ? 'here' : step === next ? 'next' : '');
        setAttribute(item.firstChild, 'aria-current', told ? 'step' : 'false');
        if (told) byId('story').scrollLeft = item.offsetLeft - 60;
    });
}

function drawTime(app) {
    const { history, trace } = app.machine,
        { moment } = app,
        slider = byId('slider'),
        [now, all] = [moment, history.done].map((m) =>
            inThousands(history.eventsBefore(m)),
        ),
        text = `${now} of ${all}`;
    slider.max = history.done;
    slider.value = moment;
    slider.setAttribute('aria-valuetext', `${text} events`);
    setText(
        byId('position'),
        text + (moment ? ` · ${timeInWords(trace, moment - 1)}` : ''),
    );
}
