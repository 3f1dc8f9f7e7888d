/* The clock runs on the server's time, whatever the device believes, in the province's zone. */
export function runClock() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const face = clock.querySelector("b");
  const word = face.textContent.trim().split(" ").pop();
  const offset = Date.parse(clock.dateTime) - Date.now();
  const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.clock });
  setInterval(() => {
    face.textContent = `${format.format(Date.now() + offset).replace(":", ".")} ${word}`;
  }, 5000);
}
