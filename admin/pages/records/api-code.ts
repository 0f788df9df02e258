/** The beginning of every example in JavaScript. */
export function jsClient(baseUrl: string): string {
  return `import PocketBase from "pocketbase";

const pb = new PocketBase("${baseUrl}");
`;
}

export function dartClient(baseUrl: string): string {
  return `import 'package:pocketbase/pocketbase.dart';

final pb = PocketBase('${baseUrl}');
`;
}

/** A value as JavaScript: JSON, with names unquoted where they may be. */
export function jsObject(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/^(\s*)"([a-z_]\w*)":/gim, "$1$2:");
}

export function dartMap(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("$", String.raw`\$`);
}

/** The body is quoted for a POSIX shell. */
export function curl(method: string, address: string, body: unknown): string {
  return `curl -X ${method} '${address}' \\
  -H "Authorization: $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(body, null, 2).replaceAll("'", String.raw`'\''`)}'`;
}
