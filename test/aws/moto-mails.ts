/** What moto shows of the mail that it was given; nothing for any other endpoint, where that it was taken must do. */
import * as z from 'zod';
import { endpointOf } from './clients.ts';

const MotoData = z.object({
  ses: z.object({
    Message: z.array(
      z.object({ source: z.string(), subject: z.string(), body: z.string(), destinations: z.record(z.string(), z.array(z.string())) }),
    ),
  }),
});

export const mailsFrom = async (from: string) => {
  const answer = await fetch(`${endpointOf('SESV2')}/moto-api/data.json`);
  return answer.ok ? MotoData.parse(await answer.json()).ses.Message.filter(({ source }) => source === from) : undefined;
};
