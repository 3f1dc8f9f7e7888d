/* Long work in short pieces, so that the page answers between them. */
const PIECE = 9; // milliseconds

/** Lets the page answer before what comes next. */
export function rest() {
  return new Promise((go) => { setTimeout(go); });
}

/** Does `work` for each item and rests in between; false when `wanted` says that it is no longer needed. */
export async function inSlices(items, work, wanted = () => true) {
  let began = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - began < PIECE) continue;
    await rest();
    if (!wanted()) return false;
    began = performance.now();
  }
  return wanted();
}
