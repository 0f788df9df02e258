/* eslint-disable */
// Written by `baobox types` from the collections: changes of this file are lost the next time.

// @ts-ignore: only for those who use the PocketBase SDK
import type * as Sdk from "pocketbase";

/** `2026-01-02 03:04:05.678Z`, or "" for no date. */
export type DateText = string;

/** In degrees. */
export interface GeoPoint {
  lon: number;
  lat: number;
}

export type Upload = File | Blob;

/**
 * What json fields hold, by collection and field; unknown where it isn't said. Say it in a file of your own:
 * `declare module "./this-file" { interface JsonTypes { "posts.meta": { views: number } } }`
 */
export interface JsonTypes {}
export type JsonOf<Key extends string> = Key extends keyof JsonTypes ? JsonTypes[Key] : unknown;
export type Unconfirmed<Create> = Omit<Create, "passwordConfirm"> & { passwordConfirm?: string };

/** A record of 2024_class, as the API answers it. */
export interface _2024ClassRecord {
  id: string;
  class: string;
  collectionId: string;
  collectionName: "2024_class";
  expand?: _2024ClassExpand;
}

/** Related records; absent where there is none to see. */
export interface _2024ClassExpand {}

export interface _2024ClassCreate {
  id?: string;
  class?: string;
}

export interface _2024ClassUpdate {
  class?: string;
}

/** A record of PostTags, as the API answers it. */
export interface PostTagsRecord {
  id: string;
  collectionId: string;
  collectionName: "PostTags";
  expand?: PostTagsExpand;
}

/** Related records; absent where there is none to see. */
export interface PostTagsExpand {}

export interface PostTagsCreate {
  id?: string;
}

export interface PostTagsUpdate {}

/** A record of __, as the API answers it. */
export interface _Record {
  id: string;
  collectionId: string;
  collectionName: "__";
  expand?: _Expand;
}

/** Related records; absent where there is none to see. */
export interface _Expand {}

export interface _Create {
  id?: string;
}

export interface _Update {}

/** A record of _authOrigins, as the API answers it. */
export interface AuthOriginsRecord {
  id: string;
  collectionRef: string;
  recordRef: string;
  fingerprint: string;
  created: DateText;
  updated: DateText;
  collectionId: string;
  collectionName: "_authOrigins";
  expand?: AuthOriginsExpand;
}

/** Related records; absent where there is none to see. */
export interface AuthOriginsExpand {}

export interface AuthOriginsCreate {
  id?: string;
  collectionRef: string;
  recordRef: string;
  fingerprint: string;
}

export interface AuthOriginsUpdate {
  collectionRef?: string;
  recordRef?: string;
  fingerprint?: string;
}

/** A record of _externalAuths, as the API answers it. */
export interface ExternalAuthsRecord {
  id: string;
  collectionRef: string;
  recordRef: string;
  provider: string;
  providerId: string;
  created: DateText;
  updated: DateText;
  collectionId: string;
  collectionName: "_externalAuths";
  expand?: ExternalAuthsExpand;
}

/** Related records; absent where there is none to see. */
export interface ExternalAuthsExpand {}

export interface ExternalAuthsCreate {
  id?: string;
  collectionRef: string;
  recordRef: string;
  provider: string;
  providerId: string;
}

export interface ExternalAuthsUpdate {
  collectionRef?: string;
  recordRef?: string;
  provider?: string;
  providerId?: string;
}

/** A record of _mfas, as the API answers it. */
export interface MfasRecord {
  id: string;
  collectionRef: string;
  recordRef: string;
  method: string;
  created: DateText;
  updated: DateText;
  collectionId: string;
  collectionName: "_mfas";
  expand?: MfasExpand;
}

/** Related records; absent where there is none to see. */
export interface MfasExpand {}

export interface MfasCreate {
  id?: string;
  collectionRef: string;
  recordRef: string;
  method: string;
}

export interface MfasUpdate {
  collectionRef?: string;
  recordRef?: string;
  method?: string;
}

/** A record of _otps, as the API answers it. */
export interface OtpsRecord {
  id: string;
  collectionRef: string;
  recordRef: string;
  created: DateText;
  updated: DateText;
  collectionId: string;
  collectionName: "_otps";
  expand?: OtpsExpand;
}

/** What only superusers and plugins see besides. */
export interface OtpsHidden {
  password: string;
  sentTo: string;
}

/** Related records; absent where there is none to see. */
export interface OtpsExpand {}

export interface OtpsCreate {
  id?: string;
  collectionRef: string;
  recordRef: string;
  password?: string;
  sentTo?: string;
}

export interface OtpsUpdate {
  collectionRef?: string;
  recordRef?: string;
  password?: string;
  sentTo?: string;
}

/** A record of _superusers, as the API answers it. */
export interface Superusers2Record {
  id: string;
  email?: string;
  emailVisibility: boolean;
  verified: boolean;
  created: DateText;
  updated: DateText;
  collectionId: string;
  collectionName: "_superusers";
  expand?: Superusers2Expand;
}

/** Related records; absent where there is none to see. */
export interface Superusers2Expand {}

export interface Superusers2Create {
  id?: string;
  email: string;
  emailVisibility?: boolean;
  verified?: boolean;
  password: string;
  passwordConfirm: string;
}

export interface Superusers2Update {
  email?: string;
  emailVisibility?: boolean;
  verified?: boolean;
  password?: string;
  passwordConfirm?: string;
  oldPassword?: string;
}

/** A record of comments, as the API answers it. */
export interface CommentsRecord {
  id: string;
  post: string;
  author: string;
  text: string;
  collectionId: string;
  collectionName: "comments";
  expand?: CommentsExpand;
}

/** Related records; absent where there is none to see. */
export interface CommentsExpand {
  post?: PostsRecord;
  author?: MembersRecord;
}

export interface CommentsCreate {
  id?: string;
  post: string;
  author?: string;
  text?: string;
}

export interface CommentsUpdate {
  post?: string;
  author?: string;
  text?: string;
}

/** A record of members, as the API answers it. */
export interface MembersRecord {
  id: string;
  name: string;
  email?: string;
  emailVisibility: boolean;
  verified: boolean;
  collectionId: string;
  collectionName: "members";
  expand?: MembersExpand;
}

/** Related records; absent where there is none to see. */
export interface MembersExpand {
  comments_via_author?: CommentsRecord[];
  post_stats_via_author?: PostStatsRecord[];
  posts_via_author?: PostsRecord[];
  profiles_via_member?: ProfilesRecord;
}

export interface MembersCreate {
  id?: string;
  name?: string;
  email: string;
  emailVisibility?: boolean;
  verified?: boolean;
  password: string;
  passwordConfirm: string;
}

export interface MembersUpdate {
  name?: string;
  email?: string;
  emailVisibility?: boolean;
  verified?: boolean;
  password?: string;
  passwordConfirm?: string;
  oldPassword?: string;
}

/** A record of post_stats, as the API answers it. */
export interface PostStatsRecord {
  id: string;
  /** Shown in lists *\/ and feeds */
  title: string;
  author: string;
  status: "draft" | "published" | 'a "quote"';
  total: number;
  collectionId: string;
  collectionName: "post_stats";
  expand?: PostStatsExpand;
}

/** Related records; absent where there is none to see. */
export interface PostStatsExpand {
  author?: MembersRecord;
}

/** A record of post_tags, as the API answers it. */
export interface PostTags2Record {
  id: string;
  collectionId: string;
  collectionName: "post_tags";
  expand?: PostTags2Expand;
}

/** Related records; absent where there is none to see. */
export interface PostTags2Expand {}

export interface PostTags2Create {
  id?: string;
}

export interface PostTags2Update {}

/** A record of posts, as the API answers it. */
export interface PostsRecord {
  id: string;
  /** Shown in lists *\/ and feeds */
  title: string;
  slug: string;
  body: string;
  status: "draft" | "published" | 'a "quote"';
  mood: "good" | "bad" | "";
  labels: ("new" | "hot" | "old")[];
  views: number;
  pinned: boolean;
  due: DateText;
  meta: JsonOf<"posts.meta">;
  anything: JsonOf<"posts.anything">;
  place: GeoPoint;
  contact: string;
  link: string;
  cover: string;
  documents: string[];
  author: string;
  related: string[];
  "2nd_line": string;
  created: DateText;
  collectionId: string;
  collectionName: "posts";
  expand?: PostsExpand;
}

/** What only superusers and plugins see besides. */
export interface PostsHidden {
  internal: string;
}

/** Related records; absent where there is none to see. */
export interface PostsExpand {
  author?: MembersRecord;
  related?: PostsRecord[];
  comments_via_post?: CommentsRecord[];
  posts_via_related?: PostsRecord[];
}

export interface PostsCreate {
  id?: string;
  /** Shown in lists *\/ and feeds */
  title: string;
  slug?: string;
  "slug:autogenerate"?: string;
  body?: string;
  status: "draft" | "published" | 'a "quote"';
  mood?: "good" | "bad" | "";
  labels?: ("new" | "hot" | "old")[];
  views?: number;
  pinned?: boolean;
  due?: string | Date;
  meta?: JsonOf<"posts.meta">;
  anything?: JsonOf<"posts.anything">;
  place?: GeoPoint;
  contact?: string;
  link?: string;
  cover?: Upload | null;
  documents?: Upload[];
  author: string;
  related?: string[];
  internal?: string;
  "2nd_line"?: string;
}

export interface PostsUpdate {
  /** Shown in lists *\/ and feeds */
  title?: string;
  slug?: string;
  body?: string;
  status?: "draft" | "published" | 'a "quote"';
  mood?: "good" | "bad" | "";
  labels?: ("new" | "hot" | "old")[];
  "labels+"?: "new" | "hot" | "old" | ("new" | "hot" | "old")[];
  "+labels"?: "new" | "hot" | "old" | ("new" | "hot" | "old")[];
  "labels-"?: "new" | "hot" | "old" | ("new" | "hot" | "old")[];
  views?: number;
  "views+"?: number;
  "views-"?: number;
  pinned?: boolean;
  due?: string | Date;
  meta?: JsonOf<"posts.meta">;
  anything?: JsonOf<"posts.anything">;
  place?: GeoPoint;
  contact?: string;
  link?: string;
  cover?: Upload | string | null;
  "cover-"?: string;
  documents?: (Upload | string)[] | null;
  "documents+"?: Upload | Upload[];
  "+documents"?: Upload | Upload[];
  "documents-"?: string | string[];
  author?: string;
  related?: string[];
  "related+"?: string | string[];
  "+related"?: string | string[];
  "related-"?: string | string[];
  internal?: string;
  "2nd_line"?: string;
}

/** A record of profiles, as the API answers it. */
export interface ProfilesRecord {
  id: string;
  member: string;
  collectionId: string;
  collectionName: "profiles";
  expand?: ProfilesExpand;
}

/** Related records; absent where there is none to see. */
export interface ProfilesExpand {
  member?: MembersRecord;
}

export interface ProfilesCreate {
  id?: string;
  member?: string;
}

export interface ProfilesUpdate {
  member?: string;
}

/** A record of superusers, as the API answers it. */
export interface SuperusersRecord {
  id: string;
  collectionId: string;
  collectionName: "superusers";
  expand?: SuperusersExpand;
}

/** Related records; absent where there is none to see. */
export interface SuperusersExpand {}

export interface SuperusersCreate {
  id?: string;
}

export interface SuperusersUpdate {}

/** A record of users, as the API answers it. */
export interface UsersRecord {
  id: string;
  email?: string;
  emailVisibility: boolean;
  verified: boolean;
  name: string;
  avatar: string;
  created: DateText;
  updated: DateText;
  collectionId: string;
  collectionName: "users";
  expand?: UsersExpand;
}

/** Related records; absent where there is none to see. */
export interface UsersExpand {}

export interface UsersCreate {
  id?: string;
  email: string;
  emailVisibility?: boolean;
  verified?: boolean;
  name?: string;
  avatar?: Upload | null;
  password: string;
  passwordConfirm: string;
}

export interface UsersUpdate {
  email?: string;
  emailVisibility?: boolean;
  verified?: boolean;
  name?: string;
  avatar?: Upload | string | null;
  "avatar-"?: string;
  password?: string;
  passwordConfirm?: string;
  oldPassword?: string;
}

export interface Collections {
  "2024_class": {
    type: "base";
    record: _2024ClassRecord;
    create: _2024ClassCreate;
    update: _2024ClassUpdate;
    expand: _2024ClassExpand;
  };
  PostTags: {
    type: "base";
    record: PostTagsRecord;
    create: PostTagsCreate;
    update: PostTagsUpdate;
    expand: PostTagsExpand;
  };
  __: { type: "base"; record: _Record; create: _Create; update: _Update; expand: _Expand };
  _authOrigins: {
    type: "base";
    record: AuthOriginsRecord;
    create: AuthOriginsCreate;
    update: AuthOriginsUpdate;
    expand: AuthOriginsExpand;
  };
  _externalAuths: {
    type: "base";
    record: ExternalAuthsRecord;
    create: ExternalAuthsCreate;
    update: ExternalAuthsUpdate;
    expand: ExternalAuthsExpand;
  };
  _mfas: { type: "base"; record: MfasRecord; create: MfasCreate; update: MfasUpdate; expand: MfasExpand };
  _otps: { type: "base"; record: OtpsRecord; create: OtpsCreate; update: OtpsUpdate; expand: OtpsExpand };
  _superusers: {
    type: "auth";
    record: Superusers2Record;
    create: Superusers2Create;
    update: Superusers2Update;
    expand: Superusers2Expand;
  };
  comments: {
    type: "base";
    record: CommentsRecord;
    create: CommentsCreate;
    update: CommentsUpdate;
    expand: CommentsExpand;
  };
  members: { type: "auth"; record: MembersRecord; create: MembersCreate; update: MembersUpdate; expand: MembersExpand };
  post_stats: { type: "view"; record: PostStatsRecord; create: never; update: never; expand: PostStatsExpand };
  post_tags: {
    type: "base";
    record: PostTags2Record;
    create: PostTags2Create;
    update: PostTags2Update;
    expand: PostTags2Expand;
  };
  posts: { type: "base"; record: PostsRecord; create: PostsCreate; update: PostsUpdate; expand: PostsExpand };
  profiles: {
    type: "base";
    record: ProfilesRecord;
    create: ProfilesCreate;
    update: ProfilesUpdate;
    expand: ProfilesExpand;
  };
  superusers: {
    type: "base";
    record: SuperusersRecord;
    create: SuperusersCreate;
    update: SuperusersUpdate;
    expand: SuperusersExpand;
  };
  users: { type: "auth"; record: UsersRecord; create: UsersCreate; update: UsersUpdate; expand: UsersExpand };
}

export type CollectionName = keyof Collections;
export type RecordOf<Name extends CollectionName> = Collections[Name]["record"];
export type CreateOf<Name extends CollectionName> = Collections[Name]["create"];
export type UpdateOf<Name extends CollectionName> = Collections[Name]["update"];
export type ExpandOf<Name extends CollectionName> = Collections[Name]["expand"];

/** The official SDK with the types of the collections: `new PocketBase(url) as TypedPocketBase`. */
export interface TypedPocketBase extends Sdk.default {
  authStore: Sdk.BaseAuthStore & { readonly record: AnyAccount | null };
  collection<Name extends CollectionName>(name: Name): TypedRecordService<Name>;
  createBatch(): TypedBatch;
}

/** Who may be signed in; `collectionName` tells which it is. */
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
type AccountMethod = Exclude<
  keyof Sdk.RecordService,
  | keyof Sdk.CrudService<unknown>
  | "collectionIdOrName"
  | "baseCollectionPath"
  | "isSuperusers"
  | "subscribe"
  | "unsubscribe"
>;

interface ReadService<Name extends CollectionName> extends Sdk.RecordService<RecordOf<Name>> {
  getOne<T = RecordOf<Name>, Path extends string = string>(
    id: string,
    options?: Sdk.RecordOptions & Expands<Name, Path>,
  ): Promise<T>;
  getFirstListItem<T = RecordOf<Name>, Path extends string = string>(
    filter: string,
    options?: Sdk.RecordListOptions & Expands<Name, Path>,
  ): Promise<T>;
  getList<T = RecordOf<Name>, Path extends string = string>(
    page?: number,
    perPage?: number,
    options?: Sdk.RecordListOptions & Expands<Name, Path>,
  ): Promise<Sdk.ListResult<T>>;
  getFullList<T = RecordOf<Name>, Path extends string = string>(
    options?: Sdk.RecordFullListOptions & Expands<Name, Path>,
  ): Promise<T[]>;
  getFullList<T = RecordOf<Name>, Path extends string = string>(
    batch?: number,
    options?: Sdk.RecordListOptions & Expands<Name, Path>,
  ): Promise<T[]>;
  subscribe<T = RecordOf<Name>, Path extends string = string>(
    topic: string,
    callback: (data: Sdk.RecordSubscription<T>) => void,
    options?: Sdk.RecordSubscribeOptions & Expands<Name, Path>,
  ): Promise<Sdk.UnsubscribeFunc>;
}

interface WriteService<Name extends CollectionName> extends ReadService<Name> {
  create<T = RecordOf<Name>, Path extends string = string>(
    body: CreateOf<Name> | FormData,
    options?: Sdk.RecordOptions & Expands<Name, Path>,
  ): Promise<T>;
  update<T = RecordOf<Name>, Path extends string = string>(
    id: string,
    body: UpdateOf<Name> | FormData,
    options?: Sdk.RecordOptions & Expands<Name, Path>,
  ): Promise<T>;
}

interface AccountService<Name extends CollectionName> extends WriteService<Name> {
  authWithPassword<T = Account<Name>, Path extends string = string>(
    identity: string,
    password: string,
    options?: Sdk.RecordOptions & Expands<Name, Path>,
  ): Promise<Sdk.RecordAuthResponse<T>>;
  authWithOTP<T = Account<Name>, Path extends string = string>(
    otpId: string,
    password: string,
    options?: Sdk.RecordOptions & Expands<Name, Path>,
  ): Promise<Sdk.RecordAuthResponse<T>>;
  authRefresh<T = Account<Name>, Path extends string = string>(
    options?: Sdk.RecordOptions & Expands<Name, Path>,
  ): Promise<Sdk.RecordAuthResponse<T>>;
  authWithOAuth2<T = Account<Name>>(
    options: Sdk.OAuth2AuthConfig & { createData?: Partial<CreateOf<Name>> },
  ): Promise<Sdk.RecordAuthResponse<T>>;
  authWithOAuth2<T = Account<Name>>(
    provider: string,
    code: string,
    codeVerifier: string,
    redirectURL: string,
    createData?: Partial<CreateOf<Name>>,
    body?: object,
    query?: Sdk.RecordOptions,
  ): Promise<Sdk.RecordAuthResponse<T>>;
}

interface TypedBatch extends Sdk.BatchService {
  collection<Name extends CollectionName>(name: Name): TypedSubBatch<Name>;
}

interface TypedSubBatch<Name extends CollectionName> extends Sdk.SubBatchService {
  create(body: CreateOf<Name> | FormData, options?: Sdk.RecordOptions): void;
  update(id: string, body: UpdateOf<Name> | FormData, options?: Sdk.RecordOptions): void;
  upsert(body: CreateOf<Name> | (UpdateOf<Name> & { id: string }) | FormData, options?: Sdk.RecordOptions): void;
}

/** Paths such as `author.team,comments_via_post`: one that leads nowhere does not compile. */
type Expands<Name extends CollectionName, Path extends string> = {
  expand?: (keyof ExpandOf<Name> & string) | (Path & GoodPaths<ExpandOf<Name>, Path>);
};
type GoodPaths<Expand, Paths extends string> = string extends Paths
  ? string
  : Paths extends `${infer First},${infer Rest}`
    ? IsPath<Expand, First> extends true
      ? [GoodPaths<Expand, Rest>] extends [never]
        ? never
        : string
      : never
    : IsPath<Expand, Paths> extends true
      ? string
      : never;
type IsPath<Expand, Path extends string> = string extends Path
  ? true
  : Path extends ` ${infer Rest}`
    ? IsPath<Expand, Rest>
    : Path extends `${infer Rest} `
      ? IsPath<Expand, Rest>
      : Path extends `${infer Key}.${infer Rest}`
        ? Key extends keyof Expand
          ? IsPath<ExpandBehind<NonNullable<Expand[Key]>>, Rest>
          : false
        : Path extends "" | keyof Expand
          ? true
          : false;
type ExpandBehind<Related> = Related extends (infer One)[]
  ? ExpandBehind<One>
  : Related extends { expand?: infer Expand }
    ? NonNullable<Expand>
    : never;

// @ts-ignore: only for those who write plugins
declare module "baobox" {
  interface CollectionTypes {
    "2024_class": {
      type: "base";
      record: _2024ClassRecord;
      create: _2024ClassCreate;
      update: _2024ClassUpdate;
      expand: _2024ClassExpand;
    };
    PostTags: {
      type: "base";
      record: PostTagsRecord;
      create: PostTagsCreate;
      update: PostTagsUpdate;
      expand: PostTagsExpand;
    };
    __: { type: "base"; record: _Record; create: _Create; update: _Update; expand: _Expand };
    _authOrigins: {
      type: "base";
      record: AuthOriginsRecord;
      create: AuthOriginsCreate;
      update: AuthOriginsUpdate;
      expand: AuthOriginsExpand;
    };
    _externalAuths: {
      type: "base";
      record: ExternalAuthsRecord;
      create: ExternalAuthsCreate;
      update: ExternalAuthsUpdate;
      expand: ExternalAuthsExpand;
    };
    _mfas: { type: "base"; record: MfasRecord; create: MfasCreate; update: MfasUpdate; expand: MfasExpand };
    _otps: {
      type: "base";
      record: OtpsRecord & OtpsHidden;
      create: OtpsCreate;
      update: OtpsUpdate;
      expand: OtpsExpand;
    };
    _superusers: {
      type: "auth";
      record: Superusers2Record & { email: string };
      create: Unconfirmed<Superusers2Create>;
      update: Superusers2Update;
      expand: Superusers2Expand;
    };
    comments: {
      type: "base";
      record: CommentsRecord;
      create: CommentsCreate;
      update: CommentsUpdate;
      expand: CommentsExpand;
    };
    members: {
      type: "auth";
      record: MembersRecord & { email: string };
      create: Unconfirmed<MembersCreate>;
      update: MembersUpdate;
      expand: MembersExpand;
    };
    post_stats: { type: "view"; record: PostStatsRecord; create: never; update: never; expand: PostStatsExpand };
    post_tags: {
      type: "base";
      record: PostTags2Record;
      create: PostTags2Create;
      update: PostTags2Update;
      expand: PostTags2Expand;
    };
    posts: {
      type: "base";
      record: PostsRecord & PostsHidden;
      create: PostsCreate;
      update: PostsUpdate;
      expand: PostsExpand;
    };
    profiles: {
      type: "base";
      record: ProfilesRecord;
      create: ProfilesCreate;
      update: ProfilesUpdate;
      expand: ProfilesExpand;
    };
    superusers: {
      type: "base";
      record: SuperusersRecord;
      create: SuperusersCreate;
      update: SuperusersUpdate;
      expand: SuperusersExpand;
    };
    users: {
      type: "auth";
      record: UsersRecord & { email: string };
      create: Unconfirmed<UsersCreate>;
      update: UsersUpdate;
      expand: UsersExpand;
    };
  }
}
