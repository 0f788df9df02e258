import type PocketBase from "pocketbase";
import { type Pixel, drawPng } from "../../support/test-image.ts";

const NAMES = [
  "Oak bench with a very long name that no column has room for, in three colours and two sizes",
  "كرسي من خشب البلوط",
  "שולחן עץ אלון",
  "オークのテーブル",
  "Дубовый стол",
  "Stuhl „Größe XL“",
  "Lámpara de pie",
  "橡木书架",
  "ม้านั่งไม้โอ๊ค",
  "Bücherregal 100x100",
  "Rattan sofa",
  "Walnut desk",
];
const PEOPLE = [
  "Ada Lovelace",
  "محمد الفزاري",
  "李清照",
  "José Ñandú",
  "Søren Åkesson",
  "שרה לוי",
  "Мария Кюри",
  "Zoë",
];
const STATES = ["draft", "in review", "published", "archived", "waiting for delivery"];
const COLLECTIONS = [
  "addresses",
  "audit_findings",
  "campaigns",
  "carts",
  "comments",
  "coupons",
  "deliveries",
  "employees",
  "events",
  "invoices",
  "newsletter_subscriptions_of_former_customers",
  "notes",
  "payments",
  "reviews",
  "suppliers",
];
const ORDERS = 4000;
const PER_BATCH = 200;

/** A shop with some 20 collections, thousands of records, pictures, long names, and texts of many scripts. */
export async function writeRealisticData(admin: PocketBase): Promise<void> {
  await admin.settings.update({
    meta: { appName: "Northwind Möbel" },
    batch: { enabled: true, maxRequests: PER_BATCH, timeout: 60 },
    logs: { minLevel: 0 },
  });
  const tags = await create(admin, "tags")([{ name: "name", type: "text" }]);
  const products = await create(
    admin,
    "products",
  )([
    { name: "title", type: "text", required: true },
    { name: "photos", type: "file", maxSelect: 5, mimeTypes: ["image/png"] },
    { name: "price", type: "number" },
    { name: "state", type: "select", values: STATES, maxSelect: 1 },
    { name: "colours", type: "select", values: ["red", "green", "blue", "natural oak", "black"], maxSelect: 5 },
    { name: "tags", type: "relation", collectionId: tags, maxSelect: 9 },
    { name: "in_stock", type: "bool" },
    { name: "place", type: "geoPoint" },
    { name: "details", type: "json" },
    { name: "description", type: "editor" },
    { name: "site", type: "url" },
    { name: "available_from", type: "date" },
    { name: "created", type: "autodate", onCreate: true },
  ]);
  const customers = await create(admin, "customers")(
    [
      { name: "name", type: "text" },
      { name: "avatar", type: "file", maxSelect: 1 },
      { name: "country", type: "select", values: ["DE", "FR", "JP", "EG", "IL"], maxSelect: 1 },
    ],
    "auth",
  );
  await create(
    admin,
    "orders",
  )([
    { name: "number", type: "number" },
    { name: "customer", type: "relation", collectionId: customers, maxSelect: 1 },
    { name: "products", type: "relation", collectionId: products, maxSelect: 20 },
    { name: "total", type: "number" },
    { name: "note", type: "text" },
    { name: "paid", type: "bool" },
    { name: "created", type: "autodate", onCreate: true },
  ]);
  for (const name of COLLECTIONS) await create(admin, name)([{ name: "title", type: "text" }]);
  await admin.collections.create({
    name: "sales_by_state",
    type: "view",
    viewQuery:
      "SELECT (ROW_NUMBER() OVER()) AS id, state, count(*) AS count, sum(price) AS total FROM products GROUP BY state",
  });
  await writeRecords(admin);
}

/** Makes a collection and gives its id. */
function create(admin: PocketBase, name: string) {
  return async (fields: object[], type = "base"): Promise<string> => {
    const { id } = await admin.collections.create({ name, type, fields });
    return id;
  };
}

async function writeRecords(admin: PocketBase): Promise<void> {
  const tags = await many(admin, "tags")(24, (n) => ({ name: ["wood", "outdoor", "hand made", "sale", "خشب"][n % 5] }));
  const products = await many(admin, "products")(300, (n) => ({
    title: `${NAMES[n % NAMES.length]}${n < NAMES.length ? "" : ` ${n}`}`,
    price: (n * 7919) % 2500,
    state: STATES[n % STATES.length],
    colours: ["red", "green", "natural oak"].slice(0, n % 4),
    tags: tags.slice(n % 12, (n % 12) + (n % 7)),
    in_stock: n % 3 !== 0,
    place: { lon: (n * 17) % 180, lat: (n * 7) % 80 },
    details: { width: n, materials: ["oak", "steel"], supplier: { name: PEOPLE[n % PEOPLE.length] } },
    description: `<p><strong>${NAMES[n % NAMES.length]}</strong> – made by hand.</p><ul><li>oak</li><li>oil</li></ul>`,
    site: `https://example.com/products/${n}?from=dashboard&campaign=summer-sale-with-a-long-name`,
    available_from: `2026-0${1 + (n % 9)}-15 08:00:00.000Z`,
  }));
  for (let n = 240; n < 300; n++)
    await admin.collection("products").update(products[n] ?? "", { photos: await photos(n) });
  const customers = await many(admin, "customers")(
    90,
    (n) => ({
      email: `${["ada", "mohammed", "li", "jose", "soren"][n % 5]}.${n}@example.com`,
      name: PEOPLE[n % PEOPLE.length],
      country: ["DE", "FR", "JP", "EG", "IL"][n % 5],
      verified: n % 4 !== 0,
      password: "a-long-password",
      passwordConfirm: "a-long-password",
    }),
    20,
  );
  await many(admin, "orders")(ORDERS, (n) => ({
    number: 10_000 + n,
    customer: customers[(n * 7) % customers.length],
    products: products.slice((n * 3) % 250, ((n * 3) % 250) + 1 + (n % 6)),
    total: ((n * 7919) % 900_000) / 100,
    note: n % 5 === 0 ? "يرجى التسليم بعد الظهر. Bitte klingeln!\nThird floor, the bell does not work." : "",
    paid: n % 2 === 0,
  }));
  for (const name of COLLECTIONS) await many(admin, name)(12, (n) => ({ title: NAMES[n % NAMES.length] }));
}

/** Makes so many records and gives their ids. */
function many(admin: PocketBase, collection: string) {
  return async (count: number, valuesOf: (n: number) => object, perBatch = PER_BATCH): Promise<string[]> => {
    const ids: string[] = [];
    for (let start = 0; start < count; start += perBatch) {
      const batch = admin.createBatch();
      for (let n = start; n < Math.min(count, start + perBatch); n++) batch.collection(collection).create(valuesOf(n));
      ids.push(...(await batch.send()).map(({ body }) => String((body as { id: unknown }).id)));
    }
    return ids;
  };
}

async function photos(n: number): Promise<File[]> {
  const count = 1 + (n % 3);
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const [red, green, blue] = [(n * 53 + index * 90) % 256, (n * 97) % 256, (n * 29 + index * 40) % 256];
      const bytes = await drawPng(160, 120, (x, y): Pixel => [red, (green + y) % 256, (blue + x) % 256, 255]);
      return new File([bytes as Uint8Array<ArrayBuffer>], `photo-${index}.png`, { type: "image/png" });
    }),
  );
}
