import { goBytes } from "./bytes.ts";
import { GoError } from "./errors.ts";
import { goError } from "./go-error.ts";
import { textArgument } from "./go-arguments.ts";
import { call } from "./server.ts";

/** How a program ended, with what it wrote. */
interface Ended {
  readonly output: string;
}

/** `$os.cmd(name, ...args)`: a program, which the server runs, so that a script that waits for it can be ended. */
export class Command {
  path: string;
  args: string[];
  /** `NAME=value` each; those of the server where it stays null. */
  env: string[] | null = null;
  dir = "";
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
    this.#process = call("os.start", 0, [this.#description({ isCombined: false })]) as number;
  }

  wait(): void {
    if (this.#process === null) throw goError("exec: not started");
    waitFor(this.#process);
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
    this.#process = call("os.start", 0, [this.#description(options)]) as number;
    return goBytes(Buffer.from(waitFor(this.#process).output, "base64"));
  }

  #description(options: { isCombined: boolean }): object {
    const { path, args, env, dir } = this;
    return { ...options, path, args: args.slice(1), env, dir };
  }
}

/** Go's error of a program that failed knows its status. */
function waitFor(process: number): Ended {
  try {
    return call("os.wait", 0, [process]) as Ended;
  } catch (error) {
    const status = error instanceof GoError ? /^exit status (\d+)$/.exec(error.message)?.[1] : undefined;
    if (error instanceof GoError && status !== undefined) {
      Object.defineProperty(error.value, "exitCode", { value: () => Number(status) });
    }
    throw error;
  }
}
