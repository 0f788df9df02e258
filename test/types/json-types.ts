/** What a user says of a json field. */
declare module "./baobox-types.ts" {
  interface JsonTypes {
    "posts.meta": { words: number };
  }
}

export {};
