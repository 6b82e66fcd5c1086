import { loadConfig } from "@roomcast/client";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./base.css";
import { App } from "./App.tsx";
import { keepPage } from "./shell/offline.ts";
import { start } from "./state/account.ts";
import { show } from "./state/settings.ts";

show();
const place = document.getElementById("root");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App ready={loadConfig().then(start)} />
    </StrictMode>,
  );
}
if (import.meta.env.PROD) keepPage();
