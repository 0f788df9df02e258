const PARAMETER = /([?&])([^=&#]*)=[^&#]*/g;

/** Names of query parameters whose values let someone in. */
const SECRET_NAME = /^(?:[\w-]*token|[\w-]*password|[\w-]*secret|code|state|api_?key)$/i;

/** The URL's path and query without what nobody may read in a log. */
export function maskedPath(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const path = start < 0 ? "/" : url.slice(start);
  return path.includes("?") ? path.replaceAll(PARAMETER, maskedParameter) : path;
}

function maskedParameter(parameter: string, mark: string, name: string): string {
  return SECRET_NAME.test(decoded(name)) ? `${mark}${name}=***` : parameter;
}

function decoded(name: string): string {
  if (!/[%+]/.test(name)) return name;
  try {
    return decodeURIComponent(name.replaceAll("+", " ")).trim();
  } catch {
    return name;
  }
}
