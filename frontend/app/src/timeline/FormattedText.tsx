import { useMemo } from "react";
import type { Block, Inline } from "../text/formatting/blocks.ts";
import { parse } from "../text/formatting/parse.ts";
import { mayMention } from "../text/mayBeFormatted.ts";
import { CodeBlock } from "./CodeBlock.tsx";
import styles from "./formatting.module.css";
import { OnPerson, People, Person } from "./Person.tsx";
import { PieceOf } from "./PieceOf.tsx";
import timeline from "./timeline.module.css";

interface FormattedTextProps {
  text: string;
  /** The reader's name. */
  me: string | undefined;
  /** The message's id; without one, mentions of others are text only. */
  id?: number;
}

/** Shows a message's text with its light formatting. Every part of it is an element of its own kind, never HTML. */
export function FormattedText({ text, me, id }: FormattedTextProps) {
  const blocks = useMemo(() => parse(text, me), [text, me]);
  const all = blocks.map(blockOf);
  return (
    <div className={`${timeline.text} ${styles.formatted}`}>
      {id && mayMention(text) ? <People id={id}>{all}</People> : all}
    </div>
  );
}

/** The element of a part that stands in lines of its own. `at` is its place; parts never move. */
function blockOf(block: Block, at: number) {
  switch (block.kind) {
    case "lines":
      return (
        <p key={at} dir="auto">
          {block.parts.map(inlineOf)}
        </p>
      );
    case "gap":
      return <p key={at}>{"\n".repeat(block.lines)}</p>;
    case "block":
      return <CodeBlock key={at} text={block.text} language={block.language} />;
    case "quote":
      return (
        <blockquote key={at} dir="auto">
          {block.blocks.map(blockOf)}
        </blockquote>
      );
    case "list": {
      const items = block.items.map((item, place) => (
        <li key={place} dir="auto">
          {item.map(blockOf)}
        </li>
      ));
      if (block.start === null) return <ul key={at}>{items}</ul>;
      return (
        <ol key={at} start={block.start}>
          {items}
        </ol>
      );
    }
  }
}

/** The element of a part within lines. */
function inlineOf(part: Inline, at: number) {
  switch (part.kind) {
    case "strong":
    case "em":
    case "del": {
      const Tag = part.kind;
      return <Tag key={at}>{part.parts.map(inlineOf)}</Tag>;
    }
    case "code":
      return <code key={at}>{part.text}</code>;
    case "named":
      return (
        <a
          key={at}
          href={part.href}
          title={part.href}
          target="_blank"
          rel="noopener noreferrer"
          referrerPolicy="no-referrer"
        >
          <OnPerson value={null}>{part.parts.map(inlineOf)}</OnPerson>
        </a>
      );
    case "person":
      return <Person key={at} mention={part.text} />;
  }
  return <PieceOf key={at} piece={part} />;
}
