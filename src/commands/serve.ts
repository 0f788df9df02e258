import { resolve } from "node:path";
import { openApp } from "../app.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { createRequestPrinter } from "../server/middleware/print-requests.ts";
import type { HttpServer } from "../server/http-server.ts";
import { APP_FLAGS, appOptions } from "./app-flags.ts";
import { UsageError } from "./command-line.ts";
import type { Command, Input } from "./command-line.ts";
import { createInstallerToken } from "./installer.ts";

/** How long requests may go on after the server was told to stop. */
const SHUTDOWN_LIMIT_MS = 10_000;

export const serveCommand: Command = {
  name: "serve",
  help: "Starts the server",
  parameters: [],
  flags: {
    http: { value: "HOST:PORT", help: "where to listen", standard: "127.0.0.1:8090" },
    origins: { value: "LIST", help: "origins that may call the API, separated by commas", standard: "*" },
    publicDir: { value: "DIR", help: "static files to serve, if there is such a folder", standard: "pb_public" },
    ...APP_FLAGS,
  },
  run: serve,
};

async function serve(input: Input): Promise<void> {
  const { flags } = input;
  const address = parseAddress(flags["http"] ?? "127.0.0.1:8090");
  const options = appOptions(input);
  const log = createConsoleLog(options.isDevelopment ? "debug" : "warn");
  const stop = Promise.withResolvers<void>();
  // A mistake of a plugin that nobody waits for must not end the server.
  for (const event of ["unhandledRejection", "uncaughtException"] as const) {
    process.on(event, (error: unknown) =>
      log.error(`an error that nothing handles (${event})`, { error: stackOf(error) }),
    );
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.resolve());

  await using app = await openApp(options, log);
  const server = await app.createServer({
    origins: (flags["origins"] ?? "*").split(",").map((origin) => origin.trim()),
    publicDir: resolve(flags["publicDir"] ?? "pb_public"),
    activityLogs: options.isDevelopment ? [createRequestPrinter(console.log)] : [],
  });
  const installerToken = await createInstallerToken(app.context);
  const bound = listen(server, address);
  greet(
    `http://${bound.hostname.includes(":") ? `[${bound.hostname}]` : bound.hostname}:${bound.port}`,
    installerToken,
  );
  await stop.promise;
  // A second signal ends the process at once.
  await server.stop(SHUTDOWN_LIMIT_MS);
}

function greet(url: string, installerToken: string | null): void {
  const lines = [`Server started at ${url}`, `├─ REST API:  ${url}/api/`, `└─ Dashboard: ${url}/_/`];
  if (installerToken !== null) {
    lines.push(
      "",
      "There is no superuser yet. Create the first one here (the link is good for 30 minutes):",
      // The page of PocketBase's dashboard with this address is the installer.
      `${url}/_/#/pbinstal/${installerToken}`,
      "or with: baobox superuser upsert EMAIL PASSWORD",
      "",
    );
  }
  console.log(lines.join("\n"));
}

interface Address {
  readonly hostname: string;
  readonly port: number;
}

function listen(server: HttpServer, address: Address): Address {
  try {
    return server.listen(address);
  } catch (cause) {
    const { code } = cause as { code?: string };
    const where = `${address.hostname}:${address.port}`;
    if (code === "EADDRINUSE") throw new Error(`can't listen on ${where}: the port is taken`, { cause });
    throw new Error(`can't listen on ${where}: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
}

/** `HOST:PORT`, `:PORT` (all addresses) or `[IPv6]:PORT`. */
function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new UsageError(`--http must be HOST:PORT, not "${text}"`);
  return { hostname: match[1] ?? (match[2] || "0.0.0.0"), port };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
