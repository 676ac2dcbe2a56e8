// All of it is a convenience: without this file every link, form and table works.
const $ = (s) => document.querySelector(s);

// ---- the ruler reads itself aloud ----
const wire = () => {
  const range = $("#asof"), out = $("#moment");
  if (range && !range.wired) {
    const marks = range.dataset.marks.split("\n");           // step → words
    range.wired = true;
    range.addEventListener("input", () => { out.value = range.ariaValueText = "update " + marks[range.value]; });
    range.addEventListener("change", () => { if (range.dataset.keys !== "on") range.form.requestSubmit(); });
    range.addEventListener("keydown", (e) => { range.dataset.keys = "on"; if (e.key === "Enter") range.form.requestSubmit(); });
    range.addEventListener("pointerdown", () => { range.dataset.keys = "off"; });
  }
};
wire();

// ---- single keys; WCAG 2.1.4: they can be turned off in the help ----
const off = $("#keys-off");
if (off) { off.checked = localStorage.keys === "off"; off.onchange = () => { localStorage.keys = off.checked ? "off" : "on"; }; }
addEventListener("keydown", (e) => {
  if (e.key === "Escape" && e.target.closest("input, select, textarea") && !e.target.closest("[popover]")) e.target.blur();
  if (localStorage.keys === "off" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, select, textarea")) return;
  const steps = [...document.querySelectorAll("[data-step], .mark")].filter((e) => e.checkVisibility()), on = document.activeElement, here = steps.indexOf(on);
  const story = on.closest("[data-story]")?.dataset.story, form = $("[data-new]"), fresh = form && story ? "/new?story=" + encodeURIComponent(story) : form?.href;
  const go = { "/": () => $("#search")?.focus(), "?": () => $("#keys")?.togglePopover(),
    n: () => { if (fresh) location = fresh; }, c: () => { if (fresh) location = fresh + "#said-line"; },
    o: () => (on.matches("a, button") ? on : on.querySelector("a"))?.click(),
    s: () => { location = "/"; }, w: () => { location = "/wall"; },
    j: () => steps[Math.min(here + 1, steps.length - 1)]?.focus(), k: () => steps[Math.max(here - 1, 0)]?.focus() }[e.key];
  if (go) { e.preventDefault(); go(); }
});

// ---- a draft that was sent is none any more, once the page of what was recorded is here ----
const sent = sessionStorage.getItem("sent");
if (sent && (/[?&]fresh=/.test(location.search) || location.hash === "#wt")) localStorage.removeItem("draft:" + sent);
sessionStorage.removeItem("sent");

// ---- live: what the server says now takes the place of what is here, without moving what has the focus ----
const same = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || "") === (b.id || "");
const morph = (here, there) => {
  if (here.nodeType !== 1) { if (here.data !== there.data) here.data = there.data; return; }
  const busy = here === document.activeElement || (here.matches("[popover]") && here.matches(":popover-open")) ;
  for (const { name, value } of there.attributes) if (here.getAttribute(name) !== value && !(busy && name === "value")) here.setAttribute(name, value);
  for (const { name } of [...here.attributes]) if (!there.hasAttribute(name) && !(name === "open" && here.nodeName === "DETAILS")) here.removeAttribute(name);
  if (here.isEqualNode(there) || here.hasAttribute("data-mine")) return;
  const ids = new Map([...here.children].filter((e) => e.id).map((e) => [e.id, e]));
  let at = here.firstChild;
  for (const next of [...there.childNodes]) {
    const kept = next.id && ids.get(next.id);
    if (kept && kept !== at && same(kept, next)) { here.insertBefore(kept, at); morph(kept, next); continue; }
    if (at && same(at, next)) { const on = at.nextSibling; morph(at, next); at = on; continue; }
    const added = document.importNode(next, true);
    if (added.matches?.(".slips > li, li")) added.classList.add("new");
    here.insertBefore(added, at);
  }
  while (at) { const on = at.nextSibling; at.remove(); at = on; }
};
const live = document.body.dataset.live, says = $("#live");
if (live && "EventSource" in window) {
  let busy = false, again = 0;
  const look = async (position) => {
    again = Math.max(again, position);
    if (busy) return;
    busy = true;
    while (again) {
      const fresh = again; again = 0;
      const to = new URL(location); to.hash = ""; to.searchParams.set("fresh", fresh);
      try {
        const answer = await fetch(to, { headers: { accept: "text/html" } });
        if (!answer.ok) throw new Error(answer.status);
        const there = new DOMParser().parseFromString(await answer.text(), "text/html");
        morph($("main"), document.adoptNode(there.querySelector("main")));
        const foot = there.querySelector("footer"); if (foot && $("footer")) morph($("footer"), document.adoptNode(foot));
        document.body.dataset.position = fresh; wire();
      } catch { again = Math.max(again, fresh); await new Promise((done) => setTimeout(done, 2000)); }
    }
    busy = false;
  };
  const listen = () => {
    const events = new EventSource(live + "?after=" + document.body.dataset.position);
    events.addEventListener("open", () => { says.textContent = "live"; });
    events.addEventListener("moved", (e) => {
      // A wall moves when one of its stories does.
      const walled = [...document.querySelectorAll("[data-story]")];
      if (!walled.length || walled.some((one) => one.dataset.story === e.data.split(" ")[0])) look(Number(e.lastEventId));
    });
    events.addEventListener("reload", (e) => look(Number(e.lastEventId)));
    events.addEventListener("dropped", (e) => { says.textContent = e.data; events.close(); look(Number(document.body.dataset.position)); setTimeout(listen, 1000); });
    events.addEventListener("error", () => { says.textContent = "not live: connecting again"; });
  };
  listen();
}
