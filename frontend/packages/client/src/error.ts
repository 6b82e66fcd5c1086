/** The kinds of failure that a page distinguishes. `detail` holds the server's finer code. */
export type ErrorCode =
  | "network"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "rate_limited"
  | "invalid"
  | "server";

const BY_STATUS: Record<number, ErrorCode> = {
  0: "network",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  429: "rate_limited",
};

/** A request that failed. */
export class ChatError extends Error {
  /** The HTTP status; 0 without an answer. */
  declare readonly status: number;
  /** The server's `RefusalCode`, such as `room_full`, or a code of the client if the server gave none. */
  declare readonly detail: string;
  declare readonly code: ErrorCode;
  /** Whether the same request may succeed later. */
  declare readonly retryable: boolean;
  /** The time that the server asks to wait. */
  declare readonly retryAfterMs?: number;

  /** @param message one sentence, the server's if it sent one */
  constructor(status: number, detail: string, message = detail, retryAfterMs?: number) {
    super(message);
    this.name = "ChatError";
    this.status = status;
    this.detail = detail;
    this.code = BY_STATUS[status] ?? (status >= 500 ? "server" : "invalid");
    this.retryable = !status || status === 408 || status === 429 || status >= 500;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Turns any failure into a `ChatError`. An unknown failure becomes one that may be retried. */
export function asChatError(error: unknown): ChatError {
  return error instanceof ChatError ? error : new ChatError(0, "unexpected", String(error));
}
