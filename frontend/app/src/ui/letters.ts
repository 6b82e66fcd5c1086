/** The parts of a key event that say which key it is. */
interface Key {
  key: string;
  code: string;
}

/** Question marks of other scripts. */
const QUESTION_MARKS = ["?", "？", "؟"];

/**
 * The Latin letter of a key: the one that it types, or, on a layout of another script, the one that is printed on its
 * place. Empty for keys of other signs.
 */
export function latinLetter({ key, code }: Key): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const isOtherScript = [...key].length === 1 && key > "\u007f";
  return isOtherScript ? (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? "") : "";
}

/** Whether a key types a question mark. */
export const isQuestionMark = ({ key }: Key) => QUESTION_MARKS.includes(key);

/** Whether a key belongs to an input method that composes; some browsers end that before its last key. */
export const isComposing = (event: { nativeEvent: { isComposing: boolean }; keyCode: number }) =>
  event.nativeEvent.isComposing || event.keyCode === 229;
