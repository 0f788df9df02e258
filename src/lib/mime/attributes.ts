export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** One attribute of an HTML or XML element. A value that nothing ends is none, and ends the element. */
const ATTRIBUTE =
  /[\t\n\f\r /]*(=?[^\t\n\f\r />=]+)(?=[\t\n\f\r />=]|$)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*)(?=[\t\n\f\r >]))|(?![\t\n\f\r ]*=))/y;

/** The attributes of the element that `from` lies in, behind its name; values are as written. */
export function readAttributes(text: string, from: number): Attribute[] {
  const attributes: Attribute[] = [];
  const attribute = new RegExp(ATTRIBUTE);
  attribute.lastIndex = from;
  for (let match = attribute.exec(text); match?.[1] !== undefined; match = attribute.exec(text)) {
    attributes.push({ name: match[1], value: match[2] ?? match[3] ?? match[4] ?? "" });
  }
  return attributes;
}
