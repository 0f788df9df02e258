/** Where a file system of a hook file stores: the app's own stores, a folder, or a bucket. */
export type FilePlace =
  | { readonly kind: "files" }
  | { readonly kind: "backups" }
  | { readonly kind: "local"; readonly folder: string }
  | {
      readonly kind: "s3";
      /** Bucket, region and endpoint. */
      readonly names: readonly string[];
      /** Access key and secret. */
      readonly keys: readonly string[];
      readonly forcePathStyle: boolean;
    };
