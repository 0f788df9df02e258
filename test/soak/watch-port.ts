/** Connects to a port again and again until its standard input ends, then prints for how many milliseconds it was refused at the longest. */
import { connect } from "node:net";

const PAUSE_MS = 10;
const port = Number(Bun.argv[2]);
let isOver = false;
let refusedSinceMs: number | null = null;
let longestMs = 0;

void Bun.stdin.text().then(() => (isOver = true));
while (!isOver) {
  const startMs = performance.now();
  if (await accepts()) refusedSinceMs = null;
  else {
    refusedSinceMs ??= startMs;
    longestMs = Math.max(longestMs, performance.now() - refusedSinceMs);
  }
  await Bun.sleep(PAUSE_MS);
}
console.log(Math.round(longestMs));
process.exit(0);

function accepts(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.on("connect", () => {
    resolve(true);
    socket.destroy();
  });
  socket.on("error", () => resolve(false));
  return promise;
}
