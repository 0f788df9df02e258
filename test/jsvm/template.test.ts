import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

test("templates are read from files, folders and texts; a mistake is an error of render", async () => {
  await using app = await hookApp({
    "views/layout.html": `<p>{{template "body" .}}</p>`,
    "views/body.html": `{{define "body"}}{{.user.GetString "name"}}{{end}}`,
    "main.pb.js": `routerAdd("GET", "/page", (e) => {
      const caught = (work) => { try { return work(); } catch (error) { return String(error).replace(__hooks, ""); } };
      const user = new Record($app.findCollectionByNameOrId("users"), { name: "<Ann>" });
      const files = [__hooks + "/views/layout.html", __hooks + "/views/body.html"];
      return e.json(200, [
        $template.loadFiles(...files).render({ user }),
        $template.loadFS($os.dirFS(__hooks + "/views"), "layout.html", "b*.html").render({ user }),
        $template.loadString("{{.}}").render("a"),
        caught(() => $template.loadFiles(__hooks + "/none.html").render({})),
        caught(() => $template.loadString("{{if}}").render({})),
      ]);
    });`,
  });
  expect((await app.request("GET", "/page")).json).toEqual([
    "<p>&lt;Ann&gt;</p>",
    "<p>&lt;Ann&gt;</p>",
    "a",
    "GoError: open /none.html: no such file or directory",
    expect.stringContaining("GoError: template: :1:"),
  ]);
});
