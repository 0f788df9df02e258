/**
 * What sign-ins with a password cost everybody else: the p99 of `view` while 50 clients sign in without a pause, beside its p99
 * when nothing else happens, and how many sign-ins a second there are, beside what bcrypt alone does on all cores.
 * `bun test/bench/logins.ts`; exits 1 when a target is missed.
 */
import PocketBase from "pocketbase";
import { FreshServer } from "../support/fresh-server.ts";
import { percentiles } from "./realtime-writer.ts";

const LOGINS_AT_ONCE = 50;
const BLOCKS = 8;
const BLOCK_MS = 3000;
/** A client that looks at records now and then, as people do; without pauses it would take the core that bcrypt works on. */
const PAUSE_MS = 5;
const VIEW_RATIO_MAX = 5;
const BCRYPT_SHARE_MIN = 0.8;
const BCRYPT_COST = 10;
const PASSWORD = "a-long-password";

const [, , url] = Bun.argv;
if (url !== undefined) {
  console.log(await signInAll(url));
  process.exit();
}

await using server = await FreshServer.start();
const admin = await server.admin();
await admin.collections.create({ name: "people", type: "auth" });
await admin.collections.create({
  name: "posts",
  type: "base",
  viewRule: "",
  fields: [{ name: "title", type: "text" }],
});
const { id } = await admin.collection("posts").create({ title: "a post" });
for (let number = 0; number < LOGINS_AT_ONCE; number++) {
  const email = `${number}@example.com`;
  await admin.collection("people").create({ email, password: PASSWORD, passwordConfirm: PASSWORD });
}

const idle: number[] = [];
const beside: number[] = [];
let logins = 0;
let loginMs = 0;
await views(BLOCK_MS);
for (let block = 0; block < BLOCKS; block++) {
  idle.push(...(await views(BLOCK_MS)));
  const startedMs = performance.now();
  const signingIn = signInElsewhere();
  beside.push(...(await views(BLOCK_MS)));
  logins += await signingIn;
  loginMs += performance.now() - startedMs;
}
const perSecond = (logins / loginMs) * 1000;
const bcryptPerSecond = await bcryptAlone();

const [idleP50, idleP99] = percentiles(idle);
const [besideP50, besideP99] = percentiles(beside);
const viewRatio = besideP99 / idleP99;
const bcryptShare = perSecond / bcryptPerSecond;
console.log(`view when idle: p50 ${idleP50} ms, p99 ${idleP99} ms (${idle.length} requests)`);
console.log(
  `view beside ${LOGINS_AT_ONCE} sign-ins: p50 ${besideP50} ms, p99 ${besideP99} ms (${beside.length} requests)`,
);
console.log(`p99 ${viewRatio.toFixed(1)} times, target below ${VIEW_RATIO_MAX}`);
console.log(
  `${perSecond.toFixed(1)} sign-ins a second, ${bcryptShare.toFixed(2)} of bcrypt alone (${bcryptPerSecond.toFixed(1)}), target ${BCRYPT_SHARE_MIN}`,
);
process.exitCode = viewRatio < VIEW_RATIO_MAX && bcryptShare >= BCRYPT_SHARE_MIN ? 0 : 1;

/** What each request took, one after the other. */
async function views(durationMs: number): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + durationMs;
  while (performance.now() < end) {
    await Bun.sleep(PAUSE_MS);
    const startedMs = performance.now();
    const response = await fetch(`${server.process.url}/api/collections/posts/records/${id}`);
    await response.text();
    took.push(performance.now() - startedMs);
    if (response.status !== 200) throw new Error(`view answered ${response.status}`);
  }
  return took;
}

/** In a process of its own, whose work is not the server's. */
async function signInElsewhere(): Promise<number> {
  const child = Bun.spawn([process.execPath, import.meta.path, server.process.url], {
    stdout: "pipe",
    stderr: "inherit",
  });
  return Number(await new Response(child.stdout).text());
}

/** How many sign-ins there were. */
async function signInAll(serverUrl: string): Promise<number> {
  const endMs = performance.now() + BLOCK_MS;
  let count = 0;
  const signIn = async (number: number): Promise<void> => {
    for (; performance.now() < endMs; count++) {
      await new PocketBase(serverUrl).collection("people").authWithPassword(`${number}@example.com`, PASSWORD);
    }
  };
  await Promise.all(Array.from({ length: LOGINS_AT_ONCE }, (_, number) => signIn(number)));
  return count;
}

/** Verifications a second in this process, as many at once as there are sign-ins. */
async function bcryptAlone(): Promise<number> {
  const hash = await Bun.password.hash(PASSWORD, { algorithm: "bcrypt", cost: BCRYPT_COST });
  const startedMs = performance.now();
  const count = 4 * LOGINS_AT_ONCE;
  await Promise.all(Array.from({ length: count }, () => Bun.password.verify(PASSWORD, hash)));
  return (count / (performance.now() - startedMs)) * 1000;
}
