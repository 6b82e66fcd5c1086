import { useMe } from "@roomcast/react";
import { signIn, signOut } from "../state/account.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Dialog } from "../ui/Dialog.tsx";
import ui from "../ui/ui.module.css";
import { SignInForm } from "./SignIn.tsx";

/** Asks for a new token, over the page as it is, when the server refuses the old one. */
export default function Expired() {
  const t = useTexts();
  const more = useMoreTexts().signIn;
  const known = useMe() !== null;
  return (
    <Dialog title={more.expired} fixed onClose={() => undefined}>
      <div className={ui.form}>
        <p>{known ? more.expiredBody : more.tokenRefused}</p>
        <SignInForm onDone={signIn} />
        <button type="button" className={ui.button} data-look="plain" onClick={() => void signOut()}>
          {t.signOut}
        </button>
      </div>
    </Dialog>
  );
}
