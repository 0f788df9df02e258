/** The first letter in a ring: the marks of the providers are theirs to give. */
export function providerLogo(displayName: string): string {
  const letter = displayName.charAt(0).toUpperCase();
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">',
    '<circle cx="12" cy="12" r="11" fill="none" stroke="currentColor" stroke-width="2"/>',
    `<text x="12" y="16.5" font-family="sans-serif" font-size="13" text-anchor="middle" fill="currentColor">${letter}</text>`,
    "</svg>",
  ].join("");
}
