import { useChat } from "@roomcast/react";
import { useLocation } from "wouter";
import { openDirect } from "../rooms/openDirect.ts";
import { goTo, goToMessage } from "./goTo.ts";
import type { SearchOption } from "./options.ts";
import type { Filters } from "./useFilters.ts";

/** Makes the function that does what an option stands for. */
export function usePick(filters: Filters, onClose: () => void): (option: SearchOption) => void {
  const { rest } = useChat();
  const [here, navigate] = useLocation();
  return (option) => {
    if (option.kind === "sender") return filters.setFrom(option.user);
    onClose();
    if (option.kind === "room") void goTo(navigate, `/r/${option.room.id}`);
    else if (option.kind === "message") {
      const { room, id } = option.message;
      void goToMessage(navigate, here, room.id, id);
    } else void openDirect(rest, option.user.id, navigate);
  };
}
