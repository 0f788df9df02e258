import { setAccent } from "../state/accent.ts";
import { createStore } from "../state/store.ts";
import { client } from "./client.ts";

export interface S3Settings {
  readonly enabled: boolean;
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string;
  readonly accessKey: string;
  /** Never answered by the server: only there where it was typed here. */
  readonly secret?: string;
  readonly forcePathStyle: boolean;
}

export interface RateLimitRule {
  readonly label: string;
  readonly audience: string;
  readonly duration: number;
  readonly maxRequests: number;
}

/** All settings, as the server answers them. */
export interface Settings {
  readonly superuserIPs: readonly string[];
  readonly smtp: {
    readonly enabled: boolean;
    readonly host: string;
    readonly port: number;
    readonly username: string;
    /** As the secret of S3. */
    readonly password?: string;
    readonly authMethod: string;
    readonly tls: boolean;
    readonly localName: string;
  };
  readonly backups: {
    readonly cron: string;
    readonly cronMaxKeep: number;
    readonly cronMaxDays?: number;
    readonly verify?: boolean;
    readonly s3: S3Settings;
  };
  readonly s3: S3Settings;
  readonly meta: {
    readonly accentColor: string;
    readonly appName: string;
    readonly appURL: string;
    readonly senderName: string;
    readonly senderAddress: string;
    readonly hideControls: boolean;
  };
  readonly rateLimits: {
    readonly enabled: boolean;
    readonly rules: readonly RateLimitRule[];
    readonly excludedIPs: readonly string[];
  };
  readonly trustedProxy: { readonly headers: readonly string[]; readonly useLeftmostIP: boolean };
  readonly batch: {
    readonly enabled: boolean;
    readonly maxRequests: number;
    readonly timeout: number;
    readonly maxBodySize: number;
  };
  readonly logs: {
    /** Absent until it is set. */
    readonly maxDataSize?: number;
    readonly maxDays: number;
    readonly minLevel: number;
    readonly logIP: boolean;
    readonly logAuthId: boolean;
  };
}

/** What the dashboard itself goes by; null until it was loaded. */
export const settings = createStore<Settings | null>(null);

/** To be called again once settings were saved. Without them the dashboard works all the same. */
export async function loadSettings(): Promise<void> {
  try {
    await fetchSettings();
  } catch {
    settings.set(settings.get());
  }
}

export async function fetchSettings(): Promise<Settings> {
  const loaded = (await client.settings.getAll()) as unknown as Settings;
  keep(loaded);
  return loaded;
}

/** Changes what is named and gives all settings as they are then. */
export async function saveSettings(changes: object): Promise<Settings> {
  const saved = (await client.settings.update(changes as Record<string, unknown>)) as unknown as Settings;
  keep(saved);
  return saved;
}

/** Which secrets are set, by their path in the settings. */
export type SecretsSet = Readonly<Record<string, boolean>>;

export async function fetchSecretsSet(): Promise<SecretsSet> {
  return client.send<SecretsSet>("/api/settings/secrets", { method: "GET" });
}

function keep(loaded: Settings): void {
  settings.set(loaded);
  setAccent(loaded.meta.accentColor);
}
