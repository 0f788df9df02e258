import { kind } from "./kind.ts";
import type { Head, Kind } from "./kind.ts";

const MAX_ENTRIES = 100;
const ENTRY = "PK\x03\x04";
/** Where an entry's header has the length of its name, and where the name begins. */
const NAME_LENGTH = 26;
const NAME = 30;

/** What lies beside the document in an archive of Office, any of which may come first. */
const OFFICE_START = /^(?:\[Content_Types\]\.xml$|_rels\/|docProps\/|customXml\/|\[trash\]\/)/;

const ANDROID = new Set([
  "AndroidManifest.xml",
  "META-INF/com/android/build/gradle/app-metadata.properties",
  "classes.dex",
  "resources.arsc",
  "res/drawable",
]);

const OPEN_DOCUMENT = "application/vnd.oasis.opendocument.";

/** What the archives of the kind zip are. */
export const ZIP_KINDS: readonly Kind[] = [
  office("wordprocessingml.document", ".docx", "word/"),
  office("presentationml.presentation", ".pptx", "ppt/"),
  office("spreadsheetml.sheet", ".xlsx", "xl/"),
  kind("application/epub+zip", ".epub", firstEntryIs("application/epub+zip")),
  kind("application/vnd.android.package-archive", ".apk", ({ bytes }) =>
    entryNames(bytes).some((name) => ANDROID.has(name)),
  ),
  kind("application/java-archive application/jar application/jar-archive application/x-java-archive", ".jar", isJar),
  openDocument("text", ".odt", [openDocument("text-template", ".ott")]),
  openDocument("spreadsheet", ".ods", [openDocument("spreadsheet-template", ".ots")]),
  openDocument("presentation", ".odp", [openDocument("presentation-template", ".otp")]),
  openDocument("graphics", ".odg", [openDocument("graphics-template", ".otg")]),
  openDocument("formula", ".odf"),
  openDocument("chart", ".odc"),
  kind("application/vnd.sun.xml.calc", ".sxc", firstEntryIs("application/vnd.sun.xml.calc")),
  kind("application/vnd.google-earth.kmz", ".kmz", ({ bytes }) => entryNames(bytes).includes("doc.kml")),
  kind("application/vnd.ms-visio.drawing.main+xml", ".vsdx", (head) => isOffice(head, "visio/")),
];

function office(name: string, extension: string, folder: string): Kind {
  return kind(`application/vnd.openxmlformats-officedocument.${name}`, extension, (head) => isOffice(head, folder));
}

function isOffice({ bytes }: Head, folder: string): boolean {
  const names = entryNames(bytes);
  const [first = ""] = names;
  return first.startsWith(folder) || (OFFICE_START.test(first) && names.some((name) => name.startsWith(folder)));
}

function openDocument(name: string, extension: string, children: readonly Kind[] = []): Kind {
  const type = OPEN_DOCUMENT + name;
  return kind(`${type} ${type.replace("/vnd.", "/x-vnd.")}`, extension, { matches: firstEntryIs(type), children });
}

/** Such an archive begins with an unpacked entry `mimetype`, whose content is the type. */
function firstEntryIs(type: string): (head: Head) => boolean {
  return ({ bytes }) => bytes.startsWith(`mimetype${type}`, NAME);
}

/** Java writes its manifest first; archives that run by themselves have a mark behind the first entry's name. */
function isJar({ bytes }: Head): boolean {
  const [first] = entryNames(bytes);
  const mark = NAME + uint16(bytes, NAME_LENGTH);
  return first === "META-INF/" || first === "META-INF/MANIFEST.MF" || bytes.slice(mark, mark + 2) === "\xfe\xca";
}

/** The names of the entries, as far as the beginning of an archive tells them. */
function entryNames(bytes: string): string[] {
  const names: string[] = [];
  for (let at = bytes.indexOf(ENTRY); at !== -1 && names.length < MAX_ENTRIES; at = bytes.indexOf(ENTRY, at + NAME)) {
    const end = at + NAME + uint16(bytes, at + NAME_LENGTH);
    if (end === at + NAME || end > bytes.length) break;
    names.push(bytes.slice(at + NAME, end));
  }
  return names;
}

/** Little-endian; 0 behind the end. */
function uint16(bytes: string, at: number): number {
  return at + 1 < bytes.length ? bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8) : 0;
}
