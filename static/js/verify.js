/* Compares a file on this device with an issued document, or asks which one it is. The file never leaves the device. */
const MOST_BYTES = 64 * 1024 * 1024;
const area = document.querySelector(".drop[data-digest]");

// crypto.subtle exists only over HTTPS and on localhost; elsewhere the digest can be reckoned and typed by hand.
if (area && globalThis.crypto?.subtle) {
  area.hidden = false;
  const input = area.querySelector("input[type=file]");
  input.addEventListener("change", () => check(input.files[0]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.toggle("over", name === "dragover");
    });
  }
  area.addEventListener("drop", (event) => check(event.dataTransfer.files[0]));
}

async function check(file) {
  if (!file) return;
  area.querySelector("[data-elsewhere]").hidden = true;
  if (file.size > MOST_BYTES) return show("large", "bad");
  show("reading", "");
  let hex;
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return show("broken", "bad");
  }
  const where = `${area.dataset.ask}?sha256=${hex}`;
  if (!area.dataset.digest) return location.assign(where);
  if (hex === area.dataset.digest) return show("same", "good");
  show("differs", "bad");
  const elsewhere = area.querySelector("[data-elsewhere]");
  elsewhere.querySelector("a").href = where;
  elsewhere.hidden = false;
}

function show(word, tone) {
  const outcome = area.querySelector("[data-outcome]");
  outcome.textContent = area.dataset[word];
  outcome.className = `outcome ${tone}`;
}
