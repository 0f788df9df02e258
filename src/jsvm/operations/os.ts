import { NoRowError } from "../../lib/api-error.ts";
import { toText } from "../../lib/convert.ts";
import { FILE_REASONS } from "../file-reasons.ts";
import type { Frame } from "../frame.ts";
import { ofPath, withGoFields } from "../go-fields.ts";
import type { Operations } from "../operation.ts";
import { newRunKey } from "../run-keys.ts";

/** Programs that scripts run, on the server's thread, which goes on meanwhile. */
export const osOperations: Operations = {
  /** Starts a program and gives its key, and its id in the system. */
  "os.start"({ frame, args }) {
    const description = args[0] as ProgramDescription;
    const { input } = description;
    const program = new RunningProgram(description, input === null ? null : frame.bytes.take(input));
    const key = newRunKey();
    programsOf(frame).set(key, program);
    return { key, pid: program.pid };
  },

  /** Waits until it ends. */
  async "os.wait"(call): Promise<EndedProgram> {
    const running = programsOf(call.frame).get(Number(call.args[0]));
    if (running === undefined) throw new Error("the program was started in another run");
    const { output, errors, ...rest } = await running.ended();
    // Copies, because a script may wait again.
    return {
      ...rest,
      output: call.giveBytes(new Uint8Array(output)),
      errors: call.giveBytes(new Uint8Array(errors)),
    };
  },

  "os.environ": () => Object.entries(process.env).map(([name, value = ""]) => `${name}=${value}`),

  "os.exit": (call) => process.exit(call.integer(0)),
};

/** Those that the run has started. They go on when it is over. */
function programsOf(frame: Frame): Map<number, RunningProgram> {
  return frame.resource("programs", () => new Map<number, RunningProgram>());
}

interface ProgramDescription {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: readonly string[] | null;
  readonly dir: string;
  readonly isCombined: boolean;
  /** The key of bytes beside the call; null for none. */
  readonly input: number | null;
}

/** How a program ended, as realms get it: outputs are the keys of bytes. */
export interface EndedProgram extends Ending {
  readonly output: number;
  readonly errors: number;
}

interface Ending {
  /** -1 where a signal ended it. */
  readonly status: number;
  readonly state: string;
}

class RunningProgram {
  readonly #program: Bun.Subprocess<"ignore" | Uint8Array, "pipe", "pipe">;
  readonly #output: Promise<Outputs>;

  /** Throws where it can't be started, in Go's words. */
  constructor({ path, args, env, dir, isCombined }: ProgramDescription, input: Uint8Array | null) {
    const environment = env === null ? process.env : Object.fromEntries(env.map(nameAndValue));
    const file = path.includes("/") ? path : Bun.which(path);
    if (file === null) {
      const err = "executable file not found in $PATH";
      throw withGoFields(new Error(`exec: "${path}": ${err}`), { values: { name: path }, err });
    }
    try {
      this.#program = Bun.spawn([file, ...args.map(toText)], {
        argv0: path,
        env: environment,
        stdin: input ?? "ignore",
        stdout: "pipe",
        stderr: "pipe",
        ...(dir === "" ? {} : { cwd: dir }),
      });
    } catch (error) {
      throw startError(error, file, dir);
    }
    this.#output = collected(this.#program, isCombined);
  }

  get pid(): number {
    return this.#program.pid;
  }

  async ended(): Promise<Ending & Outputs> {
    const [{ output, errors }, status] = await Promise.all([this.#output, this.#program.exited]);
    const { signalCode } = this.#program;
    return {
      output,
      errors,
      status: signalCode === null ? status : -1,
      state: signalCode === null ? `exit status ${status}` : `signal: ${SIGNALS[signalCode] ?? signalCode}`,
    };
  }
}

const SIGNALS: Readonly<Record<string, string>> = {
  SIGABRT: "aborted",
  SIGHUP: "hangup",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

interface Outputs {
  /** The standard output, or both in the order in which they come. */
  readonly output: Buffer;
  /** What is kept of the standard errors. */
  readonly errors: Buffer;
}

/** As much of the errors as Go keeps. */
const MAX_ERROR_BYTES = 64 * 1024;

async function collected(
  { stdout, stderr }: Bun.Subprocess<"ignore" | Uint8Array, "pipe", "pipe">,
  isCombined: boolean,
): Promise<Outputs> {
  const parts: Uint8Array[] = [];
  const errors: Uint8Array[] = [];
  let left = isCombined ? 0 : MAX_ERROR_BYTES;
  const readErrors = async (): Promise<void> => {
    for await (const part of stderr) {
      if (isCombined) parts.push(part);
      else if (left > 0) errors.push(part.subarray(0, left));
      left -= part.length;
    }
  };
  const readOutput = async (): Promise<void> => {
    for await (const part of stdout) parts.push(part);
  };
  await Promise.all([readOutput(), readErrors()]);
  return { output: Buffer.concat(parts), errors: Buffer.concat(errors) };
}

function startError(error: unknown, file: string, dir: string): Error {
  const { code = "ENOENT" } = error as { code?: string };
  const isMissing = code === "ENOENT";
  // The system does not say which of the two is missing.
  const [verb, path] = dir === "" || !isMissing ? ["fork/exec", file] : ["chdir", dir];
  const reason = FILE_REASONS[code] ?? code;
  const text = `${verb} ${path}: ${reason}`;
  const failure = isMissing ? new NoRowError(text) : new Error(text, { cause: error });
  return withGoFields(failure, ofPath(verb, path, reason));
}

function nameAndValue(text: string): [string, string] {
  const end = text.indexOf("=");
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 1)];
}
