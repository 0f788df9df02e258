import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";

const S3 = Type.Object({
  enabled: Type.Boolean(),
  bucket: Type.String(),
  region: Type.String(),
  endpoint: Type.String(),
  accessKey: Type.String(),
  secret: Type.String(),
  forcePathStyle: Type.Boolean(),
});

const RateLimitRule = Type.Object({
  label: Type.String(),
  audience: Type.String(),
  duration: Type.Integer(),
  maxRequests: Type.Integer(),
});

/** The settings as they are stored and sent; the order of keys is the order of the wire. */
export const SETTINGS_SHAPE = Type.Object({
  superuserIPs: Type.Array(Type.String()),
  smtp: Type.Object({
    enabled: Type.Boolean(),
    port: Type.Integer(),
    host: Type.String(),
    username: Type.String(),
    password: Type.String(),
    authMethod: Type.String(),
    tls: Type.Boolean(),
    localName: Type.String(),
  }),
  backups: Type.Object({
    cron: Type.String(),
    cronMaxKeep: Type.Integer(),
    /** Our own, as the next one; a server answers them once they were set, so that PocketBase's answers stay. 0 or absent: of any age. */
    cronMaxDays: Type.Optional(Type.Integer()),
    /** Whether new backups are verified. Absent: they are not. */
    verify: Type.Optional(Type.Boolean()),
    s3: S3,
  }),
  s3: S3,
  meta: Type.Object({
    accentColor: Type.String(),
    appName: Type.String(),
    appURL: Type.String(),
    senderName: Type.String(),
    senderAddress: Type.String(),
    hideControls: Type.Boolean(),
  }),
  rateLimits: Type.Object({
    rules: Type.Array(RateLimitRule),
    excludedIPs: Type.Array(Type.String()),
    enabled: Type.Boolean(),
  }),
  trustedProxy: Type.Object({ headers: Type.Array(Type.String()), useLeftmostIP: Type.Boolean() }),
  batch: Type.Object({
    enabled: Type.Boolean(),
    maxRequests: Type.Integer(),
    timeout: Type.Integer(),
    maxBodySize: Type.Integer(),
  }),
  logs: Type.Object({
    /** Of PocketBase 0.40: bytes of an entry's data; 0 or absent: 16 KiB. A server answers it once it was set, so that 0.39's answers stay. */
    maxDataSize: Type.Optional(Type.Integer()),
    maxDays: Type.Integer(),
    minLevel: Type.Integer(),
    logIP: Type.Boolean(),
    logAuthId: Type.Boolean(),
  }),
});

type Deep<T> = T extends object ? { readonly [Key in keyof T]: Deep<T[Key]> } : T;

/** All settings under the names of the wire. Durations in seconds, sizes in bytes. */
export type Settings = Deep<Static<typeof SETTINGS_SHAPE>>;
export type S3Settings = Settings["s3"];
export type RateLimitRule = Settings["rateLimits"]["rules"][number];
