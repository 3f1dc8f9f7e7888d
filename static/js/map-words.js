/* The map's words, translated by the server in the page's template. */
const place = document.querySelector("[data-words]");

/** The sentences by name: data-say-zoom-in is words.zoomIn. */
export const words = Object.fromEntries(
  Object.entries(place?.dataset ?? {})
    .filter(([name]) => name.startsWith("say"))
    .map(([name, sentence]) => [name[3].toLowerCase() + name.slice(4), sentence]),
);

/** Gives the word of a kind or severity, such as "blank-spot" or "critical". */
export function wordOf(value) {
  return place?.getAttribute(`data-word-${value}`) ?? value;
}

/** Fills "%s" in order. */
export function fill(sentence, ...values) {
  return values.reduce((text, value) => text.replace("%s", value), sentence ?? "");
}

const figures = new Intl.NumberFormat(document.documentElement.lang || "id");

/** Writes a whole number as the page's language does: 1.240 or 1,240. */
export function number(value) {
  return figures.format(value);
}

// As the server writes it: the day before the month.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang || "id";

/** A moment of the server as people here read it. */
export function moment(text) {
  const options = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" };
  return `${new Date(text).toLocaleString(language, options).replace(/(\d\d):(\d\d)$/, "$1.$2")} WIB`;
}

/** A day (2026-11-20) as people here read it. */
export function dayOf(text) {
  const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(`${text}T12:00:00Z`).toLocaleDateString(language, options);
}

/** Says in words what a feature is: "TPS 005 Kanekes" or "1.240 TPS sekitar Leuwidamar dan Cileles". */
export function titleOf(properties) {
  if (!properties.cluster) return properties.name;
  const name = properties.name.replace(" – ", ` ${words.and} `).replaceAll("Kabupaten ", "Kab. ").replaceAll("Kota Tangerang Selatan", "Kota Tangsel");
  const where = name ? ` ${words.around} ${name}` : "";
  return `${number(properties.count)} ${words.stations}${where}`;
}

/** Says in words what is wrong there: "Kritis · Tanpa sinyal" or "38 berisiko, Tinggi · Banjir". */
export function riskOf(properties) {
  if (!properties.worst) return words.clear;
  const kinds = Object.keys(properties.kinds).map(wordOf).join(", ");
  const flagged = properties.cluster ? `${number(properties.flagged)} ${words.flagged} · ` : "";
  return `${flagged}${wordOf(properties.worst)} · ${kinds}`;
}
