import type { Entry, Message } from "@roomcast/client";

/** The messages whose text or file name contains `query`, newest first; none if the query is empty. */
export function findMessages(entries: readonly Entry[], query: string): Message[] {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [];
  const contains = (text: string | null) => text?.toLowerCase().includes(wanted);
  const messages = entries.flatMap((entry) => (entry.kind === "sent" ? [entry.message] : []));
  return messages.filter((m) => !m.is_deleted && (contains(m.content) || contains(m.file_name))).reverse();
}
