import latin from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
import latinExtended from "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2";

const LATIN =
  "U+0-FF, U+131, U+152-153, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212";
const LATIN_EXTENDED = "U+100-2BA, U+2BD-2C5, U+2C7-2CC, U+2CE-2D7, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+20AD-20C0";

/**
 * The font of the texts comes with the dashboard, so that it looks the same everywhere; a browser loads a part once a text needs
 * it, and other scripts have the system's font. Named here and not in a style sheet, into which the bundler would put the whole
 * files.
 */
export function addFonts(): void {
  for (const [file, unicodeRange] of [
    [latin, LATIN],
    [latinExtended, LATIN_EXTENDED],
  ] as const) {
    // Relative to this script: pages in another folder have it too.
    const url = new URL(file, import.meta.url).href;
    document.fonts.add(new FontFace("Inter", `url("${url}")`, { weight: "100 900", display: "swap", unicodeRange }));
  }
}
