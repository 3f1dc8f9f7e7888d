/* Minutes written live: each box saves itself, hears what others saved, and loses nobody's words.
 *
 * A box knows the version that its words stand on. The server merges by lines; where both changed the same lines it
 * keeps both and answers 409: the box then waits for its person. What is not yet on the server stands in this browser's
 * storage, under the same prefix as drafts, so that signing out forgets it. Without this script each box has a button.
 */
const QUIET = 2500; // ms without typing before a box saves itself
const LONGEST = 10000; // ms of typing after which it saves anyway
const PULSE = 5000;
const AGAIN = 4000; // ms before the next try on a broken connection
const WEEK = 7 * 24 * 3600 * 1000;

const root = document.querySelector("[data-minutes]");
const word = (name, value = "") => root.dataset[name].replace("%s", value);
const parts = new Map();
let closed = false;

class Part {
  constructor(form) {
    this.form = form;
    this.id = Number(form.dataset.part);
    this.card = form.closest(".minutes-part");
    this.box = form.querySelector("textarea");
    this.base = Number(form.elements.base.value);
    this.clash = form.querySelector("[data-clash]");
    this.state = this.card.querySelector("[data-state]");
    this.known = this.box.value; // the words that the server has from us, as they stand in the box
    this.held = this.box.dataset.hold !== undefined;
    this.key = `desk-draft:${document.body.dataset.person ?? ""}:${location.pathname}:item-${this.id}`;
    this.box.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.held = this.refused = false;
      this.save(true);
    });
    form.querySelector("[data-join]").addEventListener("click", () => this.settle(this.both));
    form.querySelector("[data-keep-theirs]").addEventListener("click", () => this.settle(this.theirs));
    this.restore();
  }

  get dirty() {
    return this.box.value !== this.known;
  }

  typed() {
    if (this.refused) this.held = this.refused = false;
    this.keep();
    this.say(word("unsaved"));
    clearTimeout(this.waiting);
    this.since ??= Date.now();
    const wait = Date.now() - this.since > LONGEST ? 0 : QUIET;
    this.waiting = setTimeout(() => this.save(), wait);
  }

  async save(asked = false) {
    if (this.held || this.sending || closed || (!asked && !this.dirty)) return;
    clearTimeout(this.waiting);
    this.since = undefined;
    this.sending = true;
    const sent = this.box.value;
    const base = this.base;
    this.say(word("saving"));
    try {
      const body = new FormData(this.form);
      body.set("text", sent);
      body.set("base", String(base));
      const answer = await fetch(this.form.action, {
        method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json" },
      });
      if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Error("no answer");
      this.heard(await answer.json(), sent);
    } catch {
      this.say(word("offline"));
      this.waiting = setTimeout(() => this.save(), AGAIN);
    } finally {
      this.sending = false;
    }
    if (!this.held && this.box.value !== sent && !closed) this.typed();
  }

  heard(answer, sent) {
    if (answer.state === "refused") {
      this.held = this.refused = true;
      this.say(answer.reason);
      return;
    }
    if (answer.state === "overtaken") {
      this.held = true;
      this.theirs = answer.text;
      this.both = answer.both;
      this.base = answer.version;
      this.clash.querySelector("[data-reason]").textContent = answer.reason;
      this.clash.querySelector("[data-theirs]").textContent = answer.text;
      this.clash.hidden = false;
      this.say(word("unsaved"));
      return;
    }
    this.clash.hidden = true;
    if (this.box.value === sent) {
      if (answer.text !== sent.trimEnd()) this.put(answer.text);
      this.known = this.box.value;
      this.base = answer.version;
      localStorage.removeItem(this.key);
    } else {
      // Typed on meanwhile: the words as they were sent are the ground of what comes next.
      this.known = sent;
      this.base = answer.mine;
      this.keep();
    }
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    this.say(word(answer.state === "merged" ? "merged" : "saved", now));
  }

  settle(words) {
    this.put(words);
    this.clash.hidden = true;
    this.held = false;
    this.keep();
    this.box.focus();
    this.save(true);
  }

  news(version, text) {
    if (this.held || this.sending || this.dirty || version <= this.base) return;
    this.put(text);
    this.known = this.box.value;
    this.base = version;
  }

  /** Put words into the box and leave the caret where it was, counted from the end when only the beginning changed. */
  put(words) {
    const { value, selectionStart: start, selectionEnd: end } = this.box;
    const focused = document.activeElement === this.box;
    this.box.value = words;
    if (!focused) return;
    let same = 0;
    while (same < value.length && same < words.length && value[same] === words[same]) same += 1;
    const shift = start > same ? words.length - value.length : 0;
    this.box.setSelectionRange(Math.max(0, start + shift), Math.max(0, end + shift));
  }

  say(text) {
    this.state.textContent = text;
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), base: this.base, text: this.box.value }));
    } catch {
      // A full or forbidden store loses only the convenience; the words are still in the box.
    }
  }

  restore() {
    let stored = null;
    try {
      stored = JSON.parse(localStorage.getItem(this.key));
    } catch {
      localStorage.removeItem(this.key);
    }
    if (!stored || this.held || Date.now() - stored.at > WEEK || stored.text === this.box.value) return;
    this.box.value = stored.text;
    this.base = stored.base;
    this.typed();
    this.say(word("restored"));
  }
}

async function pulse() {
  if (closed || document.hidden) return;
  const active = [...parts.values()].find((part) => part.box === document.activeElement);
  const body = new URLSearchParams({
    item: String(active?.id ?? 0),
    has: [...parts.values()].map((part) => `${part.id}:${part.base}`).join(","),
    csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  try {
    const answer = await fetch(root.dataset.minutes, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { open, people, writing, items } = await answer.json();
    const line = root.querySelector("[data-people]");
    if (line.textContent !== people) line.textContent = people;
    for (const part of parts.values()) part.card.classList.toggle("theirs", writing.includes(part.id));
    for (const [id, { version, text }] of Object.entries(items)) parts.get(Number(id))?.news(version, text);
    if (!open) {
      closed = true;
      for (const part of parts.values()) if (part.dirty) part.say(word("closed"));
    }
  } catch {
    // The next beat tries again; each box says by itself when it cannot save.
  }
}

if (root) {
  for (const form of root.querySelectorAll("form[data-part]")) {
    const part = new Part(form);
    parts.set(part.id, part);
  }
  setInterval(pulse, PULSE);
  pulse();
  window.addEventListener("online", () => parts.forEach((part) => part.save()));
  window.addEventListener("beforeunload", (event) => {
    if ([...parts.values()].some((part) => part.dirty)) event.preventDefault();
  });
}
