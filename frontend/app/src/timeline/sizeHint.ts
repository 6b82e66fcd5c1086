/** Greatest and smallest ratio of width to height that a picture is shown with. */
const MAX_RATIO = 3;
const MIN_RATIO = 2 / 3;

/** The hint that follows the `#` of a picture's address: it reserves the right height before the picture is loaded. */
export const sizeHint = (width: number, height: number) => `w=${width}&h=${height}`;

/** The ratio of width to height that a hint asks for; undefined if it is no hint. */
export function ratioOf(hint: string): number | undefined {
  const [, width, height] = /^w=(\d{1,6})&h=(\d{1,6})$/.exec(hint) ?? [];
  const ratio = Number(width) / Number(height);
  return ratio > 0 && ratio < Number.POSITIVE_INFINITY
    ? Math.min(MAX_RATIO, Math.max(MIN_RATIO, ratio))
    : undefined;
}
