/** The insides of 16 px line icons, drawn with the current colour. */
export const icons = {
  fleet: '<path d="M2.5 4h2M7 4h6.5M2.5 8h2M7 8h6.5M2.5 12h2M7 12h6.5"/>',
  inbox:
    '<path d="M2.5 8.8 4.3 3.6A1 1 0 0 1 5.2 3h5.6a1 1 0 0 1 .9.6l1.8 5.2v3.2a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V8.8Zm0 0h3l1 1.7h3l1-1.7h3"/>',
  search: '<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/>',
  plus: '<path d="M8 3v10M3 8h10"/>',
  down: '<path d="m3.8 6 4.2 4.2L12.2 6"/>',
  right: '<path d="m6 3.8 4.2 4.2L6 12.2"/>',
  up: '<path d="m3.8 10 4.2-4.2 4.2 4.2"/>',
  check: '<path d="m3.2 8.4 3.1 3.1 6.5-7"/>',
  x: '<path d="m4 4 8 8M12 4l-8 8"/>',
  tree: '<rect x="2.2" y="2.4" width="4" height="3.4" rx=".9"/><rect x="9.8" y="6.3" width="4" height="3.4" rx=".9"/><rect x="9.8" y="11.1" width="4" height="3" rx=".9"/><path d="M4.2 5.8v5.8a1 1 0 0 0 1 1h4.6M4.2 8h5.6"/>',
  file: '<path d="M4 2.2h4.8L12 5.4v7.4a1 1 0 0 1-1 1H4.9a.9.9 0 0 1-.9-1V2.2Z"/><path d="M8.6 2.4v3.2h3.2"/>',
  terminal:
    '<rect x="2" y="3" width="12" height="10" rx="1.6"/><path d="m4.6 6.2 2 1.8-2 1.8M8.4 10h2.8"/>',
  gear: '<circle cx="8" cy="8" r="2"/><path d="M8 1.8v1.7M8 12.5v1.7M1.8 8h1.7M12.5 8h1.7M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2"/>',
  pencil: '<path d="m3 10.6-.5 2.9 2.9-.5 7.2-7.2-2.4-2.4L3 10.6ZM9 4.6 11.4 7"/>',
  globe:
    '<circle cx="8" cy="8" r="5.6"/><path d="M2.6 8h10.8M8 2.4c3.4 3.6 3.4 7.6 0 11.2M8 2.4c-3.4 3.6-3.4 7.6 0 11.2"/>',
  book: '<path d="M2.2 3.4c2-.6 4-.4 5.8.8 1.8-1.2 3.8-1.4 5.8-.8v8.8c-2-.6-4-.4-5.8.8-1.8-1.2-3.8-1.4-5.8-.8V3.4ZM8 4.2v8.8"/>',
  folder:
    '<path d="M2 4.4a1 1 0 0 1 1-1h3l1.4 1.6H13a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V4.4Z"/>',
  person: '<circle cx="8" cy="5.4" r="2.6"/><path d="M3 13.6c.6-2.6 2.5-4 5-4s4.4 1.4 5 4"/>',
  dots: '<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.2"/>',
  group: '<path d="M2.5 4.5h11M4.5 8h7M6.5 11.5h3"/>',
  filter: '<path d="M2.500 3.500h11L9.400 8.400v4.300l-2.800-1.400V8.400Z"/>',
  thought:
    '<path d="M5.2 12.6h5.6M6.4 14.2h3.2M5.6 10.6C4.2 9.6 3.4 8.2 3.4 6.6a4.6 4.6 0 0 1 9.2 0c0 1.6-.8 3-2.2 4"/>',
  plan: '<path d="m2.4 4.2 1.2 1.2 2.2-2.4M8 4.2h5.6M2.4 10.6l1.2 1.2 2.2-2.4M8 11h5.6"/>',
  warning: '<path d="M8 2.6 14.2 13H1.8L8 2.6ZM8 6.6v3M8 11.3h.01"/>',
  send: '<path d="M8 13V3.5M4 7.2l4-4 4 4"/>',
  comment:
    '<path d="M2.5 4.6a1.4 1.4 0 0 1 1.4-1.4h8.2a1.4 1.4 0 0 1 1.4 1.4v5a1.4 1.4 0 0 1-1.4 1.4H7l-3 2.6V11h-.1a1.4 1.4 0 0 1-1.4-1.4v-5Z"/>',
  split: '<rect x="2" y="3" width="12" height="10" rx="1.6"/><path d="M8 3v10"/>',
  changes: '<path d="M8 2.6v6M5 5.6h6M5 12.6h6"/>',
  stop: '<rect x="4" y="4" width="8" height="8" rx="1.4"/>',
  bell: '<path d="M4.2 7a3.8 3.8 0 0 1 7.6 0c0 3 1.2 3.8 1.2 4.4H3c0-.6 1.2-1.4 1.2-4.4ZM6.6 13.6h2.8"/>',
  clip: '<path d="M12.6 7.4 7.8 12.2a3 3 0 0 1-4.3-4.3l5-5a2 2 0 0 1 2.9 2.9l-4.9 4.9a1 1 0 0 1-1.5-1.4l4.3-4.3"/>',
  window:
    '<path d="M9.5 2.8h3.7v3.7M13 3 8.2 7.8M11.8 9.2V12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5.2a1 1 0 0 1 1-1h2.8"/>',
  refresh: '<path d="M12.9 6.4A5.2 5.2 0 1 0 13.2 9M13.2 3v3.6H9.6"/>',
  shield:
    '<path d="M8 1.9 13 3.7v4c0 3-2 5.2-5 6.4-3-1.2-5-3.4-5-6.4v-4L8 1.9Z"/><path d="m5.9 7.9 1.5 1.5 2.7-2.9"/>',
  info: '<circle cx="8" cy="8" r="5.6"/><path d="M8 7.4v3.4M8 5.2h.01"/>',
  branch:
    '<circle cx="4.5" cy="3.8" r="1.6"/><circle cx="4.5" cy="12.2" r="1.6"/><circle cx="11.5" cy="4.8" r="1.6"/><path d="M4.5 5.4v5.2M11.5 6.4c0 2.4-3 2.2-5.4 3.6"/>',
  activity: '<path d="M1.8 8.4h2.8l1.8-4.8 3 8.8 1.8-4h3"/>',
  keyboard:
    '<rect x="1.8" y="4" width="12.4" height="8" rx="1.6"/><path d="M4.5 6.7h.01M7 6.7h.01M9.5 6.7h.01M11.7 6.7h.01M5 9.4h6"/>',
  sun: '<circle cx="8" cy="8" r="2.8"/><path d="M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1"/>',
  clock: '<circle cx="8" cy="8" r="5.6"/><path d="M8 4.8V8l2.2 1.4"/>',
  offline:
    '<path d="M2.5 13.5 13.5 2.5M3.6 6.2a6.4 6.4 0 0 1 4-1.6M6 9.2A3 3 0 0 1 7.4 8.4M11 6a6.4 6.4 0 0 1 1.6 1.2M8 12.4h.01"/>',
  back: '<path d="M10 3.8 5.8 8l4.2 4.2"/>',
  move: '<path d="M3 8h9M8.800 4.600 12.200 8l-3.400 3.400"/>',
  trash: '<path d="M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.6 8.500h5.800l.6-8.500"/>',
  copy: '<rect x="5.5" y="5.500" width="7.500" height="7.500" rx="1.400"/><path d="M10.500 3H4.400A1.400 1.400 0 0 0 3 4.400v6.100"/>',
  enter: '<path d="M13 3.500v4a1.500 1.500 0 0 1-1.500 1.500H3.500M6.500 6 3.500 9l3 3"/>',
  database:
    '<ellipse cx="8" cy="4" rx="5" ry="1.9"/><path d="M3 4v8c0 1 2.2 1.9 5 1.900s5-.9 5-1.900V4M3 8c0 1 2.200 1.900 5 1.900S13 9 13 8"/>',
  columns: '<rect x="2" y="3" width="12" height="10" rx="1.600"/><path d="M8 3v10"/>',
  sidebar: '<rect x="2" y="3" width="12" height="10" rx="1.600"/><path d="M6 3v10"/>',
  dot: '<circle cx="8" cy="8" r="2" fill="currentColor" stroke="none"/>',
  'arrow-down': '<path d="M8 3v9.500M4 8.800l4 4 4-4"/>',
} as const

export type IconName = keyof typeof icons
