/* Compares a file on this device with the digest of an issued document. The file never leaves the device. */
const MOST_BYTES = 64 * 1024 * 1024;
const area = document.querySelector("[data-verify]");

// crypto.subtle exists only over HTTPS and on localhost; elsewhere the digest stands on the page to compare by hand.
if (area && globalThis.crypto?.subtle) {
  area.hidden = false;
  const input = area.querySelector("input[type=file]");
  input.addEventListener("change", () => compare(input.files[0]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.toggle("over", name === "dragover");
    });
  }
  area.addEventListener("drop", (event) => compare(event.dataTransfer.files[0]));
}

async function compare(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) return show("large", false);
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const same = hex === area.dataset.verify;
    show(same ? "same" : "differs", same);
  } catch {
    show("broken", false);
  }
}

function show(word, good) {
  const outcome = area.querySelector("[data-outcome]");
  outcome.textContent = area.dataset[word];
  outcome.className = good ? "outcome good" : "outcome bad";
}
