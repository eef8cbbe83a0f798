/**
 * Pictures of a card, shared as files right behind its message. Within its blocks Slack takes only what lies on the public internet, or a file that it
 * has finished looking at, which may take it any time.
 */
import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Card } from '../card.ts';
import type { Language } from '../languages/english.ts';
import { sayCard } from '../say.ts';
import { limits, shown } from './text.ts';
import { called, SlackCallError } from './web-client.ts';

const Place = z.object({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string().min(1) });

/** Milliseconds. */
const patience = 5000;

const uploaded = async (
  client: WebClient,
  file: { readonly bytes: Buffer; readonly name: string; readonly alt: string },
): Promise<string> => {
  const { bytes, name, alt } = file;
  const method = 'files.getUploadURLExternal';
  // The API's own name for it is `alt_txt`; the client's types have another.
  const given = await called(method, client.apiCall(method, { filename: name, length: bytes.length, alt_txt: alt }));
  const place = Place.safeParse(given).data;
  if (!place) throw new SlackCallError(method, { code: 'no_upload_url', cause: undefined });
  const sent = await fetch(place.upload_url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  });
  if (!sent.ok) throw new SlackCallError('upload', { code: `http_${sent.status}`, cause: undefined });
  return place.file_id;
};

/** Shares the card's pictures in this conversation, where they are for those who read it and for nobody else. */
export const sharePictures = async (
  client: WebClient,
  language: Language,
  { card, channel, thread }: { readonly card: Card; readonly channel: string; readonly thread?: string | undefined },
): Promise<void> => {
  if (!card.blocks.some(({ kind }) => kind === 'image')) return;
  for (const block of sayCard(language, card).blocks) {
    if (block.kind !== 'image') continue;
    const alt = shown(block.alt, limits.altText);
    const id = await uploaded(client, { bytes: Buffer.from(block.png, 'base64'), name: `${block.name}.png`, alt });
    const files: [{ id: string; title: string }] = [{ id, title: shown(block.title, limits.header) }];
    const method = 'files.completeUploadExternal';
    await called(
      method,
      client.files.completeUploadExternal(
        thread === undefined ? { files, channel_id: channel } : { files, channel_id: channel, thread_ts: thread },
      ),
    );
  }
};
