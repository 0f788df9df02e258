const SAME_TAGS: Readonly<Record<string, string>> = { B: "STRONG", I: "EM", DEL: "S", STRIKE: "S" };

/** Whether the second HTML says all that the first does: other tags of the same meaning and other blanks are no loss. */
export function losesNothing(before: string, after: string): boolean {
  return plain(before) === plain(after);
}

/** Tags with their attributes and texts, in order; paragraphs around a list item's text don't count, nor do blanks. */
function plain(html: string): string {
  const parts: string[] = [];
  const visit = (node: Node): void => {
    if (node instanceof Text) parts.push(node.data.replaceAll(/\s+/g, ""));
    if (node instanceof Element) {
      const { tagName } = node;
      const isPlainParagraph = tagName === "P" && node.attributes.length === 0;
      const attributes = [...node.attributes].map(({ name, value }) => `${name}=${value}`).toSorted();
      if (!isPlainParagraph) parts.push(`<${SAME_TAGS[tagName] ?? tagName} ${attributes.join(" ")}>`);
    }
    for (const child of node.childNodes) visit(child);
  };
  const { body } = new DOMParser().parseFromString(html, "text/html");
  // An empty last line that the editor adds is none of the text.
  for (const child of body.childNodes) visit(child);
  return parts.filter((part) => part !== "").join("");
}
