import { importCollections } from "../../src/model/schema-changes/import-collections.ts";
import { writeTypes } from "../../src/model/type-declarations/write-types.ts";
import { testApp } from "../support/test-app.ts";

const text = { type: "text" };
const single = (collectionId: string) => ({ type: "relation", collectionId, maxSelect: 1 });

/** Collections with fields of all types, and with names that are none in TypeScript. */
const COLLECTIONS: readonly Readonly<Record<string, unknown>>[] = [
  {
    id: "col_posts",
    name: "posts",
    type: "base",
    fields: [
      { ...text, name: "title", required: true, help: "Shown in lists */ and feeds" },
      { ...text, name: "slug", required: true, autogeneratePattern: "[a-z]{8}" },
      { type: "editor", name: "body" },
      { type: "select", name: "status", required: true, maxSelect: 1, values: ["draft", "published", 'a "quote"'] },
      { type: "select", name: "mood", maxSelect: 1, values: ["good", "bad"] },
      { type: "select", name: "labels", maxSelect: 3, values: ["new", "hot", "old"] },
      { type: "number", name: "views" },
      { type: "bool", name: "pinned" },
      { type: "date", name: "due" },
      { type: "json", name: "meta" },
      { type: "json", name: "anything" },
      { type: "geoPoint", name: "place" },
      { type: "email", name: "contact" },
      { type: "url", name: "link" },
      { type: "file", name: "cover", maxSelect: 1 },
      { type: "file", name: "documents", maxSelect: 9 },
      { ...single("col_members"), name: "author", required: true },
      { type: "relation", name: "related", collectionId: "col_posts", maxSelect: 5 },
      { ...text, name: "internal", hidden: true, required: true },
      { ...text, name: "2nd_line" },
      { type: "autodate", name: "created", onCreate: true },
    ],
  },
  {
    id: "col_members",
    name: "members",
    type: "auth",
    fields: [{ ...text, name: "name" }],
  },
  {
    id: "col_comments",
    name: "comments",
    type: "base",
    fields: [
      { ...single("col_posts"), name: "post", required: true },
      { ...single("col_members"), name: "author" },
      { ...text, name: "text" },
    ],
  },
  {
    id: "col_profiles",
    name: "profiles",
    type: "base",
    indexes: ["CREATE UNIQUE INDEX `idx_profiles_member` ON `profiles` (`member`)"],
    fields: [{ ...single("col_members"), name: "member" }],
  },
  { id: "col_years", name: "2024_class", type: "base", fields: [{ ...text, name: "class" }] },
  { id: "col_under", name: "__", type: "base", fields: [] },
  // They have the same name once it is a type's, as has a collection of the system.
  { id: "col_tags_1", name: "post_tags", type: "base", fields: [] },
  { id: "col_tags_2", name: "PostTags", type: "base", fields: [] },
  { id: "col_super", name: "superusers", type: "base", fields: [] },
  {
    id: "col_view",
    name: "post_stats",
    type: "view",
    viewQuery:
      "SELECT posts.id, posts.title, posts.author, posts.status, count(comments.id) AS total FROM posts LEFT JOIN comments ON comments.post = posts.id GROUP BY posts.id",
  },
];

/** The types of these collections, formatted as this repository is. */
export async function collectionTypes(): Promise<string> {
  await using app = await testApp();
  await importCollections(app.context, COLLECTIONS, { deleteMissing: false });
  const text = writeTypes(app.context.collections.current());
  const formatter = [process.execPath, "fmt", "--no-script", "--stdin-filepath=types.ts"];
  const child = Bun.spawn(formatter, { stdin: new Blob([text]), stdout: "pipe", cwd: import.meta.dir });
  return await new Response(child.stdout).text();
}
