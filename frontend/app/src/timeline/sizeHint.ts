/** Pictures are shown at most so much wider than high, and at least so much. */
const WIDEST = 3;
const NARROWEST = 2 / 3;

/** What is put behind the address of a picture, so that its place has the right height before it is loaded. */
export const sizeHint = (width: number, height: number) => `w=${width}&h=${height}`;

/** Width by height of the picture's place, where its address has the hint. */
export function ratioOf(hint: string): number | undefined {
  const [, width, height] = /^w=(\d{1,6})&h=(\d{1,6})$/.exec(hint) ?? [];
  const ratio = Number(width) / Number(height);
  return ratio > 0 && ratio < Number.POSITIVE_INFINITY
    ? Math.min(WIDEST, Math.max(NARROWEST, ratio))
    : undefined;
}
