import { useChat } from "@roomcast/react";
import { useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import dialogs from "../dialogs/dialogs.module.css";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { isComposing } from "../ui/letters.ts";
import ui from "../ui/ui.module.css";
import { DayField } from "./DayField.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { firstSince } from "./firstSince.ts";
import { goToMessage } from "./goTo.ts";
import { Options } from "./Options.tsx";
import { Status } from "./Status.tsx";
import styles from "./search.module.css";
import { wordsOf } from "./typed.ts";
import { useActive } from "./useActive.ts";
import { useFilters } from "./useFilters.ts";
import { useFound } from "./useFound.ts";
import { useOptions } from "./useOptions.ts";
import { usePick } from "./usePick.ts";

/** Most characters of a search. */
const MAX_CHARS = 200;

/** The dialog puts the focus on what has this attribute; React would focus it before the dialog is open. */
const focusFirst = (element: HTMLElement | null) => element?.setAttribute("autofocus", "");

interface SearchDialogProps {
  /** The id of the open room; null if there is none. */
  room: number | null;
  /** Whether the open room alone is searched at first. */
  here: boolean;
  onClose(): void;
}

/** Searches rooms by name, people, and messages: everywhere or in the open room. */
export default function SearchDialog({ room, here, onClose }: SearchDialogProps) {
  const t = useTexts();
  const m = useMoreTexts().search;
  const listId = useId();
  const [isHere, setHere] = useState(here && room !== null);
  const scope = isHere ? room : null;
  const filters = useFilters(scope);
  const { text, words, sender, kind, typedFrom } = filters;
  const isWaiting = typedFrom !== null && !sender;
  const asked = { room: scope, words: isWaiting ? "" : words, sender: sender?.id ?? null, has: kind };
  const { found, more } = useFound(asked);
  const groups = useOptions(filters, scope, found);
  const pick = usePick(filters, onClose);
  const { activeKey, activeId, onKeyDown } = useActive(groups, listId, pick, more);
  const count = groups.reduce((sum, { options }) => sum + options.length, 0);
  const field = useRef<HTMLInputElement>(null);
  const refocus = () => field.current?.focus();
  const label = isHere ? m.fieldHere : m.field;
  return (
    <Dialog title={t.search} shape="search" onClose={onClose}>
      <label className={styles.field}>
        <Icon name="search" size={18} />
        <input
          ref={(element) => {
            field.current = element;
            focusFirst(element);
          }}
          type="search"
          role="combobox"
          aria-label={label}
          placeholder={label}
          aria-autocomplete="list"
          aria-expanded={count > 0}
          aria-controls={count > 0 ? listId : undefined}
          aria-activedescendant={activeId}
          autoComplete="off"
          maxLength={MAX_CHARS}
          value={text}
          onChange={(event) => filters.setText(event.target.value)}
          onKeyDown={(event) => {
            // The browser would only empty the field.
            if (event.key === "Escape" && !isComposing(event)) onClose();
            else onKeyDown(event);
          }}
        />
      </label>
      {room !== null && <Scope isHere={isHere} onChange={setHere} />}
      <FilterBar filters={filters} onChange={refocus} />
      {isHere && room !== null && <Day room={room} onClose={onClose} />}
      <Status filters={filters} found={found} count={count} />
      {count > 0 && (
        <Options
          id={listId}
          groups={groups}
          activeKey={activeKey}
          words={wordsOf(words)}
          onPick={pick}
          onEnd={more}
        />
      )}
      {found?.hasMore && !found.isBusy && found.goesOnAt === null && (
        <button type="button" className={ui.button} data-look="plain" onClick={more}>
          {found.error ? t.retry : m.older}
        </button>
      )}
    </Dialog>
  );
}

/** Where a search looks: in the open room or everywhere. */
function Scope({ isHere, onChange }: { isHere: boolean; onChange(isHere: boolean): void }) {
  const m = useMoreTexts().search;
  const choice = (label: string, value: boolean) => (
    <label>
      <input type="radio" name="scope" checked={isHere === value} onChange={() => onChange(value)} />
      {label}
    </label>
  );
  return (
    <fieldset className={dialogs.segments} aria-label={m.scope}>
      {choice(m.here, true)}
      {choice(m.everywhere, false)}
    </fieldset>
  );
}

/** Goes to the first message of a day. */
function Day({ room, onClose }: { room: number; onClose(): void }) {
  const { rest } = useChat();
  const [here, navigate] = useLocation();
  const go = async (time: number) => {
    const message = await firstSince(rest, room, time);
    if (!message) return;
    onClose();
    await goToMessage(navigate, here, room, message.id);
  };
  return <DayField onDay={(time) => void go(time).catch(complain)} />;
}
