/* density.js - along the slider, how much happens where: a column for each
 * pixel, by groups of kinds. */

/* Of each column, { group: how many of its events }; of many, a sample. */
function densities({ machine, shown, count }, width) {
    const columns = Array.from({ length: width }, () => ({}));
    const stride = Math.max(1, Math.floor(count / 200000));
    for (let n = 0; n < count; n += stride) {
        const part = shown[n] / machine.history.done;
        const column = columns[Math.floor(part * width)];
        const { id } = groupOf(machine.trace.kind(shown[n]));
        column[id] = (column[id] || 0) + 1;
    }
    return columns;
}

function drawDensity(canvas, filter) {
    const { clientWidth: width, clientHeight: height } = canvas,
        scale = window.devicePixelRatio || 1;
    if (!width || !filter.machine.history.done) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const columns = densities(filter, width);
    const sum = (column) => Object.values(column).reduce((s, n) => s + n, 0);
    const most = Math.max(1, ...columns.map(sum));
    const context = canvas.getContext('2d');
    context.scale(scale, scale);
    const colours = GROUPS.map(({ id }) => {
        canvas.style.color = `var(--${id})`;
        return getComputedStyle(canvas).color;
    });
    columns.forEach((column, x) => {
        let y = height;
        GROUPS.forEach(({ id }, n) => {
            const h = ((column[id] || 0) / most) * height;
            context.fillStyle = colours[n];
            context.fillRect(x, y - h, 1, h);
            y -= h;
        });
    });
}
