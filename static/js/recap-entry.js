/* Fast entry: type a station, Enter, one key, next. What was pressed is shown at once and sent behind the person's back;
   each message carries a UUID of its own, so that sending it again changes nothing. */
const root = document.querySelector("[data-entry]");
if (root) run();

function run() {
  const form = document.getElementById("entry-form");
  const input = document.getElementById("id_station");
  const list = document.getElementById("entry-found");
  const log = root.querySelector("[data-entry-log]");
  const note = document.getElementById("id_note");
  const permission = document.getElementById("id_permission_number");
  const photo = document.getElementById("id_photo");
  const race = form.elements.race;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let found = []; // what the text fits
  let marked = 0;
  let station = null; // the one that was chosen
  let asked = 0;
  let waiting = ""; // the state that waits for a note or a number
  let timer = 0;

  input.addEventListener("input", () => {
    station = null;
    show(null);
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.target === input && inSearch(event)) return event.preventDefault();
    if ((event.target === note || event.target === permission) && event.key === "Enter" && waiting) {
      event.preventDefault();
      return record(waiting);
    }
    if (event.key === "Escape") {
      event.preventDefault();
      return clear();
    }
    const idle = event.target === input && !input.value && "+-".includes(event.key);
    if (typing && !idle && !(event.target === input && station)) return;
    if (pressed(event.key)) event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const state = event.submitter?.value || waiting;
    if (state) record(state);
  });

  root.querySelector("[data-entry-next]").addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });

  log.addEventListener("submit", (event) => {
    event.preventDefault();
    const ids = [...event.target.querySelectorAll("[name=id]")].map((each) => each.value);
    undo(event.target.closest("li"), ids);
  });

  function inSearch(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!found.length) return false;
      marked = (marked + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      draw();
      return true;
    }
    if (event.key !== "Enter") return false;
    clearTimeout(timer);
    if (found.length && !station) choose(found[marked]);
    else if (!station) look(true);
    return true;
  }

  function pressed(key) {
    const button = key.length === 1 && form.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) {
      record(button.value);
      return true;
    }
    if (key === "+") return next(), true;
    if (key === "-") return undoLast(), true;
    return false;
  }

  async function look(choosing = false) {
    const mine = ++asked;
    const text = input.value.trim();
    if (!text) return offer([]);
    const url = new URL(root.dataset.stations, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      const data = await answer.json();
      if (mine !== asked) return;
      offer(data.stations);
      if (!found.length) show(null, root.dataset.nothing);
      else if (choosing) choose(found[0]);
    } catch {
      if (mine === asked) show(null, root.dataset.offline);
    }
  }

  function offer(stations) {
    found = stations;
    marked = 0;
    draw();
  }

  function draw() {
    list.replaceChildren(
      ...found.map((each, number) => {
        const item = document.createElement("li");
        item.id = `entry-found-${number}`;
        item.role = "option";
        item.setAttribute("aria-selected", String(number === marked));
        item.append(each.name, small(each.place));
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(each);
        });
        return item;
      }),
    );
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    if (found.length) input.setAttribute("aria-activedescendant", `entry-found-${marked}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function choose(chosen) {
    station = chosen;
    input.value = chosen.name;
    offer([]);
    show(chosen);
    // Keys are now states, not letters of a name.
    input.select();
  }

  function show(chosen, sentence = "") {
    root.querySelector("[data-entry-station]").textContent = chosen ? `${chosen.name} · ${chosen.place}` : sentence;
    root.querySelector("[data-entry-known]").replaceChildren(
      ...(chosen?.forms ?? []).map((each) => {
        const item = document.createElement("li");
        item.textContent = `${each.race}: ${each.state || "–"}`;
        return item;
      }),
    );
  }

  function clear() {
    station = null;
    waiting = "";
    input.value = note.value = permission.value = photo.value = "";
    offer([]);
    show(null);
    input.focus();
  }

  function record(state) {
    if (!station) {
      show(null, root.dataset.choose);
      return input.focus();
    }
    if (state === "manual" && !permission.value.trim()) {
      waiting = state;
      show(station, "");
      root.querySelector("[data-entry-station]").textContent = root.dataset.manual;
      return permission.focus();
    }
    if (photo.files.length && !race.value && race.options.length > 2) {
      show(station, "");
      root.querySelector("[data-entry-station]").textContent = root.dataset.oneRace;
      return race.focus();
    }
    const said = {
      station: station.code,
      race: photo.files.length && !race.value ? race.options[race.options.length - 1].value : race.value,
      how: form.elements.how.value,
      state,
      note: note.value,
      permission_number: state === "manual" ? permission.value : "",
      client_id: crypto.randomUUID(),
      pressed: String(Date.now()),
    };
    const data = new FormData();
    for (const [name, value] of Object.entries(said)) data.set(name, value);
    if (photo.files.length) data.set("photo", photo.files[0]);
    const button = form.querySelector(`[name=state][value="${CSS.escape(state)}"]`);
    const line = write(station, button.textContent.replace(/^\s*\S+\s+/, "").trim());
    const typed = { note: note.value, permission: permission.value };
    send(data, line, station, typed, 0);
    clear();
  }

  async function send(data, line, chosen, typed, turn) {
    data.set("sent", String(Date.now()));
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", headers: head(), body: data });
    } catch {
      return later();
    }
    if (answer.status >= 500) return later();
    if (answer.status === 422) {
      const refused = await answer.json();
      line.classList.add("entry-refused");
      tell(line, root.dataset.refused, refused.sentence);
      // The person goes on; what needs a word comes back only when they are not in the middle of something else.
      if (["note", "permission_number"].includes(refused.field) && !input.value && !station) again(data, chosen, typed, refused.field);
      return;
    }
    if (!answer.ok) {
      line.classList.add("entry-refused");
      return tell(line, root.dataset.refused, String(answer.status));
    }
    const saved = await answer.json();
    line.dataset.ids = saved.ids.join(" ");
    tell(line, root.dataset.saved, saved.station.forms.map((each) => `${each.race}: ${each.state}`).join(" · "));
    const clock = root.querySelector("[data-entry-clock]");
    clock.hidden = !saved.clock;
    clock.textContent = saved.clock;

    function later() {
      tell(line, root.dataset.offline, "");
      setTimeout(() => send(data, line, chosen, typed, turn + 1), Math.min(2000 * 2 ** turn, 30000));
    }
  }

  function again(data, chosen, typed, field) {
    choose(chosen);
    note.value = typed.note;
    permission.value = typed.permission;
    form.elements.race.value = data.get("race");
    waiting = data.get("state");
    (field === "note" ? note : permission).focus();
  }

  function write(chosen, label) {
    log.querySelector("[data-entry-none]")?.remove();
    const line = document.createElement("li");
    const name = document.createElement("span");
    const strong = document.createElement("b");
    strong.textContent = chosen.name;
    name.append(strong, ` ${label}`);
    const state = document.createElement("span");
    state.dataset.state = "";
    line.append(name, state, small(""));
    tell(line, root.dataset.saving, "");
    log.prepend(line);
    while (log.children.length > 30) log.lastElementChild.remove();
    return line;
  }

  function tell(line, word, detail) {
    line.querySelector("[data-state]").textContent = word;
    line.querySelector("small").textContent = detail;
  }

  function undoLast() {
    const line = [...log.children].find((each) => each.dataset.ids || each.querySelector("[name=id]"));
    if (!line) return;
    const ids = line.dataset.ids?.split(" ") ?? [...line.querySelectorAll("[name=id]")].map((each) => each.value);
    undo(line, ids);
  }

  async function undo(line, ids) {
    const data = new URLSearchParams(ids.map((id) => ["id", id]));
    const answer = await fetch(root.dataset.undo, { method: "POST", headers: head(), body: data });
    const said = await answer.json();
    if (answer.ok) {
      line.classList.add("recap-gone");
      delete line.dataset.ids;
      line.querySelector("form")?.remove();
      if (line.querySelector("[data-state]")) tell(line, root.dataset.gone, "");
    } else line.querySelector("small").textContent = said.sentence;
    input.focus();
  }

  async function next() {
    const answer = await fetch(root.dataset.next, { method: "POST", headers: head() });
    const data = await answer.json();
    if (data.stations.length) {
      input.focus();
      choose(data.stations[0]);
    } else show(null, data.sentence);
  }

  function head() {
    return { Accept: "application/json", "X-CSRFToken": token };
  }

  if (input.value) look(true);
  else input.focus();
}

function small(text) {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}
