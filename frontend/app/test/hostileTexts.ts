/** Texts that try to break what reads formatting. */

/** What they are made of. */
const PARTS = [
  ..."*_~`>-+.)#[]()!<&\\|:@\"' \n\t",
  ..."abc012",
  "**",
  "~~",
  "```",
  "\n\n",
  "\n- ",
  "\n1. ",
  "\n> ",
  "  ",
  "](",
  "https://x.test/a",
  "javascript:alert(1)",
  "data:text/html,<b>",
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  "<!--",
  "]]>",
  "&#106;",
  "&colon;",
  "@alice",
  "＠alice",
  "\u202e",
  "\u0000",
  "\ud800",
  "😀",
  "中文",
  "\u0301",
  "\r\n",
];

/** So many texts of at most 4,000 characters, short and long, of few and of many parts; always the same ones. */
export function* hostileTexts(count: number) {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < count; round += 1) {
    const few = Array.from({ length: 1 + random(6) }, () => PARTS[random(PARTS.length)]);
    const from = round % 3 ? few : PARTS;
    const length = round % 10 ? 1 + random(60) : 1 + random(1_500);
    yield Array.from({ length }, () => from[random(from.length)])
      .join("")
      .slice(0, 4_000);
  }
}
