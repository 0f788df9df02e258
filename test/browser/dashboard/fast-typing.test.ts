import { afterAll, beforeAll, expect, test } from "bun:test";
import { Dashboard, START_MS } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  await dashboard.createCollection({
    name: "notes",
    type: "base",
    fields: [
      { name: "data", type: "json" },
      { name: "body", type: "editor" },
    ],
  });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

const WORDS = "what is typed while the page is busy with what was typed before ".repeat(4).trim();

for (const name of ["data", "body"]) {
  test(
    `no letter is lost in the editor of ${name} when the next ones come before the page has caught up`,
    async () => {
      const { page, errors } = await dashboard.openSignedIn("#/collections/notes?record=new");
      const editor = page.getByRole("dialog").getByRole("textbox", { name });
      await editor.click();
      await page.evaluate(async (words) => {
        const { port1, port2 } = new MessageChannel();
        for (const letter of words) {
          document.execCommand("insertText", false, letter);
          // Between two letters the page does one of the things that it has to do, as on a busy machine.
          await new Promise((resolve) => {
            port1.onmessage = resolve;
            port2.postMessage(null);
          });
        }
      }, WORDS);
      // What is kept is what would be saved.
      const isKept = (words: string) => Object.values(localStorage).some((kept) => String(kept).includes(words));
      await page.waitForFunction(isKept, WORDS);
      expect(await editor.textContent()).toBe(WORDS);
      expect(errors).toEqual([]);
    },
    START_MS,
  );
}
