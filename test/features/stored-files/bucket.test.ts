import { expect, test } from "bun:test";
import { Bucket } from "../../support/bucket.ts";
import { testApp } from "../../support/test-app.ts";

const OLD = new Date(Date.now() - 2 * 60 * 60 * 1000);

test("orphans in a bucket are found and deleted; the files of records stay", async () => {
  await using bucket = await Bucket.start();
  await using app = await testApp();
  const token = await app.superuserToken();
  const s3 = { enabled: true, ...bucket.options };
  expect((await app.request("PATCH", "/api/settings", { token, body: { s3 } })).status).toBe(200);
  const fields = [{ name: "paper", type: "file", maxSelect: 1 }];
  await app.request("POST", "/api/collections", { token, body: { name: "posts", type: "base", fields } });
  const form = new FormData();
  form.append("paper", new File(["kept"], "kept.txt"));
  const { json } = await app.request("POST", "/api/collections/posts/records", { token, body: form });
  const { id, paper, collectionId } = json as Record<string, string>;
  const type = { contentType: "text/plain", originalName: "" };
  const lost = `${collectionId}/${id}/lost_abc.txt`;
  await app.context.files.write(lost, new Blob(["lost"]), type);
  const orphans = async (): Promise<string[]> => {
    const answer = (await app.request("GET", "/api/stored-files", { token })).json as {
      files: { key: string; orphan: string | null }[];
    };
    expect(answer.files.map(({ key }) => key)).toContain(`${collectionId}/${id}/${paper}`);
    return answer.files.filter(({ orphan }) => orphan === "noValue").map(({ key }) => key);
  };
  expect(await orphans()).toEqual([]);
  for (const key of [lost, `${collectionId}/${id}/${paper}`]) bucket.setModified(key, OLD);
  expect(await orphans()).toEqual([lost]);
  const keys = [lost, `${collectionId}/${id}/${paper}`];
  const answer = await app.request("POST", "/api/stored-files/remove-orphans", { token, body: { keys } });
  expect(answer.json).toEqual({ removed: [lost], kept: [{ key: keys[1], reason: "owned" }] });
  expect(await orphans()).toEqual([]);

  // Where the bucket can't be reached nothing counts as gone.
  bucket.fault = () => "refuse";
  expect((await app.request("GET", "/api/stored-files", { token })).status).toBeGreaterThanOrEqual(400);
});
