import { type Hostile, type Victims, summary } from "./hostile-shape.ts";

const JSON_TYPE = "application/json";
const COSTLY_QUERY = `q=${encodeURIComponent(`${"<p>".repeat(1_000)}z`)}`;

/** Writes that are checked by a rule that searches for what the client says. */
export function underRules({ ruledId }: Victims): Hostile[] {
  return [
    ruled("PATCH", `/${ruledId}`),
    ruled("DELETE", `/${ruledId}`),
    ruled("POST", "", { html: "<p>".repeat(1_000_000) }),
    ruledBatch(ruledId),
  ];
}

function ruled(method: string, path: string, values: object = { title: "x" }): Hostile {
  return {
    name: `${method} under a rule that searches for 3 KB`,
    async send(url) {
      const body = method === "DELETE" ? null : JSON.stringify(values);
      const request = { method, headers: { "content-type": JSON_TYPE }, body };
      return summary(await fetch(`${url}/api/collections/ruled/records${path}?${COSTLY_QUERY}`, request));
    },
  };
}

/** In a transaction, which can't leave its connection. */
function ruledBatch(id: string): Hostile {
  return {
    name: "a batch under a rule that searches for 3 KB",
    async send(url) {
      const change = {
        method: "PATCH",
        url: `/api/collections/ruled/records/${id}?${COSTLY_QUERY}`,
        body: { title: "x" },
      };
      const body = JSON.stringify({ requests: Array.from({ length: 20 }, () => change) });
      return summary(await fetch(`${url}/api/batch`, { method: "POST", headers: { "content-type": JSON_TYPE }, body }));
    },
  };
}
