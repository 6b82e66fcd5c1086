import { closeDialog, type DialogState, useDialog } from "../state/dialogs.ts";
import { part } from "../state/part.tsx";

const Confirm = part(() => import("../dialogs/Confirm.tsx"));
const CreateRoom = part(() => import("../dialogs/CreateRoom.tsx"));
const Settings = part(() => import("../dialogs/Settings.tsx"));
const Shortcuts = part(() => import("../dialogs/Shortcuts.tsx"));
const Notifications = part(() => import("../dialogs/Notifications.tsx"));
const RoomSettings = part(() => import("../dialogs/RoomSettings.tsx"));
const Invite = part(() => import("../dialogs/Invite.tsx"));
const SearchDialog = part(() => import("../search/SearchDialog.tsx"));
const ReportMessage = part(() => import("../dialogs/ReportMessage.tsx"));
const ImageViewer = part(() => import("../dialogs/ImageViewer.tsx"));

/** Shows the open dialog. Its code is loaded when it opens. */
export function DialogHost() {
  const dialog = useDialog();
  return dialog && contentOf(dialog);
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
