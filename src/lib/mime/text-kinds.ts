import { isGeoJson, isGltf, isHttpArchive, isJson, isJsonLines } from "./json-forms.ts";
import { kind } from "./kind.ts";
import type { Head, Kind } from "./kind.ts";
import { isMail, isPortableArbitraryMap, isPortableMap, isSubRip, isSvg } from "./text-forms.ts";
import { isSeparated } from "./separated-values.ts";
import { XML_KINDS } from "./xml-kinds.ts";

const SPACE = "[\\t\\f\\r ]";
/** The folders of programs, and the program that looks for others. */
const ENV = `/usr/bin/env${SPACE}+(?:-S${SPACE}+)?`;
const USR = `(?:/usr(?:/local)?/bin/|${ENV})`;

/** What texts are. */
export const TEXT_KINDS: readonly Kind[] = [
  kind("image/svg+xml", ".svg", isSvg),
  kind(
    "text/html",
    ".html",
    /^(?:\xef\xbb\xbf)?[\t\n\f\r ]*<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P|!--)[\t\n\f\r >]/i,
  ),
  kind("text/xml application/xml", ".xml", {
    matches: /^(?:\xef\xbb\xbf)?[\t\n\f\r ]*<\?XML[\t\n\f\r >]/i,
    children: XML_KINDS,
  }),
  kind("text/x-php", ".php", either(/^<\?(?:PHP|[\n\r ])[^]/i, script(`${USR}php`))),
  kind(
    "text/javascript application/x-javascript application/javascript",
    ".js",
    script(`(?:(?:/usr)?/bin/|${ENV})node`),
  ),
  kind("text/x-lua", ".lua", wordScript("/usr/bin/lua|/usr/local/bin/lua|/usr/bin/env lua|/usr/bin/env -S lua")),
  kind("text/x-perl", ".pl", wordScript("/usr/bin/perl|/usr/bin/env perl|/usr/bin/env -S perl")),
  kind("text/x-python text/x-script.python application/x-python", ".py", script(`${USR}python`)),
  kind("text/x-ruby application/x-ruby", ".rb", script(`${USR}ruby`)),
  kind("application/json", ".json", {
    matches: isJson,
    children: [
      kind("application/geo+json", ".geojson", isGeoJson),
      kind("application/json", ".har", isHttpArchive),
      kind("model/gltf+json", ".gltf", isGltf),
    ],
  }),
  kind("application/x-ndjson", ".ndjson", isJsonLines),
  kind("text/rtf application/rtf", ".rtf", /^\{\\rtf/),
  kind("application/x-subrip application/x-srt text/x-srt", ".srt", isSubRip),
  kind("text/x-tcl application/x-tcl", ".tcl", script(`${USR}(?:tcl|wish)`)),
  kind("text/csv", ".csv", (head) => isSeparated(head, ",")),
  kind("text/tab-separated-values", ".tsv", (head) => isSeparated(head, "\t")),
  kind("text/vcard", ".vcf", /^BEGIN:VCARD\r?\n[^]/i),
  kind("text/calendar", ".ics", /^BEGIN:VCALENDAR\r?\n[^]/i),
  kind("application/warc", ".warc", /^WARC\/1\.[01]/),
  kind("text/vtt", ".vtt", /^(?:\xef\xbb\xbf)?WEBVTT(?:[\t\n\r ]|$)/),
  kind(
    "text/x-shellscript text/x-sh application/x-shellscript application/x-sh",
    ".sh",
    wordScript("/bin/sh|(?:/bin/|/usr/local/bin/|/usr/bin/env (?:-S )?)(?:bash|csh|dash|ksh|tcsh|zsh)"),
  ),
  kind("image/x-portable-bitmap", ".pbm", (head) => isPortableMap(head, "14")),
  kind("image/x-portable-graymap", ".pgm", (head) => isPortableMap(head, "25")),
  kind("image/x-portable-pixmap", ".ppm", (head) => isPortableMap(head, "36")),
  kind("image/x-portable-arbitrarymap", ".pam", isPortableArbitraryMap),
  kind("message/rfc822", ".eml", isMail),
];

/** A script whose first line names such a program, or one whose name begins so. */
function script(program: string): RegExp {
  return new RegExp(`^#!${SPACE}*${program}`);
}

/** A script whose first line names exactly one of the programs. */
function wordScript(programs: string): RegExp {
  return new RegExp(`^#!${SPACE}*(?:${programs})(?:[\\t\\n\\f\\r ]|$)`);
}

function either(...forms: readonly RegExp[]): (head: Head) => boolean {
  return ({ bytes }) => forms.some((form) => form.test(bytes));
}
