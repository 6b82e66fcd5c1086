import { ChatProvider } from "@roomcast/react";
import { Component, lazy, type ReactNode, Suspense, startTransition, useEffect, useState } from "react";
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

/** The whole page; `ready` resolves once the server's settings are known. */
export function App({ ready }: { ready: Promise<void> }) {
  return (
    <ErrorBoundary>
      <Page ready={ready} />
    </ErrorBoundary>
  );
}

/** Shows the sketch until the settings are known, then the page of the user or the sign-in page. */
function Page({ ready }: { ready: Promise<void> }) {
  const [isReady, setReady] = useState(false);
  const account = useAccount();
  // `Suspense` would show the page no sooner than 300 ms after its fallback.
  useEffect(() => {
    ready.then(
      () => startTransition(() => setReady(true)),
      (error) =>
        setReady(() => {
          throw error;
        }),
    );
  }, [ready]);
  if (!isReady) return <Skeleton />;
  if (!account) {
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
class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
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
