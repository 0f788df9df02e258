/** All settings under the names of the wire. Durations in seconds, sizes in bytes unless said otherwise. */
export interface Settings {
  readonly meta: {
    readonly appName: string;
    readonly appURL: string;
    readonly senderName: string;
    readonly senderAddress: string;
    readonly hideControls: boolean;
    readonly accentColor: string;
  };
  readonly logs: {
    readonly maxDays: number;
    readonly minLevel: number;
    readonly logIP: boolean;
    readonly logAuthId: boolean;
  };
  readonly backups: { readonly cron: string; readonly cronMaxKeep: number; readonly s3: S3Settings };
  readonly s3: S3Settings;
  readonly smtp: {
    readonly enabled: boolean;
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
    readonly authMethod: string;
    readonly tls: boolean;
    readonly localName: string;
  };
  readonly batch: {
    readonly enabled: boolean;
    readonly maxRequests: number;
    readonly timeout: number;
    readonly maxBodySize: number;
  };
  readonly rateLimits: {
    readonly enabled: boolean;
    readonly rules: readonly RateLimitRule[];
    readonly excludedIPs: readonly string[];
  };
  readonly trustedProxy: { readonly headers: readonly string[]; readonly useLeftmostIP: boolean };
  readonly superuserIPs: readonly string[];
}

export interface S3Settings {
  readonly enabled: boolean;
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secret: string;
  readonly forcePathStyle: boolean;
}

export interface RateLimitRule {
  readonly label: string;
  readonly audience: "" | "@guest" | "@auth";
  readonly duration: number;
  readonly maxRequests: number;
}
