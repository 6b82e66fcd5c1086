import type { User } from "@roomcast/client";
import { useEffect, useState } from "react";
import { nameOf } from "../text/format.ts";
import { folded } from "./folding.ts";
import { isFinished, type Kind, readTyped, withoutFrom, withoutHas } from "./typed.ts";
import { usePeople } from "./usePeople.ts";

/** The text of a search, and the filters beside it. */
export type Filters = ReturnType<typeof useFilters>;

/** The one among some people who is called exactly so. */
function namedExactly(people: readonly User[], name: string): User | null {
  const wanted = folded(name).text;
  if (!wanted) return null;
  return people.find((user) => [user.username, nameOf(user)].some((n) => folded(n).text === wanted)) ?? null;
}

/** Holds what is searched for. A filter that is typed to its end becomes one of those beside the field. */
export function useFilters(room: number | null) {
  const [text, setText] = useState("");
  const [from, setFrom] = useState<User | null>(null);
  const [has, setHas] = useState<Kind | null>(null);
  const typed = readTyped(text);
  const hasFilter = from !== null || has !== null || typed.has !== null;
  const offersPeople = !hasFilter && room === null && typed.words !== "";
  const people = usePeople(typed.from ?? (offersPeople ? typed.words : null), room);
  const exact = namedExactly(people, typed.from ?? "");

  useEffect(() => {
    if (typed.has && isFinished(text, "has")) {
      setHas(typed.has);
      setText(withoutHas);
    }
    if (exact && isFinished(text, "from")) {
      setFrom(exact);
      setText(withoutFrom);
    }
  }, [text, typed.has, exact]);

  return {
    text,
    setText,
    words: typed.words,
    from,
    has,
    setHas,
    sender: from ?? exact,
    kind: has ?? typed.has,
    people,
    /** The name behind an unfinished `from:`; null without one. */
    typedFrom: typed.from,
    /** Whether there is nothing but words. */
    isPlain: !hasFilter && typed.from === null,
    /** Looks for the messages of a user; of anybody with null. */
    setFrom(user: User | null) {
      setFrom(user);
      setText(withoutFrom);
    },
  };
}
