/** Below those that systems hand out by themselves, one of which another program could have been given before it is used. */
const FIRST = 10_000;
const COUNT = 20_000;

/** A port of the loopback device for a program that can't choose one itself, or has to come back at the same one. */
export function freePort(): number {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (isFree(port)) return port;
  }
}

function isFree(port: number): boolean {
  try {
    Bun.listen({ hostname: "127.0.0.1", port, exclusive: true, socket: { data: () => undefined } }).stop(true);
    return true;
  } catch {
    return false;
  }
}
