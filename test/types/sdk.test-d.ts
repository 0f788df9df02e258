// Uses of the official SDK with the types that `baobox types` writes: the type check is the test. A line after
// `@ts-expect-error` must not compile.
import PocketBase from "pocketbase";
import type { RecordService } from "pocketbase";
import type { MembersRecord, PostStatsRecord, PostsRecord, RecordOf, TypedPocketBase } from "./baobox-types.ts";

type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_isSame: IsSame<A, B>): void {}

const pb = new PocketBase("http://127.0.0.1:8090") as TypedPocketBase;
const posts = pb.collection("posts");
const file = new File([""], "a.txt");

/** Reading: fields, selects, relations, dates, json. */
export async function reads(): Promise<void> {
  const post = await posts.getOne("id");
  same<typeof post, PostsRecord>(true);
  same<typeof post.status, "draft" | "published" | 'a "quote"'>(true);
  same<typeof post.mood, "good" | "bad" | "">(true);
  same<typeof post.labels, ("new" | "hot" | "old")[]>(true);
  same<typeof post.author, string>(true);
  same<typeof post.related, string[]>(true);
  same<typeof post.cover, string>(true);
  same<typeof post.documents, string[]>(true);
  same<typeof post.meta, { words: number }>(true);
  same<typeof post.anything, unknown>(true);
  same<typeof post.place, { lon: number; lat: number }>(true);
  post.place.lon.toFixed();
  post["2nd_line"].trim();
  post.created.slice(0, 10);
  // @ts-expect-error: no such field
  void post.titel;
  // @ts-expect-error: hidden
  void post.internal;
  // @ts-expect-error: not one of the values
  if (post.status === "deleted") return;
  // @ts-expect-error: no such collection
  pb.collection("post");

  const page = await posts.getList(1, 20, { sort: "-created", filter: pb.filter("title ~ {:a}", { a: "x" }) });
  same<(typeof page.items)[number], PostsRecord>(true);
  const all = await posts.getFullList();
  same<typeof all, PostsRecord[]>(true);
  const first = await posts.getFirstListItem("");
  same<typeof first, PostsRecord>(true);
  const own = await posts.getOne<{ id: string }>("id");
  same<typeof own, { id: string }>(true);
  pb.files.getURL(post, post.cover);
  const plain: RecordService<PostsRecord> = posts;
  void plain;
  const year: RecordOf<"2024_class"> = await pb.collection("2024_class").getOne("id");
  void year.class;
  await posts.subscribe("*", ({ record }) => record.title.trim(), { expand: "author" });
}

/** Relations behind `expand`, there and back. */
export async function expands(path: string): Promise<void> {
  const post = await posts.getOne("id", { expand: "author,comments_via_post.author" });
  same<NonNullable<typeof post.expand>["author"], MembersRecord | undefined>(true);
  post.expand?.author?.name.trim();
  post.expand?.related?.[0]?.title.trim();
  post.expand?.comments_via_post?.[0]?.expand?.author?.name.trim();
  // One profile a member, by a unique index.
  post.expand?.author?.expand?.profiles_via_member?.member.trim();
  await posts.getList(1, 1, { expand: path });
  await posts.getList(1, 1, { expand: `author, ${path}` });
  await posts.getFullList({ expand: " author , related.related.author " });
  // @ts-expect-error: no such relation
  await posts.getOne("id", { expand: "auther" });
  // @ts-expect-error: no such relation behind the first
  await posts.getOne("id", { expand: "author.posts" });
  // @ts-expect-error: the second path is wrong
  await posts.getFullList({ expand: "author,title" });
  // @ts-expect-error: may be absent
  void post.expand.author;
  // @ts-expect-error: several
  void post.expand?.comments_via_post?.text;
}

/** Bodies: needed fields, values, files and modifiers. */
export async function writes(): Promise<void> {
  const created = await posts.create({
    title: "a",
    status: "draft",
    author: "id",
    labels: ["new"],
    due: new Date(),
    meta: { words: 1 },
    cover: file,
    documents: [file, new Blob()],
    "slug:autogenerate": "a-",
  });
  same<typeof created, PostsRecord>(true);
  await posts.create(new FormData());
  await posts.update("id", { "labels+": "hot", "labels-": ["old"], "views+": 1, "documents-": "a.txt", cover: null });
  await posts.update("id", { "+documents": [file], "related-": ["id"], documents: ["kept.txt", file] });
  // @ts-expect-error: author is missing
  await posts.create({ title: "a", status: "draft" });
  // @ts-expect-error: not one of the values
  await posts.create({ title: "a", author: "id", status: "gone" });
  // @ts-expect-error: no such field
  await posts.create({ title: "a", author: "id", status: "draft", titel: "" });
  // @ts-expect-error: the server sets it
  await posts.update("id", { created: "2026-01-01" });
  // @ts-expect-error: the id stays
  await posts.update("id", { id: "other" });
  // @ts-expect-error: not a list
  await posts.update("id", { labels: "hot" });
  // @ts-expect-error: texts have no modifier
  await posts.update("id", { "title+": "a" });
  // @ts-expect-error: not what the user said of the field
  await posts.update("id", { meta: { words: "many" } });
  await posts.delete("id");
  // @ts-expect-error: no collection of accounts
  await posts.authWithPassword("a", "b");

  const batch = pb.createBatch();
  batch.collection("comments").create({ post: "id" });
  batch.collection("comments").upsert({ id: "id", text: "a" });
  // @ts-expect-error: post is missing
  batch.collection("comments").create({ text: "a" });
  await batch.send();
}

/** Views are read only. */
export async function views(): Promise<void> {
  const stats = pb.collection("post_stats");
  const [first] = await stats.getFullList({ expand: "author" });
  same<typeof first, PostStatsRecord | undefined>(true);
  first?.total.toFixed();
  // @ts-expect-error: read only
  await stats.create({ total: 1 });
  // @ts-expect-error: read only
  await stats.update("id", {});
  // @ts-expect-error: read only
  await stats.delete("id");
}

/** Accounts: sign-in, passwords, and who is signed in. */
export async function accounts(): Promise<void> {
  const members = pb.collection("members");
  const { record, token } = await members.authWithPassword("a@example.com", "12345678", { expand: "posts_via_author" });
  record.email.trim();
  token.trim();
  (await members.authRefresh()).record.name.trim();
  (await members.authWithOAuth2({ provider: "google", createData: { name: "Ada" } })).record.email.trim();
  await members.create({ email: "a@example.com", password: "12345678", passwordConfirm: "12345678" });
  await members.update("id", { oldPassword: "a", password: "b", passwordConfirm: "b" });
  // @ts-expect-error: not confirmed
  await members.create({ email: "a@example.com", password: "12345678" });
  // @ts-expect-error: others may not see it
  (await members.getOne("id")).email.trim();
  // @ts-expect-error: never answered
  void (await members.getOne("id")).tokenKey;
  const account = pb.authStore.record;
  if (account?.collectionName === "members") account.name.trim();
  // @ts-expect-error: superusers have none
  if (account?.collectionName === "_superusers") same<typeof account.name, string>(true);
}
