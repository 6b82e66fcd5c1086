import type { operations } from "../generated/rest.js";

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** The cursor of the next page; null on the last page. */
  next: string | null;
}

/** Which messages of a room to read: a page by number, or the messages after, before or around a message. */
export type MessageQuery =
  | { page?: number; page_size?: number }
  | { after: number; limit?: number }
  | { before: number; limit?: number }
  | { around: number; limit?: number };

type Operation = keyof operations;

type Success<Responses> = Responses extends { 200: infer R } | { 201: infer R }
  ? R extends { content: { "application/json": infer Body } }
    ? Body
    : never
  : never;

/** The promise of an operation's answer, as the API document describes it; an array comes as a `Page`. */
export type Answer<Name extends Operation> = Promise<
  Success<operations[Name]["responses"]> extends (infer Item)[]
    ? Page<Item>
    : Success<operations[Name]["responses"]>
>;

/** The query parameters of an operation. */
export type Query<Name extends Operation> = NonNullable<operations[Name]["parameters"]["query"]>;

/** Sends one REST request and resolves to its answer. */
export type Request =
  // biome-ignore lint/suspicious/noExplicitAny: each operation of `RestCalls` names the type of its answer
  (method: string, path: string, body?: object, query?: object) => Promise<any>;
