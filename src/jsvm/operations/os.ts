import { NoRowError } from "../../lib/api-error.ts";
import { toText } from "../../lib/convert.ts";
import { FILE_REASONS } from "../file-reasons.ts";
import type { Frame } from "../frame.ts";
import type { Operations } from "../operation.ts";

/** Programs that scripts run, on the server's thread, which goes on meanwhile. */
export const osOperations: Operations = {
  /** Starts a program and gives its key, and its id in the system. */
  "os.start"({ frame, args }) {
    const program = new RunningProgram(args[0] as ProgramDescription);
    return { key: programsOf(frame).push(program) - 1, pid: program.pid };
  },

  /** Waits until it ends. Its output is base64. */
  async "os.wait"({ frame, args }) {
    const running = programsOf(frame)[Number(args[0])];
    if (running === undefined) throw new Error("the program was started in another run");
    return running.ended();
  },

  "os.environ": () => Object.entries(process.env).map(([name, value = ""]) => `${name}=${value}`),

  "os.exit": (call) => process.exit(call.integer(0)),
};

/** Those that the run has started. They go on when it is over. */
function programsOf(frame: Frame): RunningProgram[] {
  return frame.resource("programs", (): RunningProgram[] => []);
}

interface ProgramDescription {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: readonly string[] | null;
  readonly dir: string;
  readonly isCombined: boolean;
  /** Base64; null for none. */
  readonly input: string | null;
}

class RunningProgram {
  readonly #program: Bun.Subprocess<"ignore" | Uint8Array, "pipe", "pipe">;
  readonly #output: Promise<Buffer>;

  /** Throws where it can't be started, in Go's words. */
  constructor({ path, args, env, dir, isCombined, input }: ProgramDescription) {
    const environment = env === null ? process.env : Object.fromEntries(env.map(nameAndValue));
    const file = path.includes("/") ? path : Bun.which(path);
    if (file === null) throw new Error(`exec: "${path}": executable file not found in $PATH`);
    try {
      this.#program = Bun.spawn([file, ...args.map(toText)], {
        argv0: path,
        env: environment,
        stdin: input === null ? "ignore" : Uint8Array.fromBase64(input),
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

  async ended(): Promise<{ output: string }> {
    const [output, status] = await Promise.all([this.#output, this.#program.exited]);
    const { signalCode } = this.#program;
    if (signalCode !== null) throw new Error(`signal: ${SIGNALS[signalCode] ?? signalCode}`);
    if (status !== 0) throw new Error(`exit status ${status}`);
    return { output: output.toString("base64") };
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

/** The standard output, or both outputs in the order in which they come. */
async function collected(
  { stdout, stderr }: Bun.Subprocess<"ignore" | Uint8Array, "pipe", "pipe">,
  isCombined: boolean,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const read = async (stream: ReadableStream<Uint8Array>, isKept: boolean): Promise<void> => {
    for await (const part of stream) if (isKept) parts.push(part);
  };
  await Promise.all([read(stdout, true), read(stderr, isCombined)]);
  return Buffer.concat(parts);
}

function startError(error: unknown, file: string, dir: string): Error {
  const { code = "ENOENT" } = error as { code?: string };
  const isMissing = code === "ENOENT";
  // The system does not say which of the two is missing.
  const what = dir === "" || !isMissing ? `fork/exec ${file}` : `chdir ${dir}`;
  const text = `${what}: ${FILE_REASONS[code] ?? code}`;
  return isMissing ? new NoRowError(text) : new Error(text, { cause: error });
}

function nameAndValue(text: string): [string, string] {
  const end = text.indexOf("=");
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 1)];
}
