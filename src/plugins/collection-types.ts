/**
 * The types of this installation's collections by name. The file that `baobox types` writes adds to it:
 *
 *     declare module "baobox" {
 *       interface CollectionTypes {
 *         posts: { record: PostsRecord; create: PostsCreate; update: PostsUpdate; expand: PostsExpand };
 *       }
 *     }
 *
 * Hooks and the data API use these types; a collection without an entry has records of type `LooseRecord`.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- filled by declaration merging
export interface CollectionTypes {}

/** The name of a collection; editors complete the known ones. */
// oxlint-disable-next-line typescript/no-redundant-type-constituents -- here no collection is known
export type CollectionName = (keyof CollectionTypes & string) | (string & {});

/**
 * The collection of a hook. Once types are generated, a misspelt name does not compile, because its hook would never run. Generated
 * ids compile, and so do strings that are only known at run time.
 */
export type HookedCollection<C extends string> = string extends C
  ? C
  : [keyof CollectionTypes] extends [never]
    ? C
    : C & (keyof CollectionTypes | `pbc_${string}`);

/** A record of a collection without generated types. */
export interface LooseRecord {
  id: string;
  collectionId: string;
  collectionName: string;
  [field: string]: unknown;
}

export type LooseData = Readonly<Record<string, unknown>>;

/** A record as the API shows it to superusers: plain JSON values by field, without password and token key. */
export type RecordOf<Collection extends string> = PartOf<Collection, "record", LooseRecord>;
/** The values to create a record with. Files are `File` or `Blob` objects. */
export type CreateOf<Collection extends string> = PartOf<Collection, "create", LooseData>;
/** The values to change a record with; keys may have modifiers (`tags+`, `views-`). */
export type UpdateOf<Collection extends string> = PartOf<Collection, "update", LooseData>;
/** The related records that `expand` returns. */
export type ExpandOf<Collection extends string> = PartOf<Collection, "expand", Record<string, unknown>>;

type PartOf<Collection extends string, Part extends string, Loose> = Collection extends keyof CollectionTypes
  ? CollectionTypes[Collection] extends Record<Part, infer Known>
    ? Known
    : Loose
  : Loose;
