/**
 * What the collections of this installation hold, by name. The file that `baobox types` writes adds to it:
 *
 *     declare module "baobox" {
 *       interface CollectionTypes {
 *         posts: { record: PostsRecord; create: PostsCreate; update: PostsUpdate; expand: PostsExpand };
 *       }
 *     }
 *
 * Hooks and the data API are typed by it; records of collections that are not in it are loose.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- filled by declaration merging
export interface CollectionTypes {}

/** A collection's name; editors offer the known ones. */
// oxlint-disable-next-line typescript/no-redundant-type-constituents -- here no collection is known
export type CollectionName = (keyof CollectionTypes & string) | (string & {});

/**
 * A name of a hook's collection. Where types are known a misspelt one does not compile, for its hook would never be called. Ids as
 * they are generated do, and texts that are not known before the program runs.
 */
export type HookedCollection<C extends string> = string extends C
  ? C
  : [keyof CollectionTypes] extends [never]
    ? C
    : C & (keyof CollectionTypes | `pbc_${string}`);

/** A record of a collection that no types are known of. */
export interface LooseRecord {
  id: string;
  collectionId: string;
  collectionName: string;
  [field: string]: unknown;
}

export type LooseData = Readonly<Record<string, unknown>>;

/** A record as the API shows it to superusers: plain JSON values by field, without password and token key. */
export type RecordOf<Collection extends string> = PartOf<Collection, "record", LooseRecord>;
/** What a record can be created with. Files are `File` or `Blob` objects. */
export type CreateOf<Collection extends string> = PartOf<Collection, "create", LooseData>;
/** What a record can be changed by; keys may have modifiers (`tags+`, `views-`). */
export type UpdateOf<Collection extends string> = PartOf<Collection, "update", LooseData>;
/** The related records that `expand` gives. */
export type ExpandOf<Collection extends string> = PartOf<Collection, "expand", Record<string, unknown>>;

type PartOf<Collection extends string, Part extends string, Loose> = Collection extends keyof CollectionTypes
  ? CollectionTypes[Collection] extends Record<Part, infer Known>
    ? Known
    : Loose
  : Loose;
