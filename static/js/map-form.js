/* What the form beside the map asks for: which stations, and what is shown of them. */
const FILTERS = ["kind", "severity", "status", "source", "owner", "q", "risk", "position", "special", "missing", "region", "area", "day"];
const SHOWN = ["measure", "level", "layer", "body"];
const USUAL = { measure: "flagged" };
const APART = new Set(["area", "day"]); // have buttons of their own on the map

export class Form {
  constructor(page) {
    this.page = page;
    this.form = page.querySelector("[data-map-filters]");
    this.election = page.dataset.election;
    // A link may name more agencies than the one that a select can show; they stay until it is touched.
    this.more = new Map();
    const query = new URLSearchParams(location.search);
    for (const name of ["source", "owner", "position"]) {
      const given = query.getAll(name);
      if (given.length > 1) this.more.set(name, given);
    }
  }

  /** The filters alone, as every address of stations takes them. */
  filters() {
    return this.read(FILTERS);
  }

  /** The whole picture, for the address of the page. */
  picture() {
    const query = this.read([...FILTERS, ...SHOWN]);
    for (const [name, value] of Object.entries(USUAL)) if (query.get(name) === value) query.delete(name);
    if (!query.getAll("layer").includes("jurisdictions")) query.delete("body");
    const sort = this.page.querySelector("[data-sort]").value;
    if (sort !== "code") query.set("sort", sort);
    return query;
  }

  read(names) {
    const data = new FormData(this.form);
    const query = new URLSearchParams();
    for (const name of names) {
      for (const value of this.more.get(name) ?? data.getAll(name)) if (value) query.append(name, value);
    }
    if (this.election) query.set("election", this.election);
    return query;
  }

  value(name) {
    return this.form.elements[name]?.value ?? "";
  }

  set(name, value) {
    this.form.elements[name].value = value;
  }

  touched(name) {
    this.more.delete(name);
  }

  /** How many filters are chosen, beside the election and what has buttons of its own. */
  count() {
    return [...this.filters().keys()].filter((name) => name !== "election" && !APART.has(name)).length;
  }

  clear() {
    this.more.clear();
    for (const name of FILTERS) {
      if (APART.has(name)) continue;
      const fields = this.form.querySelectorAll(`[name="${name}"]`);
      for (const field of fields) {
        if (field.type === "checkbox") field.checked = false;
        else field.value = "";
      }
    }
  }
}
