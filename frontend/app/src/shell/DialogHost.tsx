import { lazy, Suspense } from "react";
import { closeDialog, type DialogState, useDialog } from "../state/dialogs.ts";

const Confirm = lazy(() => import("../dialogs/Confirm.tsx"));
const CreateRoom = lazy(() => import("../dialogs/CreateRoom.tsx"));
const Settings = lazy(() => import("../dialogs/Settings.tsx"));
const Shortcuts = lazy(() => import("../dialogs/Shortcuts.tsx"));
const Notifications = lazy(() => import("../dialogs/Notifications.tsx"));
const RoomSettings = lazy(() => import("../dialogs/RoomSettings.tsx"));
const Invite = lazy(() => import("../dialogs/Invite.tsx"));
const ImageViewer = lazy(() => import("../dialogs/ImageViewer.tsx"));

/** Shows the open dialog. Its code is loaded when it opens. */
export function DialogHost() {
  const dialog = useDialog();
  return <Suspense>{dialog && contentOf(dialog)}</Suspense>;
}

function contentOf(dialog: DialogState) {
  switch (dialog.kind) {
    case "confirm":
      return <Confirm key={dialog.title} {...dialog} />;
    case "create":
      return <CreateRoom onClose={closeDialog} />;
    case "settings":
      return <Settings onClose={closeDialog} />;
    case "shortcuts":
      return <Shortcuts onClose={closeDialog} />;
    case "notifications":
      return <Notifications onClose={closeDialog} />;
    case "room":
      return <RoomSettings id={dialog.room} onClose={closeDialog} />;
    case "invite":
      return <Invite id={dialog.room} onClose={closeDialog} />;
    case "image":
      return <ImageViewer url={dialog.url} name={dialog.name} onClose={closeDialog} />;
  }
}
