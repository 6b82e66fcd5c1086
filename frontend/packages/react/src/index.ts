export { ChatProvider, useChat } from "./context.js";
export {
  useDraft,
  useLink,
  useMe,
  useMembers,
  useNotifications,
  useOnline,
  useOwn,
  useReadable,
  useReadBy,
  useRoom,
  useRooms,
  useTimeline,
  useTyping,
  useUnread,
  useUnreadTotal,
} from "./hooks.js";
