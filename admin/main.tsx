import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchRequests } from "./api/slow-requests.ts";
import { App } from "./app.tsx";
import { addFonts } from "./style/fonts.ts";

addFonts();
watchRequests();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
