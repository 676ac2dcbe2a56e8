// What helps while somebody writes; without this file every form works. In a scope of its own, beside page.js.
{
// ---- writing: drafts, the last source, completion, dates read back, who else is here ----
const kept = (key) => JSON.parse(localStorage.getItem(key) ?? "null");
const keep = (key, value) => localStorage.setItem(key, JSON.stringify(value));
const SOURCE = ["origin", "via", "basis", "knowledge"];
const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].filter(([name, value]) => value && !["do", "seen", "capture"].includes(name)));
// What was filled in before the form came back is the draft of this one: what has been chosen in it names it otherwise now.
const left = sessionStorage.getItem("left"), came = left && kept("draft:" + left), back = $("form[data-draft][data-answered]");
sessionStorage.removeItem("left");
if (came && back && left !== back.dataset.draft) { keep("draft:" + back.dataset.draft, came); localStorage.removeItem("draft:" + left); }
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = "draft:" + form.dataset.draft, says = $("#draft"), draft = kept(key);
  // Not `elements.item`, nor `elements.length`: these are the list's own.
  const fill = (fields) => { for (const [name, value] of Object.entries(fields)) { const field = form.elements.namedItem(name); if (field && field.type !== "hidden") field.value = value; } };
  const isFresh = !$(".refused, button.do[autofocus]");
  if (draft && isFresh && says) {
    const take = document.createElement("button"); take.type = "button"; take.className = "plain"; take.textContent = "Take it up";
    const drop = document.createElement("button"); drop.type = "button"; drop.className = "plain"; drop.textContent = "Throw it away";
    says.replaceChildren("one of " + draft.at + " ", take, " ", drop);
    take.onclick = () => { fill(draft.fields); says.textContent = "taken up again"; };
    drop.onclick = () => { localStorage.removeItem(key); says.textContent = "thrown away"; };
  }
  const last = kept("source"), byDesk = form.elements.namedItem("by")?.value === "desk"; // which has no source
  if (last && isFresh && !byDesk && form.elements.origin && !form.elements.origin.value) {
    fill(last);
    const back = $("#origin-b"); if (back && last.origin) back.textContent = "kept from your last update";
  }
  form.addEventListener("input", () => {
    keep(key, { at: new Date().toTimeString().slice(0, 5), fields: fieldsOf(form) });
    if (says) says.textContent = "kept in this browser";
  });
  form.addEventListener("submit", (e) => {
    sessionStorage.setItem("left", form.dataset.draft);
    if (e.submitter?.name === "way" || e.submitter?.value === "check") return;
    sessionStorage.setItem("sent", form.dataset.draft);
    if (form.elements.origin) keep("source", Object.fromEntries(SOURCE.map((name) => [name, form.elements.namedItem(name)?.value ?? ""])));
  });
}
// What was begun in another form of this story, and not sent, waits there: also after the browser was closed.
const wanted = new URLSearchParams(location.search).get("story"), forms = [...document.querySelectorAll("form[data-draft]")].map((form) => "draft:" + form.dataset.draft);
for (const key of Object.keys(localStorage).filter((key) => key.startsWith("draft:") && !forms.includes(key))) {
  const [story, kind, change, item, captured] = key.slice(6).split("/"), draft = kept(key);
  if (!$("#draft") || !change || (wanted && wanted !== story)) continue;
  const link = document.createElement("a");
  link.href = "/new?" + new URLSearchParams({ story, kind, change, item, captured });
  link.textContent = "not sent, of " + draft.at + ": " + change.replaceAll("_", " ") + " " + (draft.fields.item ?? kind);
  $("#draft").append(" ", link);
}
const wait = (ms, done) => { let timer; return (e) => { clearTimeout(timer); timer = setTimeout(() => done(e), ms); }; };
addEventListener("input", wait(200, async ({ target }) => {
  if (target.list && ["people", "places"].includes(target.list.id)) {
    const before = target.value.replace(/[^,]*$/, ""), typed = target.value.slice(before.length).trim();
    if (typed.length < 2) return;
    const found = await fetch("/api/directory?limit=12&words=" + encodeURIComponent(typed)).then((a) => (a.ok ? a.json() : []), () => []);
    const isPlace = target.list.id === "places";
    target.list.replaceChildren(...found.filter((one) => (one.is === "place") === isPlace).map((one) => {
      const option = document.createElement("option");
      option.value = before + (before && !before.endsWith(" ") ? " " : "") + one.slug;
      option.textContent = one.title ? one.name + ", " + one.title : one.name;
      return option;
    }));
  }
  if (target.matches("[data-date]")) {
    const back = document.getElementById(target.getAttribute("aria-describedby")), of = new URLSearchParams(fieldsOf(target.form));
    back.dataset.about ??= back.textContent;
    const as = target.name.startsWith("a.") ? "&kind=" + of.get("kind") + "&change=" + of.get("change") : "";
    const words = target.value ? await fetch("/reads?" + as + "&name=" + encodeURIComponent(target.name) + "&when=" + encodeURIComponent(target.value)).then((a) => (a.ok ? a.text() : ""), () => "") : "";
    back.textContent = words || back.dataset.about;
  }
}));
// ---- a story as text: what can stand where the cursor is ----
const text = $("#text"), offers = $("#offers");
if (text && offers) {
  // The cursor stands at what has to be mended first, else where one writes on.
  const { line, column } = text.dataset, before = text.value.split("\n").slice(0, line - 1);
  const at = line ? before.join("\n").length + (before.length ? 1 : 0) + Number(column) - 1 : text.value.length;
  text.setSelectionRange(at, at);
  const take = (word, replaces) => {
    const end = text.selectionStart;
    text.setRangeText(word + (word.endsWith(":") ? " " : ""), end - replaces, end, "end");
    text.focus(); offers.replaceChildren(); text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  text.addEventListener("input", wait(150, async () => {
    const before = text.value.slice(0, text.selectionStart);
    const story = text.value.match(/^story: *([\w-]+)/m)?.[1] ?? "";
    const answer = await fetch("/complete?" + new URLSearchParams({ story, before: before.length > 4000 ? before.slice(-4000).replace(/^.*\n/, "") : before })).then((a) => (a.ok ? a.json() : null), () => null);
    if (!answer || before !== text.value.slice(0, text.selectionStart)) return;
    offers.replaceChildren(...answer.offers.map(({ word, says }) => {
      const button = document.createElement("button"); button.type = "button"; button.className = "plain"; button.textContent = word; button.title = says;
      button.onclick = () => take(word, answer.replaces);
      return button;
    }));
  }));
  text.addEventListener("keydown", (e) => { if (e.ctrlKey && e.key === " " && offers.firstChild) { e.preventDefault(); offers.firstChild.focus(); } });
  offers.addEventListener("keydown", (e) => {
    const step = { ArrowRight: "nextSibling", ArrowDown: "nextSibling", ArrowLeft: "previousSibling", ArrowUp: "previousSibling" }[e.key];
    if (step) { e.preventDefault(); document.activeElement[step]?.focus(); }
    if (e.key === "Escape") text.focus();
  });
}
const item = $("form[data-draft] #item"), others = $("#others");
if (item && others) {
  const page = crypto.randomUUID?.() ?? String(Math.random());
  const here = (leaves) => new URLSearchParams({ at: item.form.elements.story.value + "/" + item.value, page, leaves });
  const tell = async () => {
    if (!item.value) return;
    const answer = await fetch("/presence", { method: "POST", body: here(false) }).then((a) => a.json(), () => null);
    if (answer) { const words = answer.others.join(", ") || "nobody on this item"; if (others.textContent !== words) others.textContent = words; }
  };
  tell(); setInterval(tell, 5000); item.addEventListener("change", tell);
  addEventListener("pagehide", () => navigator.sendBeacon("/presence", here(true)));
}
}
