/** The lines of each icon, in a square of 24. */
const PATHS = {
  back: "M15 5l-7 7 7 7",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4",
  bellOff: "M8 8a6 6 0 0 0-2 3v5l-1.5 2H18M10 21h4M9 6a6 6 0 0 1 9 5v3M4 4l16 16",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M4 20l1-5L16 4l4 4L9 19zM13 7l4 4",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  flag: "M6 21V4h12l-3 4 3 4H6",
  gear: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M18.4 5.6l-1.8 1.8M7.4 16.6l-1.8 1.8",
  group:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3 2.5 3 5.5",
  hash: "M9 4L7 20M17 4l-2 16M4 9h16M4 15h16",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  mute: "M4 10v4h4l5 4V6L8 10zM17 9l4 6M21 9l-4 6",
  paperclip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8.3a1.7 1.7 0 0 1-2.5-2.5L14.5 7.5",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
  plus: "M12 5v14M5 12h14",
  reply: "M10 6L4 12l6 6M4 12h9c4 0 7 2 7 7",
  thread: "M4 5h16v10H9l-5 4zM8 9h8M8 12h5",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  send: "M4 12L20 4l-4 17-4.5-7zM11.5 14L20 4",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5c2 2.5 5 2.5 7 0M9 9.5h.01M15 9.5h.01",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.5 3-7 8-7s8 2.5 8 7",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** A picture beside a label, hidden from screen readers. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
