import { batch, cell } from "./cell.js";
import type { Context } from "./context.js";
import { browserEnvironment } from "./environment.js";
import { createLink, IDLE, type Link } from "./link.js";
import { createNotifications } from "./notifications.js";
import { createOutbox } from "./outbox.js";
import { createRest } from "./rest.js";
import { persist } from "./retry.js";
import { createRoom, type RoomParts } from "./room.js";
import { createRooms } from "./rooms.js";
import { memoryStorage, openStorage, withFallback } from "./storage.js";
import { createTokens, readClaims } from "./tokens.js";
import type {
  Chat,
  ClientOptions,
  Diagnostic,
  DraftState,
  Environment,
  LinkState,
  OutboxStorage,
  PageSignal,
} from "./types.js";
import { uploadFile } from "./upload.js";
import type { Me } from "./wire.js";

/** The worst first. */
const STATES: LinkState["at"][] = ["ended", "offline", "waiting", "connecting", "live", "idle"];

/** One user's chat. Nothing happens before something of it is watched or sent: it may be created anywhere. */
export function createChat(options: ClientOptions): Chat {
  const env: Environment = { ...browserEnvironment(), ...options.environment };
  const diagnose = (diagnostic: Diagnostic) => options.onDiagnostic?.(diagnostic);
  const soon = batch(env.frame);
  const tokens = createTokens(options.getToken, env);
  const me = cell<Me | null>(null, soon);
  const link = cell(IDLE, soon);
  const links = new Set<Link>();
  const rooms = new Map<number, RoomParts>();
  const drafts = new Map<number, DraftState>();
  let storage: OutboxStorage | null = null;
  let ended: LinkState | null = null;
  let active = false;
  let unlisten = () => {};

  const rest = createRest(env, options.config.api, tokens, () => end({ at: "ended", reason: "token" }));

  const outbox = createOutbox({
    env,
    rest,
    upload: (file, name, how) => uploadFile(env, rest, file, name, how),
    onChange: (room) => rooms.get(room)?.outboxChanged(),
    onSent: (room, message) => roomParts(room).sent(message),
    diagnose,
  });

  const context: Context = {
    env,
    soon,
    config: options.config,
    rest,
    me,
    outbox,
    link(parts) {
      const made = createLink({
        ...parts,
        env,
        tokens,
        diagnose,
        onState: showLink,
        onRefused: () => end({ at: "ended", reason: "token" }),
      });
      links.add(made);
      return made;
    },
    activate,
    saveDraft(room, draft) {
      if (draft) drafts.set(room, draft);
      else drafts.delete(room);
      storage?.putDraft(room, draft).catch(() => undefined);
    },
    listed: (room) => roomList.list.find(room),
    arrived: (room, message, unread) => roomList.arrived(room, message, unread),
    hasRead(room, messageId, unread) {
      roomList.setUnread(room, unread);
      notifications.readUpTo(room, messageId);
    },
    roomsChanged: () => roomList.changed(),
    ended: () => ended !== null,
    diagnose,
  };

  const roomList = createRooms(context, () => {
    for (const parts of rooms.values()) parts.listChanged();
  });

  const notifications = createNotifications(context, (notification) => {
    roomList.changed();
    if (notification.notification_type === "system") rooms.get(notification.room.id)?.refresh();
  });

  function showLink() {
    const states = [...links].map((each) => each.state());
    states.sort((a, b) => STATES.indexOf(a.at) - STATES.indexOf(b.at));
    link.set(ended ?? states[0] ?? IDLE);
  }

  function roomParts(id: number): RoomParts {
    let parts = rooms.get(id);
    if (!parts) {
      parts = createRoom(context, id);
      rooms.set(id, parts);
      const draft = drafts.get(id);
      if (draft) parts.draft.restore(draft);
    }
    return parts;
  }

  function activate() {
    if (active || ended) return;
    active = true;
    unlisten = env.listen(signal);
    void openOutbox();
    void readMe();
  }

  async function readMe() {
    try {
      const said = await persist(env, () => active, rest.getMe);
      me.set(said);
      for (const parts of rooms.values()) parts.listChanged();
    } catch (error) {
      diagnose({ kind: "rest", text: "who the caller is could not be read", error });
    }
  }

  /** What is stored belongs to the user that the token names. */
  async function openOutbox() {
    if (storage) return;
    try {
      const token = await persist(env, () => active, tokens.get);
      const { user_id, sub } = readClaims(token);
      const name = `roomcast ${options.config.api} ${user_id ?? sub}`;
      const opened = await chooseStorage(name);
      storage = opened;
      await outbox.open(opened, name);
      for (const [room, draft] of await opened.drafts()) {
        if (!drafts.has(room)) drafts.set(room, draft);
        rooms.get(room)?.draft.restore(draft);
      }
    } catch (error) {
      diagnose({ kind: "storage", text: "the outbox was not opened", error });
    }
  }

  async function chooseStorage(name: string): Promise<OutboxStorage> {
    const { storage: wanted } = options;
    if (wanted && wanted !== "memory") return wanted;
    if (wanted === "memory" || !env.indexedDB) return memoryStorage();
    try {
      return withFallback(await openStorage(env.indexedDB, name), diagnose);
    } catch (error) {
      diagnose({ kind: "storage", text: "unsent messages will not survive a reload", error });
      return memoryStorage();
    }
  }

  function signal(what: PageSignal) {
    for (const each of links) each.signal(what);
    if (what === "hidden" || what === "offline") return;
    outbox.wake();
    roomList.wake();
  }

  /** Every channel ends; `reconnect` begins again, but not after signing out. */
  function end(why: LinkState) {
    if (ended) return;
    ended = why;
    for (const each of links) if (each.state().at !== "idle") each.end(why);
    showLink();
  }

  function stop() {
    active = false;
    unlisten();
    for (const parts of rooms.values()) parts.dispose();
    for (const each of links) each.stop();
    roomList.stop();
    outbox.stop();
    tokens.stop();
  }

  return {
    me,
    link,
    rooms: roomList.list,
    notifications: notifications.list,
    rest,
    room: (id) => roomParts(id).room,
    upload: (file, name, how) => uploadFile(env, rest, file, name, how),
    reconnect() {
      if (ended && !(ended.at === "ended" && ended.reason === "token")) return;
      const again = ended !== null;
      ended = null;
      for (const each of links) if (each.state().at !== "idle") each.retry();
      if (again) {
        if (!me.get()) void readMe();
        void openOutbox();
        roomList.wake();
      }
      outbox.wake();
      showLink();
    },
    async signOut() {
      end({ at: "ended", reason: "signed_out" });
      stop();
      await storage?.erase().catch(() => undefined);
      storage?.close();
    },
    dispose() {
      stop();
      storage?.close();
      end({ at: "ended", reason: "closed" });
    },
  };
}
