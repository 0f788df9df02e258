/** A name as it is typed, with what names can't have replaced: `My täsks` is `My_tasks`. The server says what else is wrong. */
export function typedName(typed: string): string {
  const plain = typed.normalize("NFD").replaceAll(/\p{M}/gu, "");
  return plain.replaceAll(/[\s-]/g, "_");
}
