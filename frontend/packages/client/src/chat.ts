import { batch, cell } from "./cell.js";
import type { Context } from "./context.js";
import { browserEnvironment } from "./environment.js";
import { DRAFT_PREFIX } from "./limits.js";
import { createLink, IDLE, type Link } from "./link.js";
import { createNotifications } from "./notifications.js";
import { createOutbox, type Opened } from "./outbox.js";
import { createRest } from "./rest.js";
import { createNaps, persist } from "./retry.js";
import { createRoom, type RoomParts } from "./room.js";
import { createRooms } from "./rooms.js";
import { memoryStorage, openStorage } from "./storage.js";
import { createTokens, readClaims } from "./tokens.js";
import type { Chat, ClientOptions, Environment, LinkState, OutboxStorage, StoredEntry } from "./types.js";
import { uploadFile } from "./upload.js";
import type { Me } from "./wire.js";

/** The worst first. */
const STATES: LinkState["at"][] = ["ended", "offline", "waiting", "connecting", "live", "idle"];

/** One user's chat. Nothing happens before something of it is watched or sent: it may be created anywhere. */
export function createChat(options: ClientOptions): Chat {
  const env: Environment = { ...browserEnvironment(), ...options.environment };
  const { config } = options;
  const diagnose = (text: string, error?: unknown) => options.onDiagnostic?.(text, error);
  const trouble = (error: unknown): undefined => {
    diagnose(String(error), error);
  };
  const naps = createNaps(env);
  const soon = batch(env.frame);
  const tokens = createTokens(options.getToken, env);
  const me = cell<Me | null>(null, soon);
  const link = cell(IDLE, soon);
  const links = new Set<Link>();
  const rooms = new Map<number, RoomParts>();
  let open: (opened: Opened) => void;
  const opened = new Promise<Opened>((resolve) => {
    open = resolve;
  });
  let storage: OutboxStorage | null = null;
  let ended: LinkState | null = null;
  let active = false;
  let unlisten = () => {};

  const refused = () => end({ at: "ended", reason: "token" });
  const rest = createRest(env, config.api, tokens, refused);

  const context = {
    env,
    naps,
    soon,
    config,
    rest,
    me,
    link(parts) {
      const made = createLink({ ...parts, env, tokens, onState: showLink, onRefused: refused });
      links.add(made);
      return made;
    },
    activate,
    ended: () => !!ended,
    opened,
    diagnose,
    trouble,
  } as Context;

  const allChanged = () => {
    for (const parts of rooms.values()) parts.changed();
  };

  const outbox = createOutbox(
    context,
    (room) => rooms.get(room)?.changed(),
    (room, message) => roomParts(room).sent(message),
  );
  const roomList = createRooms(context, allChanged);
  const notifications = createNotifications(context, ({ notification_type, room }) => {
    roomList.changed();
    if (notification_type === "system") rooms.get(room.id)?.refresh();
  });
  Object.assign(context, { outbox, rooms: roomList, notifications });

  function showLink(changed?: LinkState) {
    if (changed?.at === "live") {
      naps.wake();
      for (const each of links) {
        const state = each.state();
        if (state.at === "waiting" && !state.cause.retryAfterMs) each.retry();
      }
    }
    const states = [...links].map((each) => each.state());
    for (const at of STATES) {
      const state = ended ?? states.find((each) => each.at === at);
      if (state) return link.set(state);
    }
  }

  function roomParts(id: number): RoomParts {
    let parts = rooms.get(id);
    if (!parts) {
      parts = createRoom(context, id);
      rooms.set(id, parts);
    }
    return parts;
  }

  function activate() {
    if (active || ended) return;
    active = true;
    unlisten = env.listen((signal) => {
      for (const each of links) each.signal(signal);
      if (signal === "hidden" || signal === "offline") return;
      naps.wake();
      roomList.wake();
    });
    begin();
  }

  function begin() {
    if (!me.get()) readMe().catch(trouble);
    if (!storage) openOutbox().catch(trouble);
  }

  async function readMe() {
    me.set(await persist(naps, () => active, rest.getMe));
    allChanged();
  }

  /** What is stored belongs to the user that the token names. */
  async function openOutbox() {
    const { user_id, sub } = readClaims(await persist(naps, () => active, tokens.get));
    const name = `roomcast ${config.api} ${user_id ?? sub}`;
    const wanted = options.storage ?? (env.indexedDB && openStorage(env.indexedDB, name).catch(trouble));
    storage = (wanted !== "memory" && (await wanted)) || memoryStorage();
    const all = (await storage.all()).filter(([key]) => !key.startsWith(DRAFT_PREFIX));
    open({ storage, name, entries: all.map(([, value]) => value as StoredEntry) });
  }

  /** Every channel ends; `reconnect` begins again where that was for the token. */
  function end(why: LinkState) {
    if (ended) return;
    ended = why;
    for (const each of links) if (each.state() !== IDLE) each.end(why);
    showLink();
  }

  function stop(reason: "signed_out" | "closed") {
    active = false;
    unlisten();
    for (const parts of rooms.values()) parts.dispose();
    for (const each of links) each.stop();
    roomList.stop();
    outbox.stop();
    naps.wake();
    tokens.stop();
    ended = null;
    end({ at: "ended", reason });
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
      if (!active) return;
      ended = null;
      for (const each of links) if (each.state() !== IDLE) each.retry();
      begin();
      naps.wake();
      roomList.wake();
      showLink();
    },
    async signOut() {
      stop("signed_out");
      await storage?.erase().catch(trouble);
      storage?.close();
    },
    dispose() {
      stop("closed");
      storage?.close();
    },
  };
}
