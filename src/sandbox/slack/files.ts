/** Files in three steps, as Slack has it: an address to send one to, the bytes, and where it is shared. */
import * as z from 'zod';
import type { ApiResult } from './emulator.ts';
import type { World } from './world.ts';

type Params = Readonly<Record<string, string>>;
type Method = (params: Params) => ApiResult;

const failed = (error: string): ApiResult => ({ ok: false, error });

/** Slack: alt_txt_too_large. */
const longestAlt = 1000;
const Files = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

const listed = (text: string | undefined): z.infer<typeof Files> | undefined => {
  try {
    return Files.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
};

/** `shut` is why the bot cannot write in a channel, if it cannot. */
export const fileMethods = (world: World, shut: (channel: string) => string | undefined): Readonly<Record<string, Method>> => ({
  'files.getUploadURLExternal': ({ filename = '', length = '', alt_txt: alt = '' }) => {
    const bytes = Number(length);
    if (filename === '' || !Number.isInteger(bytes) || bytes < 1) return failed('missing_argument');
    if (alt.length > longestAlt) return failed('alt_txt_too_large');
    const id = world.secret('F').toUpperCase();
    world.uploads.set(id, { filename, length: bytes, alt });
    return { ok: true, file_id: id, upload_url: `/upload/${id}` };
  },
  'files.completeUploadExternal': ({ files, channel_id: channel, thread_ts: thread }) => {
    const list = listed(files);
    if (!list) return failed('invalid_arguments');
    const closed = channel === undefined ? undefined : shut(channel);
    if (closed) return failed(closed);
    const found = list.map(({ id, title }) => ({ id, title, upload: world.uploads.get(id) }));
    if (found.some(({ upload }) => upload?.bytes === undefined)) return failed('file_not_found');
    if (channel !== undefined) {
      const blocks = found.map(({ id, title, upload }) => ({
        type: 'image',
        block_id: id,
        image_url: `data:image/png;base64,${upload?.bytes?.toString('base64') ?? ''}`,
        alt_text: upload?.alt ?? '',
        title: { type: 'plain_text', text: title ?? upload?.filename ?? '' },
      }));
      world.messages.push({
        ts: world.ts(),
        channel,
        text: '',
        blocks,
        ...(thread === undefined ? {} : { thread_ts: thread }),
        edited: false,
      });
      world.changed();
    }
    return { ok: true, files: list };
  },
});
