import { asChatError, ChatError } from "./error.js";
import { TOKEN_LIFE_S, TOKEN_MARGIN_S } from "./limits.js";
import type { ClientOptions, Environment, TokenReason } from "./types.js";

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
  let current = "";
  let due = 0;
  let why: TokenReason = "first";
  let pending: Promise<string> | null = null;

  const ask = async () => {
    const before = current;
    try {
      const token = await getToken(before ? "expiring" : why, stop.signal);
      if (!token) throw new ChatError(401, "token_missing");
      const { exp = 0, iat = exp - TOKEN_LIFE_S } = readClaims(token);
      due = (exp - Math.min(TOKEN_MARGIN_S, (exp - iat) / 5)) * 1000;
      // One that seems to be over already: the clock is wrong, or there is no better one. The server decides.
      if (due <= env.now()) due = Infinity;
      current = token;
    } catch (error) {
      const problem = asChatError(error);
      // `current` is gone where a server refused it meanwhile.
      if (!current || !problem.retryable) throw problem;
    }
    return current;
  };

  return {
    async get() {
      if (stop.signal.aborted) throw new ChatError(401, "signed_out");
      if (current && env.now() < due) return current;
      pending ??= ask().finally(() => {
        pending = null;
      });
      return pending;
    },
    reject(token) {
      if (token !== current) return;
      current = "";
      why = "rejected";
    },
    replaceAt: (token) => (token === current ? due : 0),
    stop: () => stop.abort(),
  };
}
