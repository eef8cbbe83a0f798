/** What somebody is told when an answer is late, or when something cannot be done here. */
export const excuses = {
  recording: 'Recording',
  laterInSlack: 'This takes longer than usual. The outcome will appear here and on the card.',
  laterInTeams: 'This takes longer than usual. The outcome will appear in your chat with Sallyport and on the card.',
  trouble: 'Something went wrong',
  notYourFault: 'That did not work, and it is not your fault. Please look at the card to see what was recorded, then try again.',
  reference: (correlationId: string) => `If it happens again, tell an admin this reference: ${correlationId}`,
  notServed: 'Not available here',
  workspaceNotServed:
    'Your Slack workspace is not one that this egress service is set up for. Nothing was done. Please use the workspace of your research environment, or ask its admins.',
  pressAgain: 'Please press again',
  tooLate: 'Slack gave up waiting before the dialog could be opened. Nothing was decided. Please press the button once more.',
  notRecorded: 'Nothing is recorded yet',
  notInstalled: 'Add Sallyport for yourself first',
  howToInstall:
    'I answer such things in private, and I cannot write to you yet. In Teams, choose Apps, search for Sallyport, and add it. Then ask again: nothing was done.',
  notInGroups: 'Not in group chats',
  whereInstead: 'Please write to me in private, or in a channel of the team that I was added to. Nothing was done.',
  sentPrivately: 'Sent to you privately',
  lookInPrivate: 'Look at your chat with Sallyport.',
  outdatedCopy: 'A newer copy of this card is in this channel',
  copyOutOfDate: 'This copy is out of date, and nothing was done: a newer one is in this channel. Please use that one.',
  welcome: 'Sallyport tells you here what concerns you',
  whatItTells: 'I tell you here what concerns you: requests to take data out of the research environment, and what became of them.',
  whatCanBeAsked: 'What you can ask: ',
};
