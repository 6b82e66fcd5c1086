import { ChatProvider } from "@roomcast/react";
import { Component, type ReactNode } from "react";
import { Router } from "wouter";
import { Shell } from "./shell/Shell.tsx";
import { useAccount } from "./state/account.ts";
import { at, BASE } from "./state/base.ts";
import { part } from "./state/part.tsx";
import { currentTexts } from "./text/index.ts";
import { Empty } from "./ui/Empty.tsx";
import styles from "./ui/ui.module.css";

/** The icon that the document begins with. */
const BOOT = (
  <div className="boot">
    <img src={at("/icon.svg")} alt="" width={56} height={56} />
  </div>
);
const SignIn = part(() => import("./shell/SignIn.tsx"), BOOT);

/** The whole page; `isBroken` if it cannot work, as without the server's settings. */
export function App({ isBroken }: { isBroken: boolean }) {
  return (
    <ErrorBoundary isBroken={isBroken}>
      <Page />
    </ErrorBoundary>
  );
}

/** The page of the user, or the sign-in page. */
function Page() {
  const account = useAccount();
  if (!account) return <SignIn />;
  return (
    <ChatProvider chat={account.chat}>
      <Router base={BASE}>
        <Shell key={account.session.kind === "demo" ? account.session.userId : "token"} />
      </Router>
    </ChatProvider>
  );
}

/** Offers to reload the page after an error that it cannot recover from. */
class ErrorBoundary extends Component<{ isBroken: boolean; children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: this.props.isBroken };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    const t = currentTexts();
    return (
      <main>
        <Empty icon="close" title={t.errorPage} body={t.noServer}>
          <button type="button" className={styles.button} data-look="main" onClick={() => location.reload()}>
            {t.reload}
          </button>
        </Empty>
      </main>
    );
  }
}
