import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { addFonts } from "../style/fonts.ts";
import { ReferencePage } from "./reference-page.tsx";

addFonts();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <ReferencePage />
  </StrictMode>,
);
