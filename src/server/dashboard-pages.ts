// From source these are the paths of the pages, which are bundled when one is first asked for; builds put the bundle of both in the
// place of the first.
import page from "../../admin/index.html";
import reference from "../../admin/reference.html";

export { page, reference };
