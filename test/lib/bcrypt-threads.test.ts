import { describe, expect, test } from "bun:test";
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { BcryptThreads, type HashOptions } from "../../src/lib/bcrypt-threads.ts";

const COST = 4;
/** As PocketBase's default. */
const SLOW_COST = 10;
const CORES = availableParallelism();

test("a password is verified by its hash, which has the cost", async () => {
  using bcrypt = new BcryptThreads();
  const hash = await bcrypt.hash("pässwörd", COST);
  expect(hash).toStartWith("$2b$04$");
  expect(await bcrypt.verify("pässwörd", hash)).toBe(true);
  expect(await bcrypt.verify(Buffer.from("pässwörd"), hash)).toBe(true);
  expect(await bcrypt.verify("passwörd", hash)).toBe(false);
  expect(await Bun.password.verify("pässwörd", hash, "bcrypt")).toBe(true);
});

test.each(["", "plain", "$2b$04$tooshort", "$argon2id$v=19$m=65536"])("%p is the hash of nothing", async (hash) => {
  using bcrypt = new BcryptThreads();
  expect(await bcrypt.verify("plain", hash)).toBe(false);
});

test("a cost that bcrypt doesn't know is an error, after which the thread goes on", async () => {
  using bcrypt = new BcryptThreads();
  expect(bcrypt.hash("password", 99)).rejects.toThrow();
  expect(await bcrypt.hash("password", COST)).toStartWith("$2b$04$");
});

interface Named extends HashOptions {
  readonly name: string;
}

/** The names in the order in which a single thread hashes their passwords: so few that nothing helps it. */
async function orderOf(jobs: readonly Named[]): Promise<string[]> {
  using bcrypt = new BcryptThreads(2);
  const order: string[] = [];
  const hash = async ({ name, ...options }: Named): Promise<void> => {
    await bcrypt.hash("password", COST, options);
    order.push(name);
  };
  await Promise.all(jobs.map(hash));
  return order;
}

describe("while many passwords are hashed", () => {
  test("files are read", async () => {
    using bcrypt = new BcryptThreads();
    let done = 0;
    const hashing = Array.from({ length: 6 * CORES }, async () => {
      await bcrypt.hash("password", SLOW_COST);
      done += 1;
    });
    await stat(import.meta.path);
    expect(done).toBeLessThan(5 * CORES);
    await Promise.all(hashing);
  });

  test("an urgent one goes before all that wait", async () => {
    expect(await orderOf([{ name: "0" }, { name: "1" }, { name: "2" }, { name: "urgent", isUrgent: true }])).toEqual([
      "0",
      "urgent",
      "1",
      "2",
    ]);
  });

  test("those beyond a limit are refused, urgent ones are not", async () => {
    using bcrypt = new BcryptThreads();
    const hashing = Array.from({ length: 1000 + CORES }, () => bcrypt.verify("password", ""));
    expect(bcrypt.verify("password", "")).rejects.toMatchObject({ status: 429 });
    expect(await bcrypt.hash("password", COST, { isUrgent: true })).toStartWith("$2b$");
    expect((await Promise.all(hashing)).length).toBe(1000 + CORES);
  });

  test("other clients wait for their turns alone", async () => {
    const ofOne = ["0", "1", "2"].map((name) => ({ name, client: "a" }));
    const order = await orderOf([...ofOne, { name: "other", client: "b" }]);
    expect(order.indexOf("other")).toBeLessThan(order.indexOf("2"));
  });

  test("beyond the limit those of whoever has most are refused", async () => {
    using bcrypt = new BcryptThreads();
    const verify = (client: string) => bcrypt.verify("password", "", { client });
    const hashing = Promise.allSettled(Array.from({ length: 1000 + CORES }, () => verify("a")));
    expect(await verify("b")).toBe(false);
    const refused = (await hashing).filter(({ status }) => status === "rejected");
    expect(refused.length).toBe(1);
    expect(refused[0]).toMatchObject({ reason: { status: 429 } });
  });

  test("closing ends what runs and what waits, and nothing begins later", async () => {
    const bcrypt = new BcryptThreads();
    const hashing = Promise.allSettled(Array.from({ length: 4 * CORES }, () => bcrypt.hash("password", SLOW_COST)));
    bcrypt[Symbol.dispose]();
    expect((await hashing).every(({ status }) => status === "rejected")).toBe(true);
    expect(bcrypt.hash("password", COST)).rejects.toThrow("shut down");
  });
});
