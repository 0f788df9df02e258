type Value = string | number | boolean | null;

/** Rows with what makes engines differ: equal keys, empty texts, numbers of both kinds, JSON of every type. */
export const rows: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>> = {
  authors: [
    { id: "aa1", handle: "zoe", score: 1.5 },
    { id: "aa2", handle: "Ärger", score: 7 },
    { id: "aa3", handle: "", score: 0 },
  ],
  posts: [
    post("pp3", {
      title: "beta",
      views: 5,
      rating: 4.5,
      published: true,
      kind: "news",
      author: "aa1",
      labels: '["x","y"]',
      meta: '{"a":1,"b":{"c":[1,2.5,"z"]}}',
    }),
    post("pp1", {
      title: "Alpha",
      views: 12,
      rating: 2.675,
      published: false,
      kind: "note",
      author: "aa2",
      labels: "[]",
      meta: '{"a":"text"}',
    }),
    post("pp2", {
      title: "alpha",
      views: 7,
      rating: 3,
      published: true,
      kind: "news",
      author: "aa1",
      labels: '["x"]',
      meta: null,
    }),
    post("pp5", {
      title: "",
      views: -3,
      rating: 0.1,
      published: false,
      kind: "",
      author: "",
      labels: '["ü","x\\"y"]',
      meta: "5",
    }),
    post("pp4", {
      title: "10",
      views: 10,
      rating: 0.2,
      published: true,
      kind: "note",
      author: "aa9",
      labels: '["y"]',
      meta: '"10"',
    }),
    post("pp6", {
      title: "Über 50%_\\",
      views: 1000000,
      rating: 1e-7,
      published: false,
      kind: "news",
      author: "aa3",
      labels: "[]",
      meta: '[1,true,null,"q"]',
    }),
  ],
  comments: [
    { id: "cc0000000000001", post: "pp3", author: "aa2", stars: 5, text: "good" },
    { id: "cc0000000000002", post: "pp1", author: "aa1", stars: 2, text: "bad" },
    { id: "cc0000000000003", post: "pp3", author: "aa1", stars: 4, text: "fine" },
    { id: "cc0000000000004", post: "pp1", author: "aa2", stars: 2, text: "bad" },
    { id: "cc0000000000005", post: "pp2", author: "", stars: 0.5, text: "" },
    { id: "cc0000000000006", post: "", author: "aa1", stars: 3, text: "Who?" },
  ],
};

function post(id: string, values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const day = Number(id.slice(2));
  const created = `2026-01-${String(day * 5).padStart(2, "0")} 10:0${day}:30.123Z`;
  return { ...values, id, created, publishedAt: day % 2 === 0 ? "" : created };
}
