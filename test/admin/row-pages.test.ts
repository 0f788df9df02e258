import { expect, test } from "bun:test";
import { PAGE_SIZE, RowPages } from "../../admin/api/row-pages.ts";
import type { PageAnswer } from "../../admin/api/row-pages.ts";

const TOTAL = 10_000;

/** Answers when it is told to, and notes what it was asked for. */
class Slow extends RowPages<number> {
  readonly asked: number[] = [];
  readonly #waiting = new Map<number, PromiseWithResolvers<PageAnswer<number>>>();

  protected override fetchPage(page: number): Promise<PageAnswer<number>> {
    this.asked.push(page);
    const waiting = Promise.withResolvers<PageAnswer<number>>();
    this.#waiting.set(page, waiting);
    return waiting.promise;
  }

  async answer(page: number): Promise<void> {
    const items = Array.from({ length: PAGE_SIZE }, (_, index) => (page - 1) * PAGE_SIZE + index);
    this.#waiting.get(page)?.resolve({ items, totalItems: TOTAL });
    await settled();
  }

  async refuse(page: number): Promise<void> {
    this.#waiting.get(page)?.reject(new Error("no connection"));
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

async function opened(): Promise<Slow> {
  const pages = new Slow();
  pages.show(0, 30);
  await pages.answer(1);
  return pages;
}

test("what is scrolled past before the server answers is not asked for", async () => {
  const pages = await opened();
  for (let first = 500; first <= 5000; first += 500) pages.show(first, first + 30);
  expect(pages.asked).toEqual([1, 6]);
  await pages.answer(6);
  // What is in sight by now is next.
  expect(pages.asked).toEqual([1, 6, 51]);
  await pages.answer(51);
  expect(pages.row(5003)).toBe(5003);
});

test("the page that is scrolled to is loaded before it is in sight, down and up", async () => {
  const pages = await opened();
  pages.show(20, 50);
  expect(pages.asked).toEqual([1, 2]);
  await pages.answer(2);
  pages.show(505, 535);
  await pages.answer(6);
  pages.show(503, 533);
  expect(pages.asked).toEqual([1, 2, 6, 5]);
});

test("nothing beyond the first and the last row is asked for", async () => {
  const pages = await opened();
  pages.show(TOTAL - 40, TOTAL - 10);
  await pages.answer(TOTAL / PAGE_SIZE);
  pages.show(TOTAL - 31, TOTAL - 1);
  pages.show(40, 70);
  pages.show(10, 40);
  expect(pages.asked).toEqual([1, TOTAL / PAGE_SIZE]);
});

test("a page that could not be loaded is asked for again when the rows are shown again, and not before", async () => {
  const pages = await opened();
  pages.show(500, 530);
  await pages.refuse(6);
  expect(pages.rows.get().problem).not.toBeNull();
  expect(pages.asked).toEqual([1, 6]);
  pages.show(501, 531);
  expect(pages.asked).toEqual([1, 6, 6]);
});

test("a refresh asks for what is in sight and nothing else", async () => {
  const pages = await opened();
  pages.show(20, 50);
  await pages.answer(2);
  void pages.refresh();
  await pages.answer(1);
  expect(pages.asked).toEqual([1, 2, 1]);
});
