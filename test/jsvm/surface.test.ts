// Every name that PocketBase's runtime has: it is here, or docs/pb-hooks.md says why it is not.
import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { CaseWorld } from "./case-server.ts";
import { type CaseScript, type FilesByPath, readHookCases } from "./hook-cases.ts";
import { runCase } from "./run-case.ts";
import known from "./surface/names.json";
import script from "./surface/steps.json";

type Names = Readonly<Record<string, readonly string[]>>;

const FOLDER = join(import.meta.dir, "surface");
const DOCS = join(import.meta.dir, "../../docs/pb-hooks.md");
const ROW = /^\|\s*([^|]+?)\s*\|\s*(`[^|]+?)\s*\|\s*([^|]+?)\s*\|$/;

const pocketbase: Names = known;
const { base } = await readHookCases();
const world = await CaseWorld.make(base);
afterAll(() => world[Symbol.dispose]());

/** A row of the docs: what has the names (`*` ends a beginning), and the names. */
interface Absence {
  readonly of: readonly string[];
  readonly names: readonly string[];
}

test("what PocketBase's hook files can use is there, or listed as absent with its reason", async () => {
  const names = await namesHere();
  const absences = await readAbsences();
  const unlisted: string[] = [];
  const used = new Set<Absence>();
  for (const [subject, all] of Object.entries(pocketbase)) {
    for (const name of all) {
      if (names[subject]?.includes(name) === true) continue;
      const row = absences.find(
        (one) => one.names.some((listed) => isOf(name, listed)) && one.of.some((of) => isOf(subject, of)),
      );
      if (row === undefined) unlisted.push(`${subject}: ${name}`);
      else used.add(row);
    }
  }
  expect(unlisted).toEqual([]);
  expect(absences.filter((row) => !used.has(row))).toEqual([]);
}, 120_000);

test("what is listed as absent is absent", async () => {
  const names = await namesHere();
  const wrong = (await readAbsences()).flatMap(({ of, names: listed }) =>
    listed.filter((name) => {
      const subjects = Object.keys(pocketbase).filter((subject) => of.some((one) => isOf(subject, one)));
      return !subjects.some(
        (subject) =>
          pocketbase[subject]?.some((one) => isOf(one, name) && names[subject]?.includes(one) !== true) === true,
      );
    }),
  );
  expect(wrong).toEqual([]);
}, 120_000);

/** `*` at the end of what is listed stands for any ending. */
function isOf(text: string, listed: string): boolean {
  if (listed === "anything") return true;
  return listed.endsWith("*") ? text.startsWith(listed.slice(0, -1)) : text === listed;
}

async function readAbsences(): Promise<Absence[]> {
  const [, section = ""] = (await Bun.file(DOCS).text()).split("## What is absent");
  return section
    .split("\n")
    .flatMap((line) => {
      const [, of = "", names = ""] = ROW.exec(line) ?? [];
      return names === "" ? [] : [{ of: quoted(of), names: quoted(names) }];
    })
    .filter(({ of }) => of.length > 0);
}

/** Texts in backticks; what has none is one text. */
function quoted(cell: string): string[] {
  const texts = [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  return texts.length > 0 ? texts : [cell];
}

let here: Promise<Names> | undefined;

/** The names that this runtime has. */
function namesHere(): Promise<Names> {
  return (here ??= askNames());
}

async function askNames(): Promise<Names> {
  const answers = await runCase(world, {
    id: "surface",
    files: await filesOf(),
    script: script as CaseScript,
    answers: [],
  });
  const found: Record<string, readonly string[]> = {};
  for (const answer of answers.slice(-5)) {
    const { body } = answer as { readonly body: Names | readonly string[] };
    if (!Array.isArray(body)) Object.assign(found, body);
    else found["globals" in found ? "globals while loading" : "globals"] = body as readonly string[];
  }
  return found;
}

async function filesOf(): Promise<FilesByPath> {
  const files: Record<string, string> = {};
  for (const path of new Bun.Glob("pb_*/*.txt").scanSync(FOLDER)) {
    files[path.replace(/\.txt$/, "")] = (await Bun.file(join(FOLDER, path)).bytes()).toBase64();
  }
  files["pb_hooks/events.pb.js"] = new TextEncoder().encode(hooks()).toBase64();
  return files;
}

/** Each hook notes the names of its event. */
function hooks(): string {
  const names = Object.keys(pocketbase).filter((name) => /^on\w+$/.test(name));
  return names
    .map((name) => `${name}((e) => { require(\`\${__hooks}/events.js\`).noteEvent("${name}", e); return e.next(); });`)
    .join("\n");
}
