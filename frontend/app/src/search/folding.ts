const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A form of a text that is the same for all widths, cases and compositions, as the server compares texts. */
const fold = (text: string) => text.normalize("NFKC").toUpperCase().toLowerCase();

/** A folded text, and where each of its code units comes from in the text. */
interface Folded {
  text: string;
  /** The position in the text at which each code unit of the folded text begins, and the text's length. */
  from: number[];
}

/** Folds a text character by character. */
export function folded(text: string): Folded {
  const result: Folded = { text: "", from: [] };
  for (const { segment, index } of segments.segment(text)) {
    const piece = fold(segment);
    result.text += piece;
    for (let n = 0; n < piece.length; n += 1) result.from.push(index);
  }
  result.from.push(text.length);
  return result;
}

/** Whether a text holds another one, in any width and case. */
export const holds = (text: string, part: string) => folded(text).text.includes(folded(part).text);
