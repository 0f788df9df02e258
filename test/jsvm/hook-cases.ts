import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Content in base64 by path. */
export type FilesByPath = Readonly<Record<string, string>>;

interface FormPart {
  readonly name: string;
  readonly value?: string;
  readonly filename?: string;
  readonly type?: string;
  readonly text?: string;
  readonly base64?: string;
}

/** One step; its keys tell its kind. */
export interface CaseStep {
  /** A request. `{{name}}` is a captured value; `until` repeats it until the value there is so. */
  readonly method?: string;
  readonly path?: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
  readonly form?: readonly FormPart[];
  readonly capture?: Readonly<Record<string, string>>;
  readonly keep?: readonly string[];
  readonly raw?: boolean;
  readonly until?: { readonly at: string; readonly is?: unknown };
  /** Reads and forgets what the other service received, once that many requests came. */
  readonly received?: number;
  /** Opens a realtime connection of that name; reads its next `count` events. */
  readonly connect?: string;
  readonly events?: string;
  readonly count?: number;
  /** Writes a file of the case's copy; starts the server again; waits so many milliseconds. */
  readonly write?: string;
  readonly restart?: true;
  readonly wait?: number;
}

/** What the other service answers. */
export interface ScriptedAnswer {
  readonly path: string;
  readonly method?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly delayMs?: number;
}

export interface CaseScript {
  readonly env?: Readonly<Record<string, string>>;
  readonly double?: readonly ScriptedAnswer[];
  readonly steps: readonly CaseStep[];
}

export type RecordedAnswer = unknown;

export interface HookCase {
  readonly id: string;
  readonly files: FilesByPath;
  readonly script: CaseScript;
  /** What PocketBase answered, a step each. */
  readonly answers: readonly RecordedAnswer[];
}

export interface HookCases {
  /** The migrations that make what each case starts from. */
  readonly base: FilesByPath;
  readonly cases: readonly HookCase[];
}

export async function readHookCases(): Promise<HookCases> {
  const packed = await Bun.file(join(import.meta.dir, "recorded/hook-cases.json.zst")).bytes();
  return JSON.parse(new TextDecoder().decode(Bun.zstdDecompressSync(packed))) as HookCases;
}

export function writeFiles(files: FilesByPath, folder: string): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.from(content, "base64"));
  }
}
