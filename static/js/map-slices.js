/* Long work in short pieces, so that the page answers between them. */
const PIECE = 9; // milliseconds

// When the page could last answer: several slow lists one after the other are one long task, however short each is.
let rested = 0;

/** Lets the page answer before what comes next. */
export async function rest() {
  await new Promise((go) => { setTimeout(go); });
  rested = performance.now();
}

/** Does `work` for each item and rests in between; false when `wanted` says that it is no longer needed. */
export async function inSlices(items, work, wanted = () => true) {
  for (const item of items) {
    work(item);
    if (performance.now() - rested < PIECE) continue;
    await rest();
    if (!wanted()) return false;
  }
  return wanted();
}
