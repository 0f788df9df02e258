// Within this repository other collections have types, so that those of the example have to be named.
import "baobox";

declare module "baobox" {
  interface CollectionTypes {
    entries: object;
  }
}
