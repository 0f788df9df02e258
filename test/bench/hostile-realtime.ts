import type { Hostile, Victims } from "./hostile-shape.ts";

const VICTIMS = "/api/collections/victims/records";
/** Long enough for what subscribers cause to be done. */
const SETTLE_MS = 2_000;
/** LIKE takes long where each piece is found nearly everywhere. */
const COSTLY_PATTERN = "%p%p%p%p%p%p%p%p%p%pz";
const STREAMS = 20;

/** What guests may subscribe to, and what their subscriptions make the server do at each change. */
export function hostileRealtime({ htmlId }: Victims): Hostile[] {
  return [
    {
      name: "20 streams that search 3 MB of HTML at a change",
      async send(url) {
        const topic = (index: number): string => {
          const query = { filter: `html ~ "${COSTLY_PATTERN}${index}"` };
          return `victims/*?options=${encodeURIComponent(JSON.stringify({ query }))}`;
        };
        const streams = await Promise.all(Array.from({ length: STREAMS }, (_, index) => subscribed(url, topic(index))));
        try {
          const headers = { "content-type": "application/json" };
          const changed = await fetch(`${url}${VICTIMS}/${htmlId}`, {
            method: "PATCH",
            headers,
            body: '{"title":"x"}',
          });
          await Bun.sleep(SETTLE_MS);
          return String(changed.status);
        } finally {
          for (const stream of streams) stream.abort();
        }
      },
    },
    {
      name: "100 WebSocket snapshots of all knots",
      async send(url) {
        const socket = new WebSocket(`${url.replace("http", "ws")}/api/realtime/ws`);
        await new Promise((resolve, reject) => {
          socket.addEventListener("open", resolve, { once: true });
          socket.addEventListener("error", () => reject(new Error("no socket")), { once: true });
        });
        let answers = 0;
        socket.addEventListener("message", () => (answers += 1));
        for (let id = 1; id <= 100; id++)
          socket.send(JSON.stringify({ type: "subscribe", id, topic: `knots/*?${id}`, snapshot: {} }));
        await Bun.sleep(SETTLE_MS);
        socket.close();
        return `${answers} messages`;
      },
    },
  ];
}

/** A stream that is subscribed to the topic, until it is aborted. */
async function subscribed(url: string, topic: string): Promise<AbortController> {
  const controller = new AbortController();
  const { body } = await fetch(`${url}/api/realtime`, { signal: controller.signal });
  const reader = body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value);
  const clientId = /"clientId":"([^"]+)"/.exec(first)?.[1];
  const headers = { "content-type": "application/json" };
  const subscriptions = JSON.stringify({ clientId, subscriptions: [topic] });
  const answer = await fetch(`${url}/api/realtime`, { method: "POST", headers, body: subscriptions });
  if (answer.status !== 204) throw new Error(`the subscription was answered with ${answer.status}`);
  return controller;
}
