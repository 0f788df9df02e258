/** The declarations that make the official SDK typed; they refer to `Collections`, which the generated part declares. */
export const SDK_TYPES = `export type CollectionName = keyof Collections;
export type RecordOf<Name extends CollectionName> = Collections[Name]["record"];
export type CreateOf<Name extends CollectionName> = Collections[Name]["create"];
export type UpdateOf<Name extends CollectionName> = Collections[Name]["update"];
export type ExpandOf<Name extends CollectionName> = Collections[Name]["expand"];

/** The official SDK with the types of the collections: \`new PocketBase(url) as TypedPocketBase\`. */
export interface TypedPocketBase extends Sdk.default {
  authStore: Sdk.BaseAuthStore & { readonly record: AnyAccount | null };
  collection<Name extends CollectionName>(name: Name): TypedRecordService<Name>;
  createBatch(): TypedBatch;
}

/** Who may be signed in; \`collectionName\` tells which it is. */
export type AnyAccount = {
  [Name in CollectionName]: Collections[Name]["type"] extends "auth" ? Account<Name> : never;
}[CollectionName];

/** An account as its owner sees it. */
export type Account<Name extends CollectionName> = RecordOf<Name> & { email: string };

export type TypedRecordService<Name extends CollectionName> = Collections[Name]["type"] extends "auth"
  ? AccountService<Name>
  : Collections[Name]["type"] extends "view"
    ? ReadService<Name> & Without<AccountMethod | "create" | "update" | "delete">
    : WriteService<Name> & Without<AccountMethod>;

/** Methods that the collection has no use for. */
type Without<Method extends string> = { readonly [Key in Method]: never };
type AccountMethod = Exclude<keyof Sdk.RecordService, keyof Sdk.CrudService<unknown> | "collectionIdOrName" | "baseCollectionPath" | "isSuperusers" | "subscribe" | "unsubscribe">;

interface ReadService<Name extends CollectionName> extends Sdk.RecordService<RecordOf<Name>> {
  getOne<T = RecordOf<Name>, Path extends string = string>(id: string, options?: Sdk.RecordOptions & Expands<Name, Path>): Promise<T>;
  getFirstListItem<T = RecordOf<Name>, Path extends string = string>(filter: string, options?: Sdk.RecordListOptions & Expands<Name, Path>): Promise<T>;
  getList<T = RecordOf<Name>, Path extends string = string>(page?: number, perPage?: number, options?: Sdk.RecordListOptions & Expands<Name, Path>): Promise<Sdk.ListResult<T>>;
  getFullList<T = RecordOf<Name>, Path extends string = string>(options?: Sdk.RecordFullListOptions & Expands<Name, Path>): Promise<T[]>;
  getFullList<T = RecordOf<Name>, Path extends string = string>(batch?: number, options?: Sdk.RecordListOptions & Expands<Name, Path>): Promise<T[]>;
  subscribe<T = RecordOf<Name>, Path extends string = string>(topic: string, callback: (data: Sdk.RecordSubscription<T>) => void, options?: Sdk.RecordSubscribeOptions & Expands<Name, Path>): Promise<Sdk.UnsubscribeFunc>;
}

interface WriteService<Name extends CollectionName> extends ReadService<Name> {
  create<T = RecordOf<Name>, Path extends string = string>(body: CreateOf<Name> | FormData, options?: Sdk.RecordOptions & Expands<Name, Path>): Promise<T>;
  update<T = RecordOf<Name>, Path extends string = string>(id: string, body: UpdateOf<Name> | FormData, options?: Sdk.RecordOptions & Expands<Name, Path>): Promise<T>;
}

interface AccountService<Name extends CollectionName> extends WriteService<Name> {
  authWithPassword<T = Account<Name>, Path extends string = string>(identity: string, password: string, options?: Sdk.RecordOptions & Expands<Name, Path>): Promise<Sdk.RecordAuthResponse<T>>;
  authWithOTP<T = Account<Name>, Path extends string = string>(otpId: string, password: string, options?: Sdk.RecordOptions & Expands<Name, Path>): Promise<Sdk.RecordAuthResponse<T>>;
  authRefresh<T = Account<Name>, Path extends string = string>(options?: Sdk.RecordOptions & Expands<Name, Path>): Promise<Sdk.RecordAuthResponse<T>>;
  authWithOAuth2<T = Account<Name>>(options: Sdk.OAuth2AuthConfig & { createData?: Partial<CreateOf<Name>> }): Promise<Sdk.RecordAuthResponse<T>>;
  authWithOAuth2<T = Account<Name>>(provider: string, code: string, codeVerifier: string, redirectURL: string, createData?: Partial<CreateOf<Name>>, body?: object, query?: Sdk.RecordOptions): Promise<Sdk.RecordAuthResponse<T>>;
}

interface TypedBatch extends Sdk.BatchService {
  collection<Name extends CollectionName>(name: Name): TypedSubBatch<Name>;
}

interface TypedSubBatch<Name extends CollectionName> extends Sdk.SubBatchService {
  create(body: CreateOf<Name> | FormData, options?: Sdk.RecordOptions): void;
  update(id: string, body: UpdateOf<Name> | FormData, options?: Sdk.RecordOptions): void;
  upsert(body: CreateOf<Name> | (UpdateOf<Name> & { id: string }) | FormData, options?: Sdk.RecordOptions): void;
}

/** Paths such as \`author.team,comments_via_post\`: one that leads nowhere does not compile. */
type Expands<Name extends CollectionName, Path extends string> = {
  expand?: (keyof ExpandOf<Name> & string) | (Path & GoodPaths<ExpandOf<Name>, Path>);
};
type GoodPaths<Expand, Paths extends string> = string extends Paths
  ? string
  : Paths extends \`\${infer First},\${infer Rest}\`
    ? IsPath<Expand, First> extends true
      ? [GoodPaths<Expand, Rest>] extends [never] ? never : string
      : never
    : IsPath<Expand, Paths> extends true ? string : never;
type IsPath<Expand, Path extends string> = string extends Path
  ? true
  : Path extends \` \${infer Rest}\`
    ? IsPath<Expand, Rest>
    : Path extends \`\${infer Rest} \`
      ? IsPath<Expand, Rest>
      : Path extends \`\${infer Key}.\${infer Rest}\`
        ? Key extends keyof Expand ? IsPath<ExpandBehind<NonNullable<Expand[Key]>>, Rest> : false
        : Path extends "" | keyof Expand ? true : false;
type ExpandBehind<Related> = Related extends (infer One)[]
  ? ExpandBehind<One>
  : Related extends { expand?: infer Expand } ? NonNullable<Expand> : never;
`;

/**
 * A project without the SDK still compiles: its types are `any` there. One short import, so that no formatter moves what the
 * comment before it is for.
 */
export const SDK_IMPORT = `// @ts-ignore: only for those who use the PocketBase SDK
import type * as Sdk from "pocketbase";
`;
