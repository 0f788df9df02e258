import { kind } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** How far into a document its root is looked for. */
const MAX_ROOT_BYTES = 512;

/** What XML documents are, by the name of their root and its namespace. */
export const XML_KINDS: readonly Kind[] = [
  named("application/rss+xml text/rss", ".rss", "<rss"),
  inNamespace("application/atom+xml", ".atom", { root: "<feed", namespaces: ["http://www.w3.org/2005/Atom"] }),
  inNamespace("model/x3d+xml", ".x3d", {
    root: "<X3D",
    prefix: ":xsd",
    namespaces: ["http://www.w3.org/2001/XMLSchema-instance"],
  }),
  inNamespace("application/vnd.google-earth.kml+xml", ".kml", {
    root: "<kml",
    namespaces: [
      "http://www.opengis.net/kml/2.2",
      "http://earth.google.com/kml/2.0",
      "http://earth.google.com/kml/2.1",
      "http://earth.google.com/kml/2.2",
    ],
  }),
  inNamespace("application/x-xliff+xml", ".xlf", {
    root: "<xliff",
    namespaces: ["urn:oasis:names:tc:xliff:document:1.2"],
  }),
  inNamespace("model/vnd.collada+xml", ".dae", {
    root: "<COLLADA",
    namespaces: ["http://www.collada.org/2005/11/COLLADASchema"],
  }),
  inNamespace("application/gml+xml", ".gml", {
    root: "",
    prefix: ":gml",
    namespaces: ["http://www.opengis.net/gml", "http://www.opengis.net/gml/3.2", "http://www.opengis.net/gml/3.3/exr"],
  }),
  inNamespace("application/gpx+xml", ".gpx", { root: "<gpx", namespaces: ["http://www.topografix.com/GPX/1/1"] }),
  inNamespace("application/vnd.garmin.tcx+xml", ".tcx", {
    root: "<TrainingCenterDatabase",
    namespaces: ["http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"],
  }),
  named("application/x-amf", ".amf", "<amf"),
  inNamespace("application/vnd.ms-package.3dmanufacturing-3dmodel+xml", ".3mf", {
    root: "<model",
    namespaces: ["http://schemas.microsoft.com/3dmanufacturing/core/2015/02"],
  }),
  inNamespace("application/vnd.adobe.xfdf", ".xfdf", { root: "<xfdf", namespaces: ["http://ns.adobe.com/xfdf/"] }),
  inNamespace("application/owl+xml", ".owl", { root: "<Ontology", namespaces: ["http://www.w3.org/2002/07/owl#"] }),
  kind("application/xhtml+xml", ".html", ({ bytes }) =>
    /<(?:!DOCTYPE[\t\n\f\r ]+HTML|HTML[\t\n\f\r ]+XMLNS=)/i.test(bytes.slice(0, 1024)),
  ),
];

function named(names: string, extension: string, root: string): Kind {
  return kind(names, extension, ({ bytes }) => rootOf(bytes).includes(root));
}

interface Root {
  /** "" for any. */
  readonly root: string;
  /** How the namespace is bound. Default: it is that of names without a prefix. */
  readonly prefix?: string;
  readonly namespaces: readonly string[];
}

function inNamespace(names: string, extension: string, { root, prefix = "", namespaces }: Root): Kind {
  return kind(names, extension, ({ bytes }) => {
    const text = rootOf(bytes);
    const at = text.indexOf(root);
    return at !== -1 && namespaces.some((namespace) => text.indexOf(`xmlns${prefix}="${namespace}"`) > at);
  });
}

function rootOf(bytes: string): string {
  return bytes.replace(/^[\t\n\f\r ]+/, "").slice(0, MAX_ROOT_BYTES);
}
