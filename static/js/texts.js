/* Sentences come from the page (components/frame/texts.html), where they are translated. */
export function text(name) {
  return document.getElementById("texts")?.dataset[name] ?? "";
}

/** Makes an icon of the sprite: the same element as the template tag {% icon %}. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${text("icons")}#${name}`);
  svg.append(use);
  return svg;
}
