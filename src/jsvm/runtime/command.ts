import { bytesArgument, goBytes } from "./bytes.ts";
import type { GoError } from "./errors.ts";
import { goError } from "./go-error.ts";
import { textArgument } from "./go-arguments.ts";
import { Reader } from "./reader.ts";
import type { EndedProgram } from "../operations/os.ts";
import { call, giveBytes, takeBytes } from "./server.ts";

/** How a program ended, with what it wrote. */
interface Ended {
  readonly output: Uint8Array;
  readonly errors: Uint8Array;
  readonly status: number;
  readonly state: string;
}

/** `$os.cmd(name, ...args)`: a program, which the server runs, so that a script that waits for it can be ended. */
export class Command {
  path: string;
  args: string[];
  /** `NAME=value` each; those of the server where it stays null. */
  env: string[] | null = null;
  dir = "";
  /** What it reads as its standard input: a text, bytes or a reader. */
  stdin: unknown = null;
  /** Once it is started. */
  process: { readonly pid: number } | null = null;
  /** Once it has ended. */
  processState: ProcessState | null = null;
  #process: number | null = null;

  constructor(name: unknown, args: readonly unknown[]) {
    this.path = textArgument(name);
    this.args = [this.path, ...args.map(textArgument)];
    Object.preventExtensions(this);
  }

  /** What it writes to its standard output. */
  output(): number[] {
    return this.#outputOf({ isCombined: false });
  }

  /** What it writes to its standard output and errors, in order. */
  combinedOutput(): number[] {
    return this.#outputOf({ isCombined: true });
  }

  run(): void {
    this.start();
    this.wait();
  }

  start(): void {
    if (this.#process !== null) throw goError("exec: already started");
    this.#begin({ isCombined: false });
  }

  wait(): void {
    this.#ended();
  }

  environ(): string[] {
    return this.env ?? (call("os.environ", 0) as string[]);
  }

  string(): string {
    return this.args.join(" ");
  }

  toString(): string {
    return this.string();
  }

  #outputOf(options: { isCombined: boolean }): number[] {
    if (this.#process !== null) throw goError("exec: already started");
    this.#begin(options);
    return goBytes(this.#ended({ keepsErrors: true }).output);
  }

  #begin(options: { isCombined: boolean }): void {
    const { key, pid } = call("os.start", 0, [this.#description(options)]) as { key: number; pid: number };
    this.#process = key;
    this.process = { pid };
  }

  #ended({ keepsErrors = false } = {}): Ended {
    if (this.#process === null) throw goError("exec: not started");
    const { output, errors, ...rest } = call("os.wait", 0, [this.#process]) as EndedProgram;
    const ended: Ended = { ...rest, output: takeBytes(output), errors: takeBytes(errors) };
    this.processState = new ProcessState(this.process?.pid ?? 0, ended.status, ended.state);
    if (ended.status !== 0) throw exitError(this.processState, keepsErrors ? ended.errors : new Uint8Array());
    return ended;
  }

  #description(options: { isCombined: boolean }): object {
    const { path, args, env, dir } = this;
    const input = this.stdin === null || this.stdin === undefined ? null : giveBytes(inputOf(this.stdin));
    return { ...options, path, args: args.slice(1), env, dir, input };
  }
}

function inputOf(value: unknown): Uint8Array {
  return value instanceof Reader ? value.readBytes() : bytesArgument(value, 0);
}

/** Go's exec.ExitError. As in Go, `output()` alone keeps what the program wrote to its standard errors. */
function exitError(state: ProcessState, errors: Uint8Array): unknown {
  const error = goError(state.string()) as GoError;
  Object.assign(error.value as object, { processState: state, stderr: goBytes(errors) });
  for (const name of ["pid", "exitCode", "exited", "success", "string"] as const) {
    Object.defineProperty(error.value, name, { value: () => state[name]() });
  }
  return error;
}

/** How a program ended (Go's os.ProcessState). */
class ProcessState {
  readonly #pid: number;
  readonly #status: number;
  readonly #text: string;

  constructor(pid: number, status: number, text: string) {
    this.#pid = pid;
    this.#status = status;
    this.#text = text;
  }

  pid(): number {
    return this.#pid;
  }

  /** -1 where a signal ended it. */
  exitCode(): number {
    return this.#status;
  }

  exited(): boolean {
    return this.#status >= 0;
  }

  success(): boolean {
    return this.#status === 0;
  }

  string(): string {
    return this.#text;
  }

  toString(): string {
    return this.string();
  }
}
