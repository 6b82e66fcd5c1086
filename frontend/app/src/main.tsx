import { loadConfig } from "@roomcast/client";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./base.css";
import { App } from "./App.tsx";
import { keepPage } from "./shell/offline.ts";
import { start } from "./state/account.ts";
import { at } from "./state/base.ts";
import { watchLayers } from "./state/layers.ts";
import { applySettings } from "./state/settings.ts";

applySettings();
watchLayers();
// Without this code each tab has a socket of its own.
const sockets = import("@roomcast/client/sockets").catch(() => null);
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App ready={Promise.all([loadConfig(at("/config.json")), sockets]).then(start)} />
    </StrictMode>,
  );
}
if (import.meta.env.PROD) keepPage();
