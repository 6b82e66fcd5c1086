import type { Piece } from "../mentions.ts";

/** A part of a line: a piece of text, or formatted parts. */
export type Inline =
  | Piece
  /** What may be the mention of somebody else: only the server knows who is called so. */
  | { kind: "person"; text: string }
  | { kind: "strong" | "em" | "del"; parts: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "named"; href: string; parts: Inline[] };

/** A part of a message that stands in lines of its own. */
export type Block =
  | { kind: "lines"; parts: Inline[] }
  /** Empty lines. */
  | { kind: "gap"; lines: number }
  /** Code; `language` is what its author calls it, or empty. */
  | { kind: "block"; text: string; language: string }
  | { kind: "quote"; blocks: Block[] }
  /** `start` is the first number; null for a list without numbers. */
  | { kind: "list"; start: number | null; items: Block[][] };
