/** Channels that are told what admins are told. */
export const adminChannels = {
  toldFromNow: (by: string) =>
    `From now on this channel is told what admins are told privately: failures, what nobody sees, and the figures of a month. Mapped by ${by}.`,
  isTold: (channel: string) => `#${channel} is told what admins are told privately. They still are, and act on it there.`,
  actElsewhere: 'Admins act on this in what they were sent privately, or by typing what it needs: ',
};
