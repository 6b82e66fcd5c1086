import { useMe } from "@roomcast/react";
import { signIn, signOut } from "../state/account.ts";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import { SignInForm } from "./SignIn.tsx";

/** The token is no longer good: asks for another one, over the page as it is. */
export function Expired() {
  const t = useTexts();
  const known = useMe() !== null;
  return (
    <Dialog title={t.expired} fixed onClose={() => undefined}>
      <div className={ui.form}>
        <p>{known ? t.expiredBody : t.tokenRefused}</p>
        <SignInForm onDone={signIn} />
        <button type="button" className={ui.button} data-look="plain" onClick={() => void signOut()}>
          {t.signOut}
        </button>
      </div>
    </Dialog>
  );
}
