/** The claims of a JWT that the client looks at. */
export interface TokenClaims {
  /** Seconds since 1970 at which the token expires. */
  exp?: number;
  /** Seconds since 1970 at which the token was issued. */
  iat?: number;
  user_id?: number | string;
  sub?: number | string;
}

/** Reads the claims of a JWT without checking its signature. Returns an empty object if it is not a JWT. */
export function readClaims(token: string): TokenClaims {
  try {
    const payload = token.split(".")[1] as string;
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return {};
  }
}

/** The user that a JWT names, as the server tells users apart; an empty string if it names none. */
export function tokenUser(token: string): string {
  const { user_id, sub } = readClaims(token);
  return String(user_id ?? sub ?? "");
}
