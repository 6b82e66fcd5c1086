import { ChatProvider } from "@roomcast/react";
import { Component, lazy, type ReactNode, Suspense, useState } from "react";
import { Router } from "wouter";
import { Shell } from "./shell/Shell.tsx";
import { Skeleton } from "./shell/Skeleton.tsx";
import { useAccount } from "./state/account.ts";
import { BASE } from "./state/base.ts";
import { later } from "./state/later.ts";
import { currentTexts } from "./text/index.ts";
import { Empty } from "./ui/Empty.tsx";
import styles from "./ui/ui.module.css";

const SignIn = lazy(later(() => import("./shell/SignIn.tsx")));

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
  const [beganSignedOut] = useState(!account);
  if (!account) {
    // The icon stays until the part is loaded: `Suspense` shows it no sooner than 300 ms after its fallback.
    if (beganSignedOut) return <SignIn />;
    return (
      <Suspense fallback={<Skeleton />}>
        <SignIn />
      </Suspense>
    );
  }
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
