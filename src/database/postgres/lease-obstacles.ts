/** What stands in the way of a server, with the remedy. */
export const OBSTACLES = {
  another: "another Baobox server runs on it: stop that one first",
  nodes: "nodes run on it: stop them first, or start a server beside them with --node NAME",
  alone: "a server without --node runs on it: stop it",
  name: (node: string) => `a node with the name ${node} runs on it: give this one another name`,
} as const;
