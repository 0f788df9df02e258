import { expect, test } from "bun:test";
import { Hook, type HookHandler } from "../../src/lib/hook.ts";
import { failure } from "../support/failure.ts";

interface Seen {
  seen: string[];
}

function noting(name: string, options: Partial<HookHandler<Seen>> = {}): HookHandler<Seen> {
  return {
    async run(event) {
      event.seen.push(name);
      await event.next();
      event.seen.push(`${name} after`);
    },
    ...options,
  };
}

async function run(hook: Hook<Seen>, tags: readonly string[] = []): Promise<string[]> {
  const event: Seen = { seen: [] };
  await hook.trigger(event, tags, ({ seen }) => void seen.push("operation"));
  return event.seen;
}

test("handlers run around the operation by priority, group and binding", async () => {
  const hook = new Hook<Seen>();
  hook.bind(noting("c", { group: "b" }));
  hook.bind(noting("b", { group: "a" }));
  hook.bind(noting("a", { priority: -1, group: "z" }));
  expect(await run(hook)).toEqual(["a", "b", "c", "operation", "c after", "b after", "a after"]);
});

test("handlers with tags run for those only, also when they are bound and removed between two runs", async () => {
  const hook = new Hook<Seen>();
  const [notes, users] = [
    ["id1", "notes"],
    ["id2", "users"],
  ];
  hook.bind(noting("notes", { tags: ["notes"] }));
  expect(await run(hook, notes)).toContain("notes");
  expect(await run(hook, users)).toEqual(["operation"]);
  const unbind = hook.bind(noting("users", { tags: ["id2"] }));
  expect(await run(hook, users)).toContain("users");
  expect(hook.concerns(users)).toBe(true);
  unbind();
  expect(await run(hook, users)).toEqual(["operation"]);
  expect(hook.concerns(users)).toBe(false);
});

test("errors of handlers and of the operation reject, whether they are thrown or awaited", async () => {
  const thrown = new Error("thrown");
  const raise = (): never => {
    throw thrown;
  };
  const hook = new Hook<Seen>();
  expect(await failure(hook.trigger({ seen: [] }, [], raise))).toBe(thrown);
  const caught: unknown[] = [];
  hook.bind({ run: (event) => event.next().catch((error: unknown) => void caught.push(error)) });
  hook.bind({ run: raise });
  expect(await run(hook)).toEqual([]);
  expect(caught).toEqual([thrown]);
});

test("a handler that is no promise and does not go on ends the chain", async () => {
  const hook = new Hook<Seen>();
  // As JavaScript allows it.
  hook.bind({ run: (() => 1) as unknown as () => void });
  expect(await run(hook)).toEqual([]);
});

test("all handlers share one place in the chain: a second next() goes on with what is left", async () => {
  const hook = new Hook<object>();
  const order: string[] = [];
  hook.bind({
    async run(event) {
      order.push("first");
      await event.next();
      await event.next();
      await event.next();
    },
  });
  hook.bind({ run: () => void order.push("second, which does not go on") });
  await hook.trigger({}, [], () => void order.push("operation"));
  expect(order).toEqual(["first", "second, which does not go on", "operation"]);
});
