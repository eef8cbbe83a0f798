/** What is said of and on the page that a link opens. */
type Limits = { readonly openings: number; readonly minutes: number };

export const downloadPage = {
  open: 'Open the download page',
  whatItIs: ({ openings, minutes }: Limits) =>
    `The link opens a page; the download begins when you press its button. The link is good for one download: if that breaks off, you can press again within ${minutes} minutes, ${openings} times in all.`,
  title: 'Download approved files',
  about: (organisation: string) => `These files were approved for release by ${organisation}.`,
  project: 'Project',
  request: 'Egress request',
  size: 'Size of the zip',
  ends: 'This link works until',
  downloadsLeft: 'Downloads left with this link',
  left: 'Links left after this one',
  button: 'Download the zip',
  howOften: ({ openings, minutes }: Limits) =>
    `Looking at this page uses nothing up; pressing the button does. The link is good for one download: if that breaks off, you can press again within ${minutes} minutes, ${openings} times in all.`,
  forOne: 'The link was given to one person, and each download is recorded. Do not pass it on.',
  deadTitle: 'This link does not work',
  deadWhy: 'It was used already, its time is over, it was taken back, or its address is not complete.',
  deadNext:
    'If you are an egress manager, ask Sallyport for another link in chat: “/egress link” with the short id of the request in Slack, “link” with the short id in Teams. Otherwise ask the egress manager of your project.',
  elsewhereTitle: 'The button was not pressed on this page',
  elsewhereNext: 'Nothing was downloaded or used up. Open the link again in your browser, then press the button there.',
  failedTitle: 'The download page does not work at the moment',
  failedNext: 'Please try again in a few minutes, with the same link.',
};
