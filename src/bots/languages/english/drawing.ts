/** What platforms themselves write on cards and dialogs. */
export const drawing = {
  andMore: (more: number) => `and ${more} more`,
  leftOut: (parts: number) => `and ${parts} more parts that do not fit here`,
  tooLong: (labels: string) => `Too long to be shown as a button: ${labels}`,
  /** For screen readers. */
  opensPage: (label: string) => `${label} (opens a page)`,
  /** For screen readers. */
  ofRequest: (label: string, shortId: string) => `${label}, egress request ${shortId}`,
  chooseOne: 'Choose one',
  searchByName: 'Search by name',
  orAddress: 'Or their e-mail address',
  confirm: 'I confirm this',
  cancel: 'Cancel',
  close: 'Close',
  showMyActions: 'Show my actions',
  cannotShow: 'This version of Teams cannot show the card of an egress request. Please update Teams.',
  fillIn: 'Please fill this in.',
  fillInAtLeast: (characters: number) => `Please fill this in, with at least ${characters} characters.`,
  pleaseChoose: 'Please choose one.',
  pleaseConfirm: 'Please confirm this, or leave the request to somebody else.',
};
