import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { textOf } from "../../support/blob-text.ts";
import { insideTest } from "../../support/inside-test.ts";
import { type TestApp, type TestRequest, type TestResponse, testApp } from "../../support/test-app.ts";

const TEAMS = "/api/collections/teams/records";
const POSTS = "/api/collections/posts/records";

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await testApp({ fixture: "world" });
  token = await app.superuserToken();
});

afterAll(() => app[Symbol.asyncDispose]());

function batch(requests: unknown, options: TestRequest = { token }): Promise<TestResponse> {
  return app.request("POST", "/api/batch", { ...options, body: { requests } });
}

async function namesOfTeams(): Promise<string[]> {
  const { json } = await app.request("GET", `${TEAMS}?perPage=500`, { token });
  return (json as { items: { name: string }[] }).items.map(({ name }) => name);
}

async function setBatches(settings: object): Promise<void> {
  await app.request("PATCH", "/api/settings", { token, body: { batch: settings } });
}

describe("a batch", () => {
  test("creates, updates, upserts and deletes in order, later requests seeing what earlier ones did", async () => {
    const id = "batchteam000001";
    const { status, json } = await batch([
      { method: "POST", url: TEAMS, body: { id, name: "made" } },
      { method: "PATCH", url: `${TEAMS}/${id}?fields=name`, body: { name: "changed" } },
      { method: "PUT", url: `${TEAMS}?fields=id,name`, body: { id, name: "put" } },
      { method: "PUT", url: `${TEAMS}?fields=name`, body: { name: "new by put" } },
      { method: "DELETE", url: `${TEAMS}/${id}` },
    ]);
    expect(status).toBe(200);
    expect(json).toMatchObject([
      { status: 200, body: { id, name: "made" } },
      { status: 200, body: { name: "changed" } },
      { status: 200, body: { id, name: "put" } },
      { status: 200, body: { name: "new by put" } },
      { status: 204, body: null },
    ]);
    expect(await namesOfTeams()).toContain("new by put");
  });

  insideTest("leaves nothing behind when one fails, tells which, and no event is told", async () => {
    const told: string[] = [];
    const unbind = app.context.hooks.onRecordAfterCreateSuccess.bind({
      run: async (event) => {
        told.push(event.record.text("name"));
        await event.next();
      },
    });
    const { status, json } = await batch([
      { method: "POST", url: TEAMS, body: { name: "vanishes" } },
      { method: "POST", url: POSTS, body: { published: true } },
    ]);
    expect(status).toBe(400);
    expect(json).toEqual({
      data: {
        requests: {
          "1": {
            code: "batch_request_failed",
            message: "Batch request failed.",
            response: {
              data: { title: { code: "validation_required", message: "Cannot be blank." } },
              message: "Failed to create record.",
              status: 400,
            },
          },
        },
      },
      message: "Batch transaction failed.",
      status: 400,
    });
    expect(await namesOfTeams()).not.toContain("vanishes");
    expect(told).toEqual([]);
    await batch([{ method: "POST", url: TEAMS, body: { name: "told" } }]);
    unbind();
    expect(told).toEqual(["told"]);
  });

  test("creates each record where its own address says, and answers as it asks", async () => {
    const urls = [TEAMS, TEAMS, `${TEAMS}?fields=name`, TEAMS, POSTS, TEAMS];
    const { json } = await batch(
      urls.map((url, index) => ({ method: "POST", url, body: { name: `row ${index}`, title: "t" } })),
    );
    const bodies = (json as { body: Record<string, unknown> }[]).map(({ body }) => body);
    expect(bodies.map((body) => body["collectionName"])).toEqual([
      "teams",
      "teams",
      undefined,
      "teams",
      "posts",
      "teams",
    ]);
    expect(bodies.map((body) => Object.keys(body).length === 1)).toEqual(
      urls.map((url) => url.endsWith("?fields=name")),
    );
  });

  test("does nothing but write records", async () => {
    const failure = (index: number, status: number) => ({
      status: 400,
      json: { data: { requests: { [index]: { response: { data: {}, status } } } } },
    });
    expect(await batch([{ method: "GET", url: "/api/health" }])).toMatchObject(failure(0, 400));
    expect(
      await batch([
        { method: "POST", url: TEAMS, body: { name: "x" } },
        { method: "POST", url: "/api/batch", body: { requests: [] } },
      ]),
    ).toMatchObject(failure(1, 500));
  });

  test("acts for whom sent it, whatever headers its requests have", async () => {
    const request = { method: "DELETE", url: `${TEAMS}/x`, headers: { Authorization: token } };
    const { json } = await batch([request], {});
    expect(json).toMatchObject({ data: { requests: { "0": { response: { status: 403 } } } } });
  });

  insideTest("gives its requests their headers and their purpose", async () => {
    const seen: unknown[] = [];
    const unbind = app.context.hooks.onRecordCreateRequest.bind({
      run: async (event) => {
        const { context, method, headers, query, body } = event.request;
        seen.push([context, method, headers["x_own"], headers["x_all"], query, body]);
        await event.next();
      },
    });
    await batch([{ method: "POST", url: `${TEAMS}?a=1`, headers: { "X-Own": "1" }, body: { name: "n" } }], {
      token,
      headers: { "x-all": "2" },
    });
    unbind();
    expect(seen).toEqual([["batch", "POST", "1", "2", { a: "1" }, { a: 1, name: "n" }]]);
  });

  test("takes files for a request by its index", async () => {
    const form = new FormData();
    const requests = [0, 1].map((index) => ({
      method: "POST",
      url: POSTS,
      body: { title: `t${index}`, published: true },
    }));
    form.set("@jsonPayload", JSON.stringify({ requests }));
    form.append("requests.0.attachments", new File(["one"], "one.txt"));
    form.append("requests[1].attachments", new File(["two"], "two.txt"));
    form.append("requests[1].attachments", new File(["three"], "three.txt"));
    const { status, json } = await app.request("POST", "/api/batch", { token, body: form });
    expect(status).toBe(200);
    const bodies = (json as { body: { id: string; attachments: string[] } }[]).map(({ body }) => body);
    expect(bodies.map(({ attachments }) => attachments.length)).toEqual([1, 2]);
    const key = `${app.collection("posts").id}/${bodies[0]?.id}/${bodies[0]?.attachments[0]}`;
    expect(await textOf(await app.context.files.read(key))).toBe("one");
  });

  test("parts without a file name are no files, and no values either", async () => {
    const requests = [{ method: "POST", url: POSTS, body: { title: "sent", published: true } }];
    const part = (head: string, content: string): string =>
      `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
    const body = [
      part('name="@jsonPayload"', JSON.stringify({ requests })),
      part('name="requests.0.attachments"', "a"),
      part('name="requests[0].attachments"\r\nContent-Type: application/octet-stream', "b"),
      part('name="requests.0.title"', "c"),
      "--b--\r\n",
    ].join("");
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const { status, json } = await app.request("POST", "/api/batch", { token, body, headers });
    expect({ status, json }).toMatchObject({ status: 200, json: [{ body: { attachments: [], title: "sent" } }] });
  });
});

describe("the form of a batch", () => {
  test.each([
    [undefined, "Invalid batch request data.", { requests: { code: "validation_required" } }],
    [[], "Invalid batch request data.", { requests: { code: "validation_required" } }],
    [
      [{}, { method: "GET", url: "/x" }, { method: "TRACE", url: `/${"x".repeat(2000)}` }],
      "Invalid batch request data.",
      {
        requests: {
          "0": { method: { code: "validation_required" }, url: { code: "validation_required" } },
          "2": { method: { code: "validation_in_invalid" }, url: { code: "validation_length_too_long" } },
        },
      },
    ],
    ["text", "Failed to read the submitted batch data.", {}],
    [[null], "Failed to read the submitted batch data.", {}],
    [[{ method: 1 }], "Failed to read the submitted batch data.", {}],
    [[{ method: "POST", url: "/x", headers: { a: 1 } }], "Failed to read the submitted batch data.", {}],
    [[{ method: "POST", url: "/x", body: [] }], "Failed to read the submitted batch data.", {}],
  ])("%j is answered by %s", async (requests, message, data) => {
    expect(await batch(requests)).toMatchObject({ status: 400, json: { message, data } });
  });
});

describe("the settings", () => {
  insideTest("limit the number of requests, the size and the time of a batch, and may forbid them", async () => {
    const create = { method: "POST", url: TEAMS, body: { name: "limited" } };
    await setBatches({ enabled: true, maxRequests: 1, timeout: 1, maxBodySize: 200 });
    expect(await batch([create, create])).toMatchObject({
      json: { data: { requests: { code: "validation_length_too_long", params: { max: 1, min: 0 } } } },
    });
    expect(await batch([{ ...create, body: { name: "x".repeat(300) } }])).toMatchObject({ status: 413 });
    const unbind = app.context.hooks.onRecordCreateRequest.bind({
      run: async (event) => {
        await event.next();
        await new Promise(() => undefined);
      },
    });
    expect(await batch([create])).toMatchObject({
      status: 400,
      json: { data: {}, message: "Batch transaction failed." },
    });
    unbind();
    expect(await namesOfTeams()).not.toContain("limited");
    await setBatches({ enabled: false });
    expect(await batch([create])).toMatchObject({ status: 403, json: { message: "Batch requests are not allowed." } });
    await setBatches({ enabled: true, maxRequests: 50, timeout: 3, maxBodySize: 0 });
  });

  test("the rate limits count the requests of a batch", async () => {
    const rules = [{ label: "*:create", audience: "@guest", duration: 60, maxRequests: 2 }];
    await app.request("PATCH", "/api/settings", { token, body: { rateLimits: { enabled: true, rules } } });
    const create = { method: "POST", url: "/api/collections/authors/records", body: {} };
    const answers = [];
    for (let count = 0; count < 3; count++) answers.push(await batch([create], {}));
    await app.request("PATCH", "/api/settings", { token, body: { rateLimits: { enabled: false } } });
    const statuses = answers.map(({ json }) => {
      return (json as { data: { requests: Record<string, { response: { status: number } }> } }).data.requests["0"]
        ?.response.status;
    });
    expect(statuses).toEqual([400, 400, 429]);
  });
});

test("a batch of too many requests is refused without a look at each of them and each of its files", async () => {
  await setBatches({ enabled: true, maxRequests: 50, timeout: 3, maxBodySize: 0 });
  const form = new FormData();
  form.set("@jsonPayload", `{"requests":[${"{},".repeat(200_000)}1]}`);
  for (let index = 0; index < 900; index += 1) form.set(`requests.${index}.logo`, new File(["1"], "a.txt"));
  const cpu = process.cpuUsage();
  const { status, json } = await app.request("POST", "/api/batch", { token, body: form });
  const { user, system } = process.cpuUsage(cpu);
  expect([status, (json as { data: unknown }).data]).toEqual([
    400,
    {
      requests: {
        code: "validation_length_too_long",
        message: "The length must be no more than 50.",
        params: { max: 50, min: 0 },
      },
    },
  ]);
  // 8 s and more when each was compared with all.
  expect(user + system).toBeLessThan(4_000_000);
});

test("files of a batch are found under both forms of their keys, also for other requests than the first", async () => {
  const fields = [{ name: "papers", type: "file", maxSelect: 9 }];
  await app.request("POST", "/api/collections", { token, body: { name: "folders", type: "base", fields } });
  const form = new FormData();
  const request = { method: "POST", url: "/api/collections/folders/records?fields=papers" };
  form.set("@jsonPayload", JSON.stringify({ requests: Array(11).fill(request) }));
  form.append("requests[10].papers", new File(["1"], "last.txt"));
  form.append("requests.10.papers", new File(["2"], "first.txt"));
  form.append("requests.1.papers", new File(["3"], "one.txt"));
  form.append("requests.01.papers", new File(["4"], "none.txt"));
  const { json } = await app.request("POST", "/api/batch", { token, body: form });
  const names = (json as { body: { papers: string[] } }[]).map(({ body }) => body.papers);
  expect(names.map((list) => list.map((name) => name.replace(/_.*/, "")))).toEqual(
    Array.from({ length: 11 }, (_, index) => (index === 1 ? ["one"] : index === 10 ? ["first", "last"] : [])),
  );
});
