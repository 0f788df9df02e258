// Stops its own thread in one of several ways for each line that it reads, and says when it is over.
import { createCallContext } from "../../src/plugins/host/plugin-call.ts";
import { PluginCalls } from "../../src/plugins/host/plugin-calls.ts";
import { StallWatch } from "../../src/plugins/host/stall-watch.ts";

const context = createCallContext();
using stalls = new StallWatch(200);
context.stalls = stalls;
const calls = new PluginCalls(context, {
  enter: (work, call, input) => work(call, input),
  onError: () => undefined,
});
const options = (what: string) => ({ what, limitMs: null });

function stall(): void {
  const endMs = performance.now() + 600;
  while (performance.now() < endMs);
}

const ways: Readonly<Record<string, () => Promise<void> | void>> = {
  server: () => stall(),
  code: () => calls.run(options("the code"), stall),
  continued: () =>
    calls.run(options("the code that waited"), async () => {
      await Bun.sleep(1);
      stall();
    }),
  next: () => calls.run(options("a hook"), (call) => call.pausedFor(() => Promise.resolve(stall()))),
  "next after a wait": () =>
    calls.run(options("a hook"), async (call) => {
      await Bun.sleep(1);
      await call.pausedFor(async () => {
        await Bun.sleep(1);
        stall();
      });
    }),
  "code after next": () =>
    calls.run(options("the hook that goes on"), async (call) => {
      await call.pausedFor(() => Bun.sleep(1));
      stall();
    }),
};

for await (const way of console) {
  await ways[way]?.();
  console.error("done");
}
