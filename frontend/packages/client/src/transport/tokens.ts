import { asChatError, ChatError } from "../error.js";
import { TOKEN_LIFE_S, TOKEN_MARGIN_S } from "../limits.js";
import { share } from "../share.js";
import type { ClientOptions, TokenReason } from "../types/chat.js";
import type { Environment } from "../types/environment.js";
import { readClaims } from "./claims.js";

/** The tokens of one user. */
export interface Tokens {
  /** A token that is valid for a while. */
  get(): Promise<string>;
  /** Notes that the server has refused a token. */
  reject(token: string): void;
  /** The time at which a token should be replaced, in milliseconds since 1970. */
  replaceAt(token: string): number;
  close(): void;
}

/** The time at which to ask for another token, in milliseconds since 1970. */
function replacementTime(token: string, now: number): number {
  const { exp = 0, iat = exp - TOKEN_LIFE_S } = readClaims(token);
  const due = (exp - Math.min(TOKEN_MARGIN_S, (exp - iat) / 5)) * 1000;
  // A token that seems to have expired: the clock is wrong, or there is no better token. The server decides.
  return due > now ? due : Infinity;
}

/** Keeps the last token of `getToken`, and asks for another one when needed, one call at a time. */
export function createTokens(getToken: ClientOptions["getToken"], env: Environment): Tokens {
  const close = new AbortController();
  let current = "";
  let due = 0;
  let why: TokenReason = "first";

  const ask = share(async () => {
    try {
      const token = await getToken(current ? "expiring" : why, close.signal);
      if (!token) throw new ChatError(401, "token_missing");
      due = replacementTime(token, env.now());
      current = token;
    } catch (error) {
      const problem = asChatError(error);
      // `current` is empty if a server has refused it in the meantime.
      if (!current || !problem.retryable) throw problem;
    }
    return current;
  });

  return {
    async get() {
      if (close.signal.aborted) throw new ChatError(401, "signed_out");
      if (current && env.now() < due) return current;
      return ask();
    },
    reject(token) {
      if (token !== current) return;
      current = "";
      why = "rejected";
    },
    replaceAt: (token) => (token === current ? due : 0),
    close: () => close.abort(),
  };
}
