// Collections, rules and sign-in by password through the official SDK.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type PocketBase from "pocketbase";
import { failure } from "../support/failure.ts";
import { FreshServer, SUPERUSER } from "../support/fresh-server.ts";

describe("auth and collections through the SDK", () => {
  const opened = new AsyncDisposableStack();
  let server: FreshServer;
  let admin: PocketBase;

  beforeAll(async () => {
    server = opened.use(await FreshServer.start());
    admin = await server.admin();
  });

  afterAll(async () => {
    await opened.disposeAsync();
  });

  const signedIn = async (name: string): Promise<PocketBase> => {
    const client = server.client();
    const email = `${name}@example.com`;
    await client.collection("users").create({ email, password: "12345678", passwordConfirm: "12345678", name });
    await client.collection("users").authWithPassword(email, "12345678");
    return client;
  };

  test("the superuser made on the command line signs in, and a wrong password does not", async () => {
    expect(admin.authStore.isSuperuser).toBe(true);
    const wrong = server.client().collection("_superusers").authWithPassword(SUPERUSER.email, "wrong-password");
    expect(await failure(wrong)).toMatchObject({ status: 400, response: { message: "Failed to authenticate." } });
  });

  test("collections are made, listed, changed, truncated and deleted", async () => {
    const made = await admin.collections.create({
      name: "things",
      type: "base",
      fields: [{ name: "label", type: "text" }],
    });
    expect(made).toMatchObject({ name: "things", type: "base", listRule: null, indexes: [], system: false });
    await admin.collection("things").create({ label: "kept" });
    const renamed = await admin.collections.update(made.id, {
      name: "items",
      fields: made.fields.map((field) => (field["name"] === "label" ? { ...field, name: "title" } : field)),
    });
    expect(renamed.fields.map((field) => field["name"])).toEqual(["id", "title"]);
    expect((await admin.collection("items").getFullList()).map((item) => item["title"])).toEqual(["kept"]);
    const names = (await admin.collections.getFullList()).map((collection) => collection.name);
    expect(names).toEqual(expect.arrayContaining(["items", "users", "_superusers"]));
    await admin.collections.truncate("items");
    expect(await admin.collection("items").getFullList()).toEqual([]);
    await admin.collections.delete("items");
    expect(await failure(admin.collections.getOne("items"))).toMatchObject({ status: 404 });
    expect(Object.keys(await admin.collections.getScaffolds()).toSorted()).toEqual(["auth", "base", "view"]);
  });

  test("a view collection follows its tables", async () => {
    await admin.collections.create({
      name: "sales",
      type: "base",
      fields: [
        { name: "shop", type: "text" },
        { name: "amount", type: "number" },
      ],
    });
    for (const [shop, amount] of [
      ["north", 5],
      ["north", 7],
      ["south", 1],
    ] as const) {
      await admin.collection("sales").create({ shop, amount });
    }
    await admin.collections.create({
      name: "totals",
      type: "view",
      listRule: "",
      viewQuery: "SELECT shop AS id, SUM(amount) AS total FROM sales GROUP BY shop",
    });
    const totals = await server.client().collection("totals").getFullList({ sort: "-total" });
    expect(totals.map(({ id, total }) => [id, total])).toEqual([
      ["north", 12],
      ["south", 1],
    ]);
  });

  test("rules decide what a user sees and does", async () => {
    await admin.collections.create({
      name: "notes",
      type: "base",
      listRule: "owner = @request.auth.id",
      viewRule: "owner = @request.auth.id",
      createRule: "@request.auth.id != '' && owner = @request.auth.id",
      updateRule: "owner = @request.auth.id && @request.body.owner:isset = false",
      deleteRule: null,
      fields: [
        { name: "text", type: "text" },
        { name: "owner", type: "relation", collectionId: "_pb_users_auth_", maxSelect: 1 },
      ],
    });
    const [ada, bob] = [await signedIn("ada"), await signedIn("bob")];
    const owner = ada.authStore.record?.id ?? "";
    const note = await ada.collection("notes").create({ text: "mine", owner });

    expect((await ada.collection("notes").getFullList()).map((item) => item["text"])).toEqual(["mine"]);
    expect(await bob.collection("notes").getFullList()).toEqual([]);
    expect(await failure(bob.collection("notes").getOne(note.id))).toMatchObject({ status: 404 });
    expect(await failure(bob.collection("notes").create({ text: "forged", owner }))).toMatchObject({ status: 400 });
    expect(await failure(bob.collection("notes").update(note.id, { text: "taken" }))).toMatchObject({ status: 404 });
    expect(await failure(ada.collection("notes").update(note.id, { owner: "" }))).toMatchObject({ status: 404 });
    expect(await failure(ada.collection("notes").delete(note.id))).toMatchObject({ status: 403 });
    expect(await ada.collection("notes").update(note.id, { text: "changed" })).toMatchObject({ text: "changed" });
  });

  test("a user's email is hidden from others, and a changed password ends the old tokens", async () => {
    const [eve, kim] = [await signedIn("eve"), await signedIn("kim")];
    const id = eve.authStore.record?.id ?? "";
    expect((await eve.collection("users").getOne(id))["email"]).toBe("eve@example.com");
    await admin.collections.update("users", { viewRule: "" });
    expect(await kim.collection("users").getOne(id)).not.toHaveProperty("email");

    const refreshed = await eve.collection("users").authRefresh();
    expect(refreshed.record.id).toBe(id);
    await eve
      .collection("users")
      .update(id, { oldPassword: "12345678", password: "87654321", passwordConfirm: "87654321" });
    expect(await failure(eve.collection("users").authRefresh())).toMatchObject({ status: 401 });
    await eve.collection("users").authWithPassword("eve@example.com", "87654321");
    expect(eve.authStore.isValid).toBe(true);
    const methods = await kim.collection("users").listAuthMethods();
    expect(methods.password).toMatchObject({ enabled: true, identityFields: ["email"] });
  });

  test("a settings change is kept and secrets stay masked", async () => {
    await admin.settings.update({ meta: { appName: "Notes", appURL: "http://localhost:8090" } });
    const settings = await admin.settings.getAll();
    expect(settings["meta"]).toMatchObject({ appName: "Notes" });
    expect(await failure(server.client().settings.getAll())).toMatchObject({ status: 401 });
  });
});
