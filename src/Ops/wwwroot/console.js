// What the server cannot know: the theme that was chosen or the system has, and how wide the window is.
window.blinkConsole = {
    isDark: () => (localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark",
    isWide: () => matchMedia("(min-width: 960px)").matches,
    keepTheme(dark) {
        localStorage.setItem("theme", dark ? "dark" : "light");
        this.paint();
    },
    // Before the first frame, so that a dark room stays dark while the page loads.
    paint() {
        document.documentElement.dataset.theme = this.isDark() ? "dark" : "light";
    },
    arrive(heading) {
        if (!document.activeElement?.matches("main :is(input, select, textarea, button), [role=dialog] *"))
            heading?.focus();
    },
    // A dialog is drawn in several steps, of which the first has nothing yet to give the focus to.
    enter(id, frames = 300) {
        const dialog = document.getElementById(id)?.closest("[role=dialog]");
        if (!dialog && frames > 0)
            requestAnimationFrame(() => this.enter(id, frames - 1));
        else if (dialog && !dialog.contains(document.activeElement))
            (dialog.querySelector("[autofocus]") ?? dialog.querySelector(":is(input, select, textarea):enabled") ?? dialog.querySelector("button"))?.focus();
    },
    copy: text => navigator.clipboard.writeText(text).then(() => true, () => false),
};
window.blinkConsole.paint();
// The router would take the address for a page, and leave the focus where it is.
addEventListener("click", event => {
    if (event.target.matches?.(".skip-link")) {
        event.preventDefault();
        document.getElementById("content")?.focus();
    }
}, { capture: true });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => window.blinkConsole.paint());
