import { lazy, Suspense } from "react";
import { closeDialog, type DialogState, useDialog } from "../state/dialogs.ts";
import { later } from "../state/later.ts";

const Confirm = lazy(later(() => import("../dialogs/Confirm.tsx")));
const CreateRoom = lazy(later(() => import("../dialogs/CreateRoom.tsx")));
const Settings = lazy(later(() => import("../dialogs/Settings.tsx")));
const Shortcuts = lazy(later(() => import("../dialogs/Shortcuts.tsx")));
const Notifications = lazy(later(() => import("../dialogs/Notifications.tsx")));
const RoomSettings = lazy(later(() => import("../dialogs/RoomSettings.tsx")));
const Invite = lazy(later(() => import("../dialogs/Invite.tsx")));
const SearchDialog = lazy(later(() => import("../search/SearchDialog.tsx")));
const ReportMessage = lazy(later(() => import("../dialogs/ReportMessage.tsx")));
const ImageViewer = lazy(later(() => import("../dialogs/ImageViewer.tsx")));

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
    case "search":
      return <SearchDialog room={dialog.room} here={dialog.here} onClose={closeDialog} />;
    case "report":
      return <ReportMessage message={dialog.message} direct={dialog.direct} onClose={closeDialog} />;
    case "image":
      return <ImageViewer url={dialog.url} name={dialog.name} onClose={closeDialog} />;
  }
}
