import { ChatError } from "./error.js";
import type { ClientOptions, Environment, TokenReason } from "./types.js";

/** A token is replaced this long before it expires, but not before four fifths of its life. */
const MARGIN_MS = 60_000;

/** The tokens of one user. */
export interface Tokens {
  /** One that is good for a while. */
  get(): Promise<string>;
  /** The server has refused this one. */
  reject(token: string): void;
  /** When this one should be replaced, in milliseconds since 1970. */
  replaceAt(token: string): number;
  stop(): void;
}

interface Claims {
  exp?: number;
  iat?: number;
  user_id?: number | string;
  sub?: number | string;
}

/** What a token says; nothing where it is none. It is the server that checks it. */
export function readClaims(token: string): Claims {
  try {
    return JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return {};
  }
}

/** Asks for tokens one at a time, keeps the last one. */
export function createTokens(getToken: ClientOptions["getToken"], env: Environment): Tokens {
  const stop = new AbortController();
  let current: string | null = null;
  let due = Number.POSITIVE_INFINITY;
  let why: TokenReason = "first";
  let pending: Promise<string> | null = null;

  const accept = (token: string) => {
    if (!token) throw new ChatError(401, "token_missing", "no token");
    const { exp, iat } = readClaims(token);
    const now = env.now();
    due = Number.POSITIVE_INFINITY;
    if (exp) {
      const life = Math.max(0, exp * 1000 - Math.min(now, (iat ?? now / 1000) * 1000));
      const at = exp * 1000 - Math.min(MARGIN_MS, life / 5);
      // One that seems to be over already: the clock is wrong, or there is no better one. The server decides.
      if (at > now) due = at;
    }
    current = token;
    return token;
  };

  const ask = async () => {
    const before = current;
    const reason = before ? "expiring" : why;
    try {
      return accept(await getToken(reason, stop.signal));
    } catch (error) {
      const problem = error instanceof ChatError ? error : new ChatError(0, "token", String(error));
      // `current` is gone where a server refused it meanwhile.
      if (before && before === current && problem.retryable) return before;
      throw problem;
    }
  };

  return {
    get() {
      if (stop.signal.aborted) return Promise.reject(new ChatError(401, "signed_out", "signed out"));
      if (current && env.now() < due) return Promise.resolve(current);
      pending ??= ask().finally(() => {
        pending = null;
      });
      return pending;
    },
    reject(token) {
      if (token !== current) return;
      current = null;
      why = "rejected";
    },
    replaceAt: (token) => (token === current ? due : 0),
    stop: () => stop.abort(),
  };
}
