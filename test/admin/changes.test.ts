import { expect, test } from "bun:test";
import type { CollectionField, CollectionModel } from "pocketbase";
import { changesOf } from "../../admin/pages/editor/changes.ts";
import { bodyOf, draftOf, errorsByKey, withField, withMoved, withRemoved } from "../../admin/pages/editor/draft.ts";
import type { Draft } from "../../admin/pages/editor/draft.ts";

const POSTS = {
  id: "posts_id",
  name: "posts",
  type: "base",
  system: false,
  listRule: null,
  viewRule: "",
  createRule: "@request.auth.id != ''",
  updateRule: null,
  deleteRule: null,
  indexes: ["CREATE INDEX `by_title` ON `posts` (`title`)", "CREATE INDEX `by_tags` ON `posts` (`tags`)"],
  fields: [
    { id: "f1", name: "title", type: "text", max: 0 },
    { id: "f2", name: "tags", type: "select", maxSelect: 3, values: ["a", "b"] },
    { id: "f3", name: "notes", type: "text", max: 0 },
  ],
} as unknown as CollectionModel;

function fieldOf(draft: Draft, key: string): CollectionField {
  const found = draft.fields.find((field) => field.key === key);
  if (found === undefined) throw new Error(`there is no field ${key}`);
  return found.data;
}

const withValues = (values: object): Draft => {
  const draft = draftOf(POSTS);
  return { ...draft, values: { ...draft.values, ...values } };
};

const say = (draft: Draft): string[] =>
  changesOf(POSTS, draft).map(({ isGrave, text }) => (isGrave ? `! ${text}` : text));

test("without a change nothing is said", () => {
  expect(say(draftOf(POSTS))).toEqual([]);
  expect(bodyOf(draftOf(POSTS))).toEqual({ ...POSTS });
});

test("a renamed field keeps its id, and its index gets the new name", () => {
  const draft = draftOf(POSTS);
  const renamed = withField(draft, "f1", { ...fieldOf(draft, "f1"), name: "name" });
  expect(say(renamed)).toEqual([
    "! Field title is renamed to name. Values are kept; clients must use the new name.",
    "Indexes: 1 added or changed, 1 removed or replaced.",
  ]);
  expect(bodyOf(renamed)).toMatchObject({
    fields: [{ id: "f1", name: "name" }, { id: "f2" }, { id: "f3" }],
    indexes: ["CREATE INDEX `by_title` ON `posts` (`name`)", POSTS.indexes[1]],
  });
});

test("a removed field takes its index with it, and can be taken back until then", () => {
  const removed = withRemoved(draftOf(POSTS), "f1", true);
  expect(say(removed)).toEqual([
    "! Field title is removed with all its values.",
    "Indexes: 0 added or changed, 1 removed or replaced.",
  ]);
  expect(bodyOf(removed)).toMatchObject({ indexes: [POSTS.indexes[1]] });
  expect(say(withRemoved(removed, "f1", false))).toEqual([]);
});

test("values that would be lost are said; more values and new options are no danger", () => {
  const draft = draftOf(POSTS);
  const single = withField(draft, "f2", { ...fieldOf(draft, "f2"), maxSelect: 1 });
  expect(say(single)).toEqual(["! Field tags keeps only the last of several values.", "Field tags: maxSelect."]);
  const longer = withField(draft, "f3", { ...fieldOf(draft, "f3"), max: 5 });
  expect(say(longer)).toEqual(["Field notes: max."]);
});

test("the order counts only of what was there before", () => {
  expect(say(withMoved(draftOf(POSTS), 0, 2))).toEqual(["The order of the fields changes."]);
  const added: Draft = {
    ...draftOf(POSTS),
    fields: [
      {
        key: "new",
        isRemoved: false,
        data: { id: "", name: "n", type: "number" } as unknown as CollectionField,
      },
      ...draftOf(POSTS).fields,
    ],
  };
  expect(say(added)).toEqual(["Field n (number) is added."]);
  // One that was never stored is gone without a trace.
  expect(say(withRemoved(added, "new", true))).toEqual([]);
  expect(withMoved(added, 0, 9)).toEqual(added);
});

test("opening to everyone and another name are grave; closing is not", () => {
  expect(say(withValues({ listRule: "" }))).toEqual([expect.stringMatching(/^! Rule "List and search"/)]);
  expect(say(withValues({ viewRule: null }))).toEqual([expect.stringMatching(/^Rule "View"/)]);
  expect(say(withValues({ name: "articles" }))[0]).toStartWith("! The collection posts is renamed to articles");
});

test("what is written in another order is no change", () => {
  const auth = { ...POSTS, otp: { enabled: true, length: 8 } } as unknown as CollectionModel;
  const draft = draftOf({ ...auth, otp: { length: 8, enabled: true } } as unknown as CollectionModel);
  expect(changesOf(auth, draft)).toEqual([]);
});

test("an error finds its field though removed ones are not sent", () => {
  const draft = withRemoved(draftOf(POSTS), "f1", true);
  expect(errorsByKey(draft, { "fields.1.name": "Taken.", "fields.9.name": "Nowhere.", listRule: "Other." })).toEqual({
    f3: { name: "Taken." },
  });
});
