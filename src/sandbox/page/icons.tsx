/** Small drawings; each is decoration beside a word, so hidden from screen readers. */
import type { ReactNode } from 'react';

const Icon = ({ children, size = 16 }: { children: ReactNode; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

/** The double door. */
export const Mark = () => (
  <svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent-solid)" />
    <path d="M7 26V14a9 9 0 0 1 18 0v12" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
    <path
      d="M12 26V15.5a4 4 0 0 1 4-4v14.5M20 26V15.5a4 4 0 0 0-4-4"
      fill="none"
      stroke="#fff"
      strokeWidth="1.8"
      strokeLinecap="round"
      opacity=".85"
    />
  </svg>
);
export const Hash = () => (
  <Icon size={15}>
    <path d="M5 9h15M4 15h15M10 4 8 20M16 4l-2 16" />
  </Icon>
);
export const House = () => (
  <Icon size={15}>
    <path d="m3 11 9-7 9 7M6 9.500V20h12V9.500" />
  </Icon>
);
export const Tick = () => (
  <Icon size={14}>
    <path d="m5 12.5 4.5 4.5L19 7.5" strokeWidth="3" />
  </Icon>
);
export const Cross = ({ size = 14 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M6 6l12 12M18 6 6 18" strokeWidth="2.6" />
  </Icon>
);
export const Eye = () => (
  <Icon size={14}>
    <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Z" />
    <circle cx="12" cy="12" r="2.6" />
  </Icon>
);
export const Send = () => (
  <Icon size={17}>
    <path d="M4 12 20 4l-5 16-3.5-6.5L4 12Z" />
  </Icon>
);
export const Sun = () => (
  <Icon size={17}>
    <circle cx="12" cy="12" r="4.2" />
    <path d="M12 2.5v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400" />
  </Icon>
);
export const Moon = () => (
  <Icon size={17}>
    <path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z" />
  </Icon>
);
export const Upload = () => (
  <Icon size={18}>
    <path d="M12 15V4M7.500 8.500 12 4l4.500 4.500M4 15v4a1.500 1.500 0 0 0 1.500 1.500h13A1.500 1.500 0 0 0 20 19v-4" />
  </Icon>
);
export const Shield = () => (
  <Icon size={15}>
    <path d="M12 3 5 6v5c0 4.500 3 8.300 7 10 4-1.700 7-5.500 7-10V6l-7-3Z" />
    <path d="m9 12 2.200 2.200L15 10" />
  </Icon>
);
export const Caret = () => (
  <Icon size={14}>
    <path d="m6 9 6 6 6-6" />
  </Icon>
);
