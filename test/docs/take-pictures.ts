// Takes the pictures of the dashboard that README.md and the docs show, of a server with an invented shop in it:
// `bun test/docs/take-pictures.ts`.
import { join, resolve } from "node:path";
import type PocketBase from "pocketbase";
import { launchBrowser } from "../support/browser.ts";
import { FreshServer, SUPERUSER } from "../support/fresh-server.ts";

const OUT = resolve(import.meta.dir, "../../docs/images");
const VIEWPORT = { width: 1440, height: 860 };
const QUALITY = 82;
const RECORDS = 240;

const PEOPLE = ["Ada Lovelace", "Grace Hopper", "Katherine Johnson", "Edsger Dijkstra", "Sofja Kowalewskaja"];
const GOODS = ["Oak chair", "Linen curtain", "Brass lamp", "Walnut table", "Wool rug", "Clay teapot", "Ash bench"];
const STATES = ["new", "paid", "packed", "delivered"];

await using server = await FreshServer.start();
const admin = await server.admin();
await fillShop(admin);

const browser = await launchBrowser();
for (const colorScheme of ["light", "dark"] as const) {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, locale: "en-US" });
  const page = await context.newPage();
  await page.goto(`${server.process.url}/_/`);
  await page.getByLabel("Email").fill(SUPERUSER.email);
  await page.getByLabel("Password", { exact: true }).fill(SUPERUSER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await page.goto(`${server.process.url}/_/#/collections/orders`);
  await page.getByRole("grid", { name: "Records of orders" }).getByText("Ada Lovelace").first().waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const picture = await new Bun.Image(await page.screenshot()).webp({ quality: QUALITY }).bytes();
  await Bun.write(join(OUT, `dashboard-${colorScheme}.webp`), picture);
  console.log(`dashboard-${colorScheme}.webp: ${Math.round(picture.length / 1024)} KiB`);
  await context.close();
}
await browser.close();

async function fillShop(pb: PocketBase): Promise<void> {
  const text = (name: string): object => ({ name, type: "text" });
  const customers = await pb.collections.create({ name: "customers", type: "base", fields: [text("name")] });
  const products = await pb.collections.create({
    name: "products",
    type: "base",
    fields: [text("title"), { name: "price", type: "number" }],
  });
  await pb.collections.create({
    name: "orders",
    type: "base",
    fields: [
      text("number"),
      { name: "customer", type: "relation", collectionId: customers.id, maxSelect: 1 },
      { name: "items", type: "relation", collectionId: products.id, maxSelect: 9 },
      { name: "state", type: "select", values: STATES, maxSelect: 1 },
      { name: "total", type: "number" },
      { name: "gift", type: "bool" },
      { name: "created", type: "autodate", onCreate: true },
    ],
  });
  for (const name of ["articles", "comments", "invoices", "reviews", "suppliers"]) {
    await pb.collections.create({ name, type: "base", fields: [text("title")] });
  }
  const people = await Promise.all(PEOPLE.map((name) => pb.collection("customers").create({ name })));
  const goods = await Promise.all(
    GOODS.map((title, index) => pb.collection("products").create({ title, price: 20 + 17 * index })),
  );
  for (let index = 0; index < RECORDS; index++) {
    const items = goods.filter((_, at) => (index + at) % 4 === 0).map(({ id }) => id);
    await pb.collection("orders").create({
      number: `2026-${String(1000 + index)}`,
      customer: people[index % people.length]?.id,
      items,
      state: STATES[(index * 3) % STATES.length],
      total: 40 + ((index * 37) % 400),
      gift: index % 5 === 0,
    });
  }
}
