import type { CollectionModel } from "pocketbase";
import { text } from "../../texts/text.ts";
import { authOperations } from "./api-auth-operations.ts";
import { curl, dartClient, dartMap, jsClient, jsObject } from "./api-code.ts";
import { exampleBody } from "./api-values.ts";

export type Language = "js" | "dart" | "curl" | "webSocket";

export interface Operation {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly method: string;
  readonly path: string;
  /** Who may; undefined where no rule of the collection decides. */
  readonly rule?: string | null | undefined;
  readonly examples: Readonly<Partial<Record<Language, string>>>;
}

/** Every request to a collection, with examples that have its own fields. */
export function operationsOf(collection: CollectionModel, baseUrl: string): readonly Operation[] {
  const isView = collection.type === "view";
  return [
    list(collection, baseUrl),
    view(collection, baseUrl),
    ...(isView ? [] : [create(collection, baseUrl), update(collection, baseUrl), remove(collection, baseUrl)]),
    ...(isView ? [] : [realtime(collection, baseUrl), batch(collection, baseUrl)]),
    ...(collection.type === "auth" ? authOperations(collection, baseUrl) : []),
  ];
}

function list({ name, listRule, fields }: CollectionModel, baseUrl: string): Operation {
  const path = `/api/collections/${name}/records`;
  const filter = fields.some((field) => field.name === "created") ? "created >= '2026-01-01 00:00:00'" : "id != ''";
  const relations = fields.filter(({ type }) => type === "relation").map((field) => field.name);
  const sort = fields.some((field) => field.name === "created") ? "-created" : "id";
  const expand = relations.length === 0 ? "" : relations.join(",");
  return {
    ...text.api.list,
    key: "list",
    method: "GET",
    path,
    rule: listRule,
    examples: {
      js: `${jsClient(baseUrl)}
// one page
const page = await pb.collection("${name}").getList(1, 50, {
  filter: "${filter}",
  sort: "${sort}",${expand === "" ? "" : `\n  expand: "${expand}",`}
});

// all of them
const records = await pb.collection("${name}").getFullList({ sort: "${sort}" });

// the first that matches
const record = await pb.collection("${name}").getFirstListItem("${filter}");`,
      dart: `${dartClient(baseUrl)}
final page = await pb.collection('${name}').getList(
  page: 1,
  perPage: 50,
  filter: "${filter}",
  sort: '${sort}',${expand === "" ? "" : `\n  expand: '${expand}',`}
);

final records = await pb.collection('${name}').getFullList(sort: '${sort}');`,
      curl: `curl -G '${baseUrl}${path}' \\
  -H "Authorization: $TOKEN" \\
  --data-urlencode "filter=${filter}" \\
  -d sort=${sort} -d perPage=50${expand === "" ? "" : ` -d expand=${expand}`}`,
    },
  };
}

function view({ name, viewRule }: CollectionModel, baseUrl: string): Operation {
  return {
    ...text.api.view,
    key: "view",
    method: "GET",
    path: `/api/collections/${name}/records/RECORD_ID`,
    rule: viewRule,
    examples: {
      js: `${jsClient(baseUrl)}
const record = await pb.collection("${name}").getOne("RECORD_ID");`,
      dart: `${dartClient(baseUrl)}
final record = await pb.collection('${name}').getOne('RECORD_ID');`,
      curl: `curl '${baseUrl}/api/collections/${name}/records/RECORD_ID' \\
  -H "Authorization: $TOKEN"`,
    },
  };
}

function create(collection: CollectionModel, baseUrl: string): Operation {
  const { name, createRule } = collection;
  const body = exampleBody(collection, { isNew: true });
  const file = collection.fields.find(({ type }) => type === "file")?.name;
  const path = `/api/collections/${name}/records`;
  return {
    ...text.api.create,
    key: "create",
    method: "POST",
    path,
    rule: createRule,
    examples: {
      js: `${jsClient(baseUrl)}
const record = await pb.collection("${name}").create(${jsObject(body)});${file === undefined ? "" : `\n\n// with a file of an <input type="file">\nawait pb.collection("${name}").create({ ${file}: input.files[0] });`}`,
      dart: `${dartClient(baseUrl)}
final record = await pb.collection('${name}').create(body: ${dartMap(body)});${file === undefined ? "" : `\n\n// with a file (import 'package:http/http.dart' as http)\nawait pb.collection('${name}').create(files: [\n  http.MultipartFile.fromString('${file}', 'content', filename: 'file.txt'),\n]);`}`,
      curl: curl("POST", `${baseUrl}${path}`, body),
    },
  };
}

function update(collection: CollectionModel, baseUrl: string): Operation {
  const { name, updateRule } = collection;
  const body = exampleBody(collection, { isNew: false });
  const path = `/api/collections/${name}/records/RECORD_ID`;
  return {
    ...text.api.update,
    key: "update",
    method: "PATCH",
    path,
    rule: updateRule,
    examples: {
      js: `${jsClient(baseUrl)}
const record = await pb.collection("${name}").update("RECORD_ID", ${jsObject(body)});`,
      dart: `${dartClient(baseUrl)}
final record = await pb.collection('${name}').update('RECORD_ID', body: ${dartMap(body)});`,
      curl: curl("PATCH", `${baseUrl}${path}`, body),
    },
  };
}

function remove({ name, deleteRule }: CollectionModel, baseUrl: string): Operation {
  return {
    ...text.api.remove,
    key: "delete",
    method: "DELETE",
    path: `/api/collections/${name}/records/RECORD_ID`,
    rule: deleteRule,
    examples: {
      js: `${jsClient(baseUrl)}
await pb.collection("${name}").delete("RECORD_ID");`,
      dart: `${dartClient(baseUrl)}
await pb.collection('${name}').delete('RECORD_ID');`,
      curl: `curl -X DELETE '${baseUrl}/api/collections/${name}/records/RECORD_ID' \\
  -H "Authorization: $TOKEN"`,
    },
  };
}

function realtime({ name, listRule }: CollectionModel, baseUrl: string): Operation {
  return {
    ...text.api.realtime,
    key: "realtime",
    method: "SSE",
    path: "/api/realtime",
    rule: listRule,
    examples: {
      js: `${jsClient(baseUrl)}
await pb.collection("${name}").subscribe("*", ({ action, record }) => {
  console.log(action, record); // create, update, delete
});

// later
await pb.collection("${name}").unsubscribe();`,
      dart: `${dartClient(baseUrl)}
await pb.collection('${name}').subscribe('*', (event) {
  print('\${event.action} \${event.record}');
});

await pb.collection('${name}').unsubscribe();`,
      curl: `# the first event has the clientId
curl -N '${baseUrl}/api/realtime'

curl -X POST '${baseUrl}/api/realtime' \\
  -H "Authorization: $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"clientId":"CLIENT_ID","subscriptions":["${name}/*"]}'`,
      webSocket: `// all that match first, then every change; after a lost connection what was missed
import { BaoboxClient } from "baobox/client";

const client = new BaoboxClient("${baseUrl}", { token: pb.authStore.token });
const unsubscribe = await client.subscribe("${name}/*", {
  onSnapshot: (records) => console.log(records),
  onEvent: ({ action, record }) => console.log(action, record),
});

// or without a client: ${baseUrl.replace(/^http/, "ws")}/api/realtime/ws
// -> {"type":"auth","id":1,"token":"TOKEN"}
// -> {"type":"subscribe","id":2,"topic":"${name}/*","snapshot":{"limit":100}}
// <- {"type":"snapshot","id":2,"topic":"${name}/*","records":[…],"isComplete":true}
// <- {"type":"event","seq":42,"topic":"${name}/*","data":{"action":"create","record":{…}}}`,
    },
  };
}

function batch(collection: CollectionModel, baseUrl: string): Operation {
  const { name } = collection;
  const body = exampleBody(collection, { isNew: false });
  const url = `/api/collections/${name}/records`;
  return {
    ...text.api.batch,
    key: "batch",
    method: "POST",
    path: "/api/batch",
    examples: {
      js: `${jsClient(baseUrl)}
const batch = pb.createBatch();
batch.collection("${name}").create(${jsObject(body)});
batch.collection("${name}").delete("RECORD_ID");
const results = await batch.send();`,
      dart: `${dartClient(baseUrl)}
final batch = pb.createBatch();
batch.collection('${name}').create(body: ${dartMap(body)});
batch.collection('${name}').delete('RECORD_ID');
final results = await batch.send();`,
      curl: curl("POST", `${baseUrl}/api/batch`, {
        requests: [
          { method: "POST", url, body },
          { method: "DELETE", url: `${url}/RECORD_ID` },
        ],
      }),
    },
  };
}
