import { ApiError } from "../../lib/api-error.ts";
import { maskedPath } from "../../lib/mask-url.ts";
import { LOG_LEVELS } from "../../model/logs/log-entry.ts";
import type { LogEntry } from "../../model/logs/log-entry.ts";
import type { LogStore } from "../../model/logs/log-store.ts";
import type { SettingsStore } from "../../model/settings/settings-store.ts";
import type { Activity, ActivityLog } from "./activity-log.ts";

const MAX_METHOD_LENGTH = 50;
const MAX_URL_LENGTH = 3000;
const MAX_HEADER_LENGTH = 2000;

/** Stores a log entry a request, as PocketBase's activity logger does. */
export function createRequestLog(logs: LogStore, settings: SettingsStore): ActivityLog {
  return {
    record(activity) {
      const level = activity.error === null ? LOG_LEVELS.info : LOG_LEVELS.error;
      if (logs.keeps(level)) logs.add(new RequestEntry(activity, level, settings.current().logs));
    },
  };
}

const NO_ERROR = { details: undefined, error: undefined };

/**
 * What is gone with the request is read at once; texts are made when the entry is stored. The request itself is not kept,
 * because its body would be too.
 */
class RequestEntry implements LogEntry {
  readonly level: number;
  readonly createdMs = Date.now();
  readonly #url: string;
  readonly #method: string;
  readonly #referer: string;
  readonly #userAgent: string;
  readonly #auth: string;
  readonly #authId: string | undefined;
  readonly #status: number;
  readonly #durationMs: number;
  readonly #error: unknown;
  readonly #userIP: string | undefined;
  readonly #remoteIP: string | undefined;
  #shownPath: string | undefined;

  constructor(activity: Activity, level: number, { logIP, logAuthId }: { logIP: boolean; logAuthId: boolean }) {
    const { call, auth, status, durationMs, error } = activity;
    const { headers, method, url } = call.request;
    this.level = level;
    this.#url = url;
    this.#method = method;
    this.#referer = headers.get("referer") ?? "";
    this.#userAgent = headers.get("user-agent") ?? "";
    this.#auth = auth?.collection.name ?? "";
    this.#authId = logAuthId && auth !== null ? auth.id : undefined;
    this.#status = status;
    this.#durationMs = durationMs;
    this.#error = error;
    this.#userIP = logIP ? call.clientAddress : undefined;
    this.#remoteIP = logIP ? call.remoteAddress : undefined;
  }

  message(): string {
    return `${this.#method} ${decoded(this.#path())}`;
  }

  /** Keys that are undefined are left out. */
  data(): Readonly<Record<string, unknown>> {
    const { details, error } = this.#error === null ? NO_ERROR : errorData(this.#error);
    return {
      auth: this.#auth,
      authId: this.#authId,
      details,
      error,
      execTime: this.#durationMs,
      method: this.#method.slice(0, MAX_METHOD_LENGTH),
      referer: maskedReferer(this.#referer).slice(0, MAX_HEADER_LENGTH),
      remoteIP: this.#remoteIP,
      status: this.#status,
      type: "request",
      url: this.#path(),
      userAgent: this.#userAgent.slice(0, MAX_HEADER_LENGTH),
      userIP: this.#userIP,
    };
  }

  #path(): string {
    this.#shownPath ??= maskedPath(this.#url).slice(0, MAX_URL_LENGTH);
    return this.#shownPath;
  }
}

function decoded(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function maskedReferer(referer: string): string {
  const query = referer.indexOf("?");
  return query < 0 ? referer : referer.slice(0, query);
}

/** What a body held that could not be parsed is part of the message of a syntax error, so that is left out. */
function errorData(error: unknown): { details: unknown; error: string } {
  if (!(error instanceof ApiError))
    return { details: null, error: error instanceof Error ? error.message : String(error) };
  const { cause, data, message } = error;
  if (Object.keys(data).length > 0) return { details: data, error: message };
  return { details: cause instanceof Error && !(cause instanceof SyntaxError) ? cause.message : null, error: message };
}
