import { kind } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** What files of the ISO base media format are, by their main brand. */
export const ISO_MEDIA_KINDS: readonly Kind[] = [
  branded("image/avif", ".avif", "avif avis"),
  branded("video/3gpp video/3gp audio/3gpp", ".3gp", "3gp1 3gp2 3gp3 3gp4 3gp5 3gp6 3gp7 3gs7 3ge6 3ge7 3gg6"),
  branded("video/3gpp2 video/3g2 audio/3gpp2", ".3g2", "3g24 3g25 3g26 3g2a 3g2b 3g2c KDDI"),
  branded("audio/mp4 audio/x-mp4a", ".mp4", "F4A_ F4B_ M4B_ M4P_ MSNV NDAS"),
  branded("video/quicktime", ".mqv", "mqt_"),
  branded("audio/x-m4a", ".m4a", "M4A_"),
  branded("video/x-m4v", ".m4v", "M4V_ M4VH M4VP"),
  branded("image/heic", ".heic", "heic heix"),
  branded("image/heic-sequence", ".heic", "hevc hevx"),
  branded("image/heif", ".heif", "mif1 heim heis avic"),
  branded("image/heif-sequence", ".heif", "msf1 hevm hevs avcs"),
  branded("video/mj2", ".mj2", "mj2s mjp2 MFSM MGSV"),
  branded(
    "video/vnd.dvb.file",
    ".dvb",
    "dby1 dsms dts1 dts2 dts3 dxo_ dmb1 dmpf drc1 dv1a dv1b dv2a dv2b dv3a dv3b dvr1 dvt1 emsg",
  ),
];

/** `brands` are separated by spaces; `_` stands for a space in one. */
function branded(names: string, extension: string, brands: string): Kind {
  const known = new Set(brands.split(" ").map((brand) => brand.replace("_", " ")));
  return kind(names, extension, ({ bytes }) => known.has(bytes.slice(8, 12)));
}
