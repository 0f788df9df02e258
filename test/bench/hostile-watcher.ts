/** Asks for one record again and again until its input ends, then prints the longest wait: a process of its own, so that nothing else delays it. */
import { argv, exit } from "node:process";

const [url = "", pid = ""] = argv.slice(2);
const PAUSE_MS = 2;

let isOver = false;
void Bun.stdin.text().then(() => (isOver = true));

const longest = { waitMs: 0, busyMs: 0, views: 0 };
for (let view = 0; !isOver; view += 1) {
  const startedMs = performance.now();
  const computedMs = await computed();
  const response = await fetch(url);
  await response.arrayBuffer();
  const waitMs = performance.now() - startedMs;
  if (response.status !== 200) throw new Error(`view answers ${response.status}`);
  // The first requests warm this process up.
  if (view === 50) console.log("ready");
  if (view > 50) {
    longest.waitMs = Math.max(longest.waitMs, waitMs);
    longest.busyMs = Math.max(longest.busyMs, (await computed()) - computedMs);
    longest.views += 1;
  }
  await Bun.sleep(PAUSE_MS);
}
console.log(JSON.stringify(longest));
exit(0);

/** What the thread of the server's event loop has computed so far. */
async function computed(): Promise<number> {
  const [nanoseconds] = (await Bun.file(`/proc/${pid}/task/${pid}/schedstat`).text()).split(" ");
  return Number(nanoseconds) / 1e6;
}
