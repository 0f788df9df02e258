import type { FieldBase } from "../fields/field.ts";

/** A collection as stored: never changed in place, so whatever is derived from it can be cached by identity. */
export type Collection = BaseCollection | AuthCollection | ViewCollection;

interface CollectionCommon {
  readonly id: string;
  readonly name: string;
  readonly system: boolean;
  /** In the user's order. */
  readonly fields: readonly FieldBase[];
  /** CREATE INDEX statements. */
  readonly indexes: readonly string[];
  /** Null: superusers only. Empty: everyone. */
  readonly listRule: string | null;
  readonly viewRule: string | null;
  readonly createRule: string | null;
  readonly updateRule: string | null;
  readonly deleteRule: string | null;
  readonly created: string;
  readonly updated: string;
}

export interface BaseCollection extends CollectionCommon {
  readonly type: "base";
  readonly options: Readonly<Record<string, never>>;
}

export interface ViewCollection extends CollectionCommon {
  readonly type: "view";
  readonly options: { readonly viewQuery: string };
}

export interface AuthCollection extends CollectionCommon {
  readonly type: "auth";
  readonly options: AuthOptions;
}

/** Options of auth collections under the names of the wire. */
export interface AuthOptions {
  readonly authRule: string | null;
  readonly manageRule: string | null;
  readonly authAlert: { readonly enabled: boolean; readonly emailTemplate: EmailTemplate };
  readonly oauth2: OAuth2Options;
  readonly passwordAuth: { readonly enabled: boolean; readonly identityFields: readonly string[] };
  readonly mfa: { readonly enabled: boolean; readonly duration: number; readonly rule: string };
  readonly otp: {
    readonly enabled: boolean;
    readonly duration: number;
    readonly length: number;
    readonly emailTemplate: EmailTemplate;
  };
  readonly authToken: TokenOptions;
  readonly passwordResetToken: TokenOptions;
  readonly emailChangeToken: TokenOptions;
  readonly verificationToken: TokenOptions;
  readonly fileToken: TokenOptions;
  readonly verificationTemplate: EmailTemplate;
  readonly resetPasswordTemplate: EmailTemplate;
  readonly confirmEmailChangeTemplate: EmailTemplate;
}

export interface EmailTemplate {
  readonly subject: string;
  readonly body: string;
}

/** `duration` in seconds; changing `secret` ends all tokens of that kind. */
export interface TokenOptions {
  readonly secret: string;
  readonly duration: number;
}

export interface OAuth2Options {
  readonly enabled: boolean;
  readonly mappedFields: {
    readonly id: string;
    readonly name: string;
    readonly username: string;
    readonly avatarURL: string;
  };
  readonly providers: readonly OAuth2ProviderOptions[] | null;
}

export interface OAuth2ProviderOptions {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authURL: string;
  readonly tokenURL: string;
  readonly userInfoURL: string;
  readonly displayName: string;
  readonly pkce: boolean | null;
  readonly extra: Readonly<Record<string, unknown>> | null;
}

/** All collections at one moment. A change of any of them makes a new snapshot, so caches may hang on it (WeakMap). */
export interface CollectionSnapshot {
  /** In the order of creation (rowid). */
  readonly all: readonly Collection[];
  byId(id: string): Collection | undefined;
  /** Names match without regard to case. */
  byName(name: string): Collection | undefined;
  /** As paths and `@collection` name them: by id, else by name. */
  find(nameOrId: string): Collection | undefined;
}

export const SUPERUSERS = "_superusers";
