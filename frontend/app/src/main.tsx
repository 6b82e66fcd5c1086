import { loadConfig } from "@roomcast/client";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import "./base.css";
import { App } from "./App.tsx";
import { keepPage } from "./shell/offline.ts";
import { start } from "./state/account.ts";
import { at, showIcon } from "./state/base.ts";
import { watchActs } from "./state/frame.ts";
import { watchLayers } from "./state/layers.ts";
import { applySettings } from "./state/settings.ts";

/** Shows the page in place of the icon that the document begins with. */
function show(isBroken: boolean) {
  const root = document.getElementById("root");
  if (!root) return;
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <App isBroken={isBroken} />
      </StrictMode>,
    ),
  );
}

// The document names it from the place where the page was opened, which may be left at once.
showIcon("/icon.svg");
applySettings();
watchLayers();
watchActs();
loadConfig(at("/config.json"))
  .then(start)
  .then(
    () => show(false),
    (error) => {
      reportError(error);
      show(true);
    },
  );
if (import.meta.env.PROD) keepPage();
