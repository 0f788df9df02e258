import { join } from "node:path";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";
import { testApp } from "../support/test-app.ts";
import { idsIn, keyOrderDifference, maskAnswer, valueDifference } from "./compare-answers.ts";
import {
  type Answer,
  type Question,
  type RecordedSet,
  type Session,
  type World,
  writeDataDirectory,
} from "./recorded-answers.ts";

/** Sessions that run at a time, each with a server of its own. */
const SESSIONS_AT_A_TIME = 2;
const READS_AT_A_TIME = 4;
const STOP_LIMIT_MS = 10_000;

/** How the answer to one question compares with PocketBase's. */
export interface Outcome {
  id: string;
  topic: string;
  /** The question in one line. */
  request: string;
  /** The first difference of status or value, if any. */
  value?: string;
  /** The first difference in the order of keys, looked for where the values are equal. */
  keyOrder?: string;
}

/** Asks all questions of one server that is started once. */
export async function replayReads(set: RecordedSet, world: World): Promise<Outcome[]> {
  await using server = await startServer(world);
  return await inParallel(set.sessions, READS_AT_A_TIME, (session) =>
    replaySession(server.url, session, { set, world }),
  );
}

/** Asks every session's questions of a new server on a fresh copy of the world. */
export async function replayWrites(set: RecordedSet, world: World): Promise<Outcome[]> {
  return await inParallel(set.sessions, SESSIONS_AT_A_TIME, async (session) => {
    await using server = await startServer(world);
    return await replaySession(server.url, session, { set, world });
  });
}

interface Server extends AsyncDisposable {
  readonly url: string;
}

/** In this process, since starting one costs ten times as much; BAOBOX_COMMAND and BAOBOX_TEST_WORKERS are some of their own. */
async function startServer(world: World): Promise<Server> {
  if (["BAOBOX_COMMAND", "BAOBOX_TEST_WORKERS"].some((name) => process.env[name] !== undefined)) {
    return startProcess(world);
  }
  const app = await testApp({ fixture: "world" });
  const { hostname, port } = app.server.listen({ hostname: "127.0.0.1", port: 0 });
  return {
    url: `http://${hostname}:${port}`,
    async [Symbol.asyncDispose]() {
      await app.server.stop(STOP_LIMIT_MS);
      await app[Symbol.asyncDispose]();
    },
  };
}

async function startProcess(world: World): Promise<Server> {
  const directory = new TemporaryDirectory();
  const dir = join(directory.path, "pb_data");
  writeDataDirectory(world, dir);
  const server = await ServerProcess.start({ dir });
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

interface Recording {
  set: RecordedSet;
  world: World;
}

async function replaySession(url: string, session: Session, { set, world }: Recording): Promise<Outcome[]> {
  const knownIds = idsIn(
    Object.values(world.ids),
    session.steps.map((step) => [step.path, step.body]),
  );
  const outcomes: Outcome[] = [];
  for (const step of session.steps) {
    const answer = await ask(url, step, world.tokens[step.as] ?? "");
    const expected = maskAnswer(step.answer, { answeredAt: set.recordedAt, knownIds });
    const actual = maskAnswer(answer, { answeredAt: Date.now(), knownIds });
    const value = valueDifference(expected, actual);
    const keyOrder = value === undefined ? keyOrderDifference(expected, actual) : undefined;
    const outcome: Outcome = { id: step.id, topic: step.topic, request: describe(step) };
    if (value !== undefined) outcome.value = value;
    if (keyOrder !== undefined) outcome.keyOrder = keyOrder;
    outcomes.push(outcome);
  }
  return outcomes;
}

async function ask(url: string, question: Question, token: string): Promise<Answer> {
  const headers = new Headers(question.headers);
  if (question.body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  if (token !== "" && !headers.has("authorization")) headers.set("authorization", token);
  // So that each question may come to another worker.
  if (process.env["BAOBOX_TEST_WORKERS"] !== undefined) headers.set("connection", "close");
  const response = await fetch(url + question.path, {
    method: question.method,
    headers,
    redirect: "manual",
    ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
  });
  return { status: response.status, body: parseBody(await response.text()) };
}

function parseBody(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: compared as text.
    return text;
  }
}

function describe({ method, path, body, as }: Question): string {
  return `${method} ${decodeURIComponent(path)}${body === undefined ? "" : ` ${JSON.stringify(body)}`} as ${as}`;
}

async function inParallel<T, R>(items: T[], atATime: number, run: (item: T) => Promise<R[]>): Promise<R[]> {
  const queue = items.values();
  const results: R[][] = [];
  const worker = async (): Promise<void> => {
    for (const item of queue) results.push(await run(item));
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results.flat();
}
